"""The sandbox seen from the judge: started, given a submission, emptied, stopped.

settings: its protections and the limits of a submission. process: a running sandbox. bubblewrap:
its command line; program: which bubblewrap, found by a trial; advice: what to do where there is
none. packages: which Python packages are mounted. probes: attempts that must fail inside.
"""
