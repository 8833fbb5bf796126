"""Cases: what happened, told in a few lines, so that a worked case fits on a page."""
