"""Shapes: what other systems send, turned into rows of evidence; a module each, named in this list."""

from __future__ import annotations

from upheld.collect.shapes import heartbeat, otlp, prometheus, web_vitals
from upheld.collect.shapes.shape import Shape

SHAPES: dict[str, Shape] = {
    "web-vitals": web_vitals.SHAPE,
    "otlp": otlp.SHAPE,
    "prometheus": prometheus.SHAPE,
    "heartbeat": heartbeat.SHAPE,
}
"""Name of a shape -> how it is read."""
