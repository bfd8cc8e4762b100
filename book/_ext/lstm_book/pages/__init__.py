"""Changes to the finished HTML of the pages."""
