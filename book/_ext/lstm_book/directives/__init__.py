"""What the source of a page may hold besides MyST: drawings, Keras tabs, tables, formulas."""
