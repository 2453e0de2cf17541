"""Channels, found by file name: each parses requests and renders replies."""
