"""Tickets and how they are handled: what replies contain, how they are classified, by which channels."""
