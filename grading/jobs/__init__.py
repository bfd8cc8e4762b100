"""Many submissions at once: read, graded by any executor, written by one writer.

tasks: what goes to a worker and comes back. worker: grades and renders, a pure function.
executors: processes here, or a Dask cluster. flow: never too much at once, nothing lost when a
worker dies. journal: what was graded, on disk before anything else. marks: all marks of an
assignment in one query. writer: the gradebook, a transaction a batch. files: autograded notebooks
and feedback. run: all of it.
"""
