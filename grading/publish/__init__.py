"""Publish marks: feedback pages for students, a table for the instructor.

publisher: which pages have to be made, and where they go. feedback_page: makes a page, in a
worker; feedback_template: its headings. grades_csv: the table. report: counts submissions by state;
progress: how far a run is.
"""
