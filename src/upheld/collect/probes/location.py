"""Locations: how the places are called from which something is probed."""

from __future__ import annotations

import re

LOCATION_NAME = re.compile("[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?")
"""Small letters, digits and hyphens."""
