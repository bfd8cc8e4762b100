"""The judge: runs the instructor's tests, in a process that student code never enters.

session: talks to the submission's process. proxies: what a test sees of a student's function.
errors: a student's error as the test sees it. outputs: what a cell showed, checked. testcell: one
test, run. fresh: new random numbers for each submission. material: what is needed to grade an
assignment. notebook: a whole notebook. preprocessor: all of it as a step of nbgrader.
"""
