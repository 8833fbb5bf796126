"""Requests: availabilities that go by how many requests failed, in a period or in slices of it."""
