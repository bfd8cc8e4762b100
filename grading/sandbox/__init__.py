"""The sandbox seen from the judge: started, given a submission, emptied, stopped.

settings: its protections and the limits of a submission. process: a running sandbox. bubblewrap:
its command line; program: finds the bubblewrap to use; trial: tries one; advice: what to do where
none works. packages: which Python packages are mounted. probes: attempts that must fail inside.
"""
