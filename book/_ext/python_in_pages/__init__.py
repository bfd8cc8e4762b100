"""Sphinx extension: the code cells of a book run in the page, in the reader's own browser."""
