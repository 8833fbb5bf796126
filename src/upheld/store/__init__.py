"""The store: what the service keeps records of, append-only where it can change a verdict."""
