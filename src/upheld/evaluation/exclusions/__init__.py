"""Exclusions held against the evidence: what they take out of a measurement, a clock or a metric, and why."""
