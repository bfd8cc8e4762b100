"""The judge: runs the instructor's tests, in a process that student code never enters.

notebook_runner: a whole notebook. cells: the kinds of cells in it. cell_runner: one cell of the
instructor's. magics: IPython's magics in it. session: talks to the submission's process. clock:
when a cell's time is up. namespace: the names of the tests, and what a submission has of them.
handles: the objects that one side knows of the other. decisions: what a submission's own objects
may decide in a test. changes: arguments that a call has changed. files: what a submission or a test
has written. errors: a student's error as the test sees it. outputs: what a cell showed, checked.
not_here: what could not run here, and which tests wait because of it.
seeds: new random numbers for each submission. sources: the lines of its functions. workspace: the
instructor's files while tests run.
scores: points and comments of a graded notebook. results: what the judge is given and gives back,
as plain data. preprocessor: an old path of the plug-in.
"""
