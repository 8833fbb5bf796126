"""The interface for machines: `/api/v1`, by tokens."""
