"""Parcels: rows of evidence handed over at once, as the body of a request or out of a folder."""
