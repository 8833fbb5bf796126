"""Kinds of probes: how each kind of target is asked, a module each."""
