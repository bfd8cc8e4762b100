"""Read what was handed in: each file once, each notebook parsed once.

submissions: finds the folders and reads their files. notebook: parses a notebook, whatever wrote
it, and keeps what grading needs.
"""
