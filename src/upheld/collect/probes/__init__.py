"""Probes: what Upheld asks itself, from where it stands, and what it saw. Nothing here needs the service."""
