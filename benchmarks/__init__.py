"""Benchmarks: what is promised about speed, measured beside what one would pick instead."""
