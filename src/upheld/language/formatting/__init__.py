"""Formatting: an agreement file written anew in the order of the table, with its comments."""
