"""Grade many submissions at once, on any executor.

plan: what there is to do. intake: reads submissions, in a worker. jobs: the kinds of jobs;
check_job: the one for an assignment's own notebooks. scheduler: never too many jobs at once,
nothing lost when a worker dies. executors: processes here, or a Dask cluster; dask_process: the
process of ours on a Dask worker; worker_process: how a process starts, and its limits. worker:
grades a batch; it opens no gradebook and writes no results.
"""
