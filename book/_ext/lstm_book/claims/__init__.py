"""Holds what the pages claim: each sentence that compares or generalises is bound to its reason."""
