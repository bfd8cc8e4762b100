"""The editions of the book, one for each language."""
