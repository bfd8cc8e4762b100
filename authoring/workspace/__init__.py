"""A learner's own folder, work/: chapters and exercises, laid out once and never written over.

items: what is handed out, in pieces that belong together. ledger: which contents were laid out,
so that a file the learner has changed is known. layout: lay out, renew, fetch a fresh copy.
progress: the points so far, as saved or run anew.
words: what these say, in the language of the piece.
"""
