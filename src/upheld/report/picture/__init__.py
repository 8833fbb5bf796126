"""Pictures of findings: pure functions from a document to SVG, for the page and for print alike."""
