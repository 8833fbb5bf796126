"""Upheld makes a service-level agreement executable: agreement and evidence in, verdicts and reasons out."""

__version__ = "0.1.0"
