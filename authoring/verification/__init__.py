"""Verification of the checks: known mistakes and right solutions, graded in both notebooks.

proof: the tables that the book shows, made of all that. runnable_notebook: an exercise notebook
that runs in this process; helper_module: its checks.py. reference_results: random arguments, with
the results of lstm_ref. slips: small changes of a right solution. reported: mistakes from public
code and questions, with a judgement of what the release says of each.
"""
