"""Wrong and right solutions of the exercises, and what the grader says to each."""
