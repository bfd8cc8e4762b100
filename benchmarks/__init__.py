"""What is measured and not only tested: ``make bench`` prints it, with machine and versions."""
