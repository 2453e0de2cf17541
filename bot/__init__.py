"""The engine: from a message to a reply."""
