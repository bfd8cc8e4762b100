"""Grade a whole course: ``python -m grading``, or ``make grade``.

nbgrader does the grading; this package gets it through damaged submissions.
course: where things are. submissions: what was handed in. reading: bytes to a notebook.
staging: a clean copy for nbgrader. repair, execute, saving, feedback: preprocessors for nbgrader.
autograde: one submission through nbgrader. records: what was graded already. run: the loop.
export: the CSV. progress: the bar.
"""
