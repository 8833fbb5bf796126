"""Letters: what is told by mail, as plain text."""
