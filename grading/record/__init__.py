"""Record what was graded: journal, autograded notebooks, gradebook, records of our own.

pending: what is to be graded. recorder: records a batch, in an order that survives an interruption.
journal: results, on disk before anything else. folders: notebooks and pages on disk.
gradebook_writer: a transaction a batch. gradebook_reader: all marks of an assignment in a few
queries. class_list: everyone in the course. records: what has been graded already. guard: one
submission costs no other its marks.
"""
