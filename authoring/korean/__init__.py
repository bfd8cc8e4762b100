"""The Korean release of the exercises."""
