"""Reviews: what is wrong, or worth knowing, about terms that can be read; a review a file."""
