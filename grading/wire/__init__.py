"""How the judge and a student's process talk: checked plain data, and nothing else.

frames: a message on a socket, within sizes and one deadline. values: Python values as plain
data. Both sides have these two modules; only the judge has to trust them.
"""
