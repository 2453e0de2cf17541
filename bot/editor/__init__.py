"""What helps editors: lint and its hints."""
