"""The checks of the exercises, in modules; learners get them as one file, checks.py.

``authoring.bundle`` joins the modules in this order, so each may import only earlier ones, the
standard library and NumPy: the file must run where there is nothing else, also in a browser.

What is looked at is of two kinds. *Behaviour* is seen by calls alone, so it can be seen through
the grader's proxies, too: it decides the points. *Source and host* (the learner's text, the
notebook around it) only adds words, for a learner's own process is the only place that has them.

Each module loads with fixtures.json beside it, as the one file does; here there is none.
"""

MODULES = (
    "findings",  # what is said, as data
    "examples",  # calls of a function with their right results, from fixtures.json
    "comparison",  # is a result the right one?
    "returned",  # what came of a call: results by name
    "signatures",  # the arguments that a learner's def line takes
    "leftovers",  # what is left of the cell that was handed out, or of a hint
    "operands",  # which two arrays a failed operation has met
    "causes",  # what an error is about, where its words leave no doubt
    "calls",  # call a function with copies of an example's arguments
    "trials",  # call it with other arguments, to see what shows
    "shapes",  # the right numbers in another order or shape
    "squashes",  # what is wrong: the sum, or the function around it
    "families",  # mistakes that show by their effect, however they are written
    "scoring",  # results -> points
    "diagnoses",  # results -> the one thing to say
    "words",  # a finding -> a sentence, in a language
    "stand_ins",  # right functions in the place of a learner's own
    "recorded",  # which code a test saw, and its points: data for a notebook to keep
    "runs",  # which cells this kernel has run, and how each run ended
    "notebooks",  # the notebooks here, as they are saved
    "versions",  # which version of a function a test has seen
    "report",  # points and the finding -> text, HTML, a dict
    "test",  # all of it for one function
    "progress",  # the points of all notebooks
)
