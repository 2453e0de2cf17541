"""Measures the bot on questions that it was not built from."""
