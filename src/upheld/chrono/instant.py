"""Instants and lengths of time: integers of microseconds, UTC inside."""

from __future__ import annotations

from typing import NewType

Instant = NewType("Instant", int)
"""Microseconds since 1970-01-01T00:00:00Z, leap seconds not counted (POSIX)."""

Micros = NewType("Micros", int)
"""A length of time in microseconds; may be negative where a difference may be."""

SECOND = Micros(1_000_000)
MINUTE = Micros(60 * SECOND)
HOUR = Micros(3600 * SECOND)
DAY = Micros(86_400 * SECOND)
"""24 hours, never a calendar day."""
