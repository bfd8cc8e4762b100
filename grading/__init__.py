"""Grade a whole course: ``python -m grading``, or ``make grade``; or nbgrader with our steps.

The way of a submission: submissions finds it, reading makes a notebook of its bytes, staging
takes what is to be graded, repair gives it back the assignment's own cells. In pipeline/ a worker
lets the judge/ run it: tests there, student code in the sandbox/, where student/ answers over
wire/. Then pipeline/ writes everything down. feedback and hidden keep hidden tests off the pages.

For nbgrader's own commands: repair, judge.preprocessor, saving and feedback are steps of its
converters. course: where things are. doctor: checks the sandbox on this machine.
"""
