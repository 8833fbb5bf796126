"""Telling: who is to hear of what, and messages to them, recorded with what they tell of."""
