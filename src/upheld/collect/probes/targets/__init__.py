"""Targets: what each kind of probe asks, a module each; values and the keys they are written with."""
