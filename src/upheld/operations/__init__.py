"""One verb a file: files in, the rooms below called, results out."""
