"""What there is to be seen, room by room; pages are given all of it at once, as the sight of their viewer."""
