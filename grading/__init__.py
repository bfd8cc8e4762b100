"""Grade a whole course: ``python -m grading``, or ``make grade``; or nbgrader with our steps.

The packages, in the order of the flow:

check     judge the assignment's own solution, before any submission of it
read      submitted/STUDENT/ASSIGNMENT/: each file read once, each notebook parsed once
stage     select what is graded; restore the assignment's own cells
judge     run the instructor's tests; student code runs in the sandbox, where student/ answers
          the judge over wire/
record    journal, autograded/, gradebook
publish   feedback/ and grades.csv

jobs does this for many submissions at once, and run is one run over a course, from first to last.
checking: check, for many assignments at once. admission: which assignments a run may grade.
check_command: the check alone. dry_run: a run that writes nothing.
course: nbgrader's configuration, paths and the lock. nbgrader_plugins: the same steps for
nbgrader's own commands. doctor: checks the sandbox on this machine. languages: words in each
language, also what a learner reads where code never ends. time_limit: stops our own code.

repair, saving, feedback and judge.preprocessor are old paths of plug-ins: courses that were begun
with them still name them in nbgrader_config.py.
"""
