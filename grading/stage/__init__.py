"""Stage a submission: what is graded of it, and the assignment that it is graded with.

notebook_spec: the notebooks of an assignment, as select looks for them. select: takes notebooks
and files out of a submission. other_kinds: what was handed in where the notebook should be. bundle:
the instructor's cells and files, as data for a worker; names: what cells bind and read.
source_folder: what is wrong with the folder of an assignment; helper_files: which files are missing
there; refused: which notebooks cannot be judged. restore_cells: gives a notebook back the
assignment's own cells; additions: what a learner has added to one. releases: older versions of an
assignment, and which one a notebook is of. syntax, newer: a learner's code as a tree, a newer
Python's too. translations: these cells in another language. hidden_tests: finds nbgrader's markers.
"""
