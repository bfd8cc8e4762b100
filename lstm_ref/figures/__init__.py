"""Figures of the book: drawings (SVG text), plotting (Matplotlib) and words (languages).

This file imports nothing: the widgets need the drawings and must not need Matplotlib.
Chapters: 1, 2, 3, 5 and 6.
"""
