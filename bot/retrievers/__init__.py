"""Ways to search, found by file name."""
