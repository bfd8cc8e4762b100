"""Read what was handed in: each file once, each notebook parsed once.

submissions: finds the folders and reads their files. folder: looks through one of them. notebook:
parses a notebook, whatever wrote it, and keeps what grading needs. times: reads a timestamp.txt.
roster: reads students.csv. encodings: finds out how a text is written. printable: makes names and
notes fit to be shown and stored.
"""
