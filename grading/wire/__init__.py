"""The protocol between the judge and a student's process: checked plain data, nothing else.

frames: a message on a socket, within sizes and one deadline. codec: Python values as plain
data; values, tables: further kinds of it. handles: what stays on its side and travels as a number;
operations: what may be asked of it. remote: such an object as the other side has it. cell_outputs:
what a cell may show. Both sides have these modules; only the judge has to trust them.
"""
