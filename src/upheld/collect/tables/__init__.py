"""The tables of evidence, a module for each group: their columns, and how a row of a simple one is read."""
