"""Mutants: small mistakes put into a copy of the project, to see whether a test notices.

Why not a library: mutatest ends at coverage 5; mutmut 3 changes functions alone, inside one
process, and most of what is tested here runs in others (the sandbox, kernels, built pages);
cosmic-ray names a mutant by its number in a file, which another version of the file does not
keep, mutates type hints, has no removed statement, argument or return value, and brings 27
packages. What is left to do here is small: ``operators`` finds the places, ``draw`` draws them.
"""
