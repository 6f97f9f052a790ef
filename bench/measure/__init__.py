"""Measures what the README promises, each part by its own name; see __main__.py."""
