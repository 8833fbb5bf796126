"""Availability: raw states, confirmation, quorum, exclusions, bounds, sampling error, and why."""
