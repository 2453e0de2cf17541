"""What helps editors: lint."""
