"""Running the code cells of the pages, and what their output may hold."""
