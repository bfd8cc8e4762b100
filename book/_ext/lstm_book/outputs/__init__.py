"""What other libraries printed when the code in their tabs was run: made here, kept in the book.

No build needs Keras or PyTorch: it reads ``book/_outputs/``, which ``python -m lstm_book.outputs``
writes. ``tests/book/test_library_tabs.py`` runs the code again and compares.
"""
