"""Every known mistake and right solution, graded in both notebooks; the proofs are made of that."""
