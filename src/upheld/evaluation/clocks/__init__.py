"""Ticket clocks: each ticket's log held against its cell of the matrix, and what the tickets come to."""
