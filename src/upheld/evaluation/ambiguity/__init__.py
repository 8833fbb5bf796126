"""Ambiguity: words that allow several readings, each of them judged, and what all of them agree on."""
