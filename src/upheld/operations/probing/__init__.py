"""Probing: what is probed, by whom, and what becomes of what was seen."""
