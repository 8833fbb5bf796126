"""Telemetry: samples at scale, kept by day and sorted, folded into states, sums and percentiles."""
