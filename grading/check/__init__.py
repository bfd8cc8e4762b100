"""The check of an assignment, before any submission of it is graded: its own solution is judged.

slips: what is wrong with an assignment, in words. registered: the cells as nbgrader will register
them, and what it will hand out, made in memory. reading: what can be seen without running anything.
solution: the solution and the untouched release, as submissions. outcome: what their results say.
kept: the assignments that have passed, in the gradebook's database. here: the same check in this
process, for nbgrader's own commands.
"""
