"""Fitting: evidence beside the agreement it is for; which tables it takes, which names both must know."""
