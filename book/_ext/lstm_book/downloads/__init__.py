"""What the site offers to download: notebooks, assignments, the package."""
