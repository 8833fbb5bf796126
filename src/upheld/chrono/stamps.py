"""Stamps: instants and lengths of time in arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Stamps = NDArray[np.int64]
"""Microseconds: instants since 1970-01-01T00:00:00Z, or lengths of time."""
