"""The protocol between the judge and a student's process: checked plain data, nothing else.

frames: a message on a socket, within sizes and one deadline. codec: Python values as plain
data. cell_outputs: what a cell may show. Both sides have these modules; only the judge has to trust
them.
"""
