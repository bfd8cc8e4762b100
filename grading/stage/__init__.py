"""Stage a submission: what is graded of it, and the assignment that it is graded with.

notebook_spec: the notebooks of an assignment, as select looks for them. select: takes notebooks
and files out of a submission. bundle: the instructor's cells and files, as data for a worker;
helper_files: which of these files are missing; refused: which of these notebooks cannot be judged.
restore_cells: gives a notebook back the assignment's own cells. translations: these cells in
another language. hidden_tests: finds nbgrader's markers.
"""
