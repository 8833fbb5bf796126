"""Durable work done: what kinds there are, hands that do it, and a watch over other workers."""
