"""How probes are written in a file: the keys of every kind, and how each value is read and written."""
