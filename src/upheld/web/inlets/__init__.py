"""Inlets: addresses for heartbeats and for pages, and the script that pages load."""
