"""What makes exercises/ from solutions/.

Reading order:

records        what is known about an exercise, as data: functions, known mistakes, solutions
assignments    these records, a module for each assignment
notebook       the notebook in solutions/: signatures, and functions written another way
fixtures       runs the records' code: the content of fixtures.json
checks         the source of checks.py; bundle makes one file of it
lay            puts checks.py and fixtures.json beside the notebooks of solutions/
korean         puts the English release into Korean
generate       all of this: what ``make exercises`` runs
verification   grades all known mistakes and right solutions; the results are in proofs/
"""
