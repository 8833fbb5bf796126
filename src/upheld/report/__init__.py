"""Statement in, bytes out: the canonical document, and the text that is rendered from it."""
