"""The sandbox as the judge sees it: started, given a submission, emptied, stopped.

layers: what it is made of. packages: which Python packages are inside. command: the command line
for bubblewrap. program: which bubblewrap, found by a trial; advice: what to do where none serves.
house: a running sandbox. probes: what must not work in it.
"""
