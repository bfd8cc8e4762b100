"""Compares the sources of the editions: the same page in two languages."""
