"""Measures: figures made from measured values, and for how much of the time there are any."""
