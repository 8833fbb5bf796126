"""The schedule: when a probe is due, by its name, location and interval alone.

Every prober of a location comes to the same instants, whenever it was started, and nothing drifts: due times
are whole intervals since 1970, moved by a part of the interval that follows from the name.
"""

from __future__ import annotations

from hashlib import blake2b

from upheld.chrono.instant import Instant, Micros


def phase(name: str, location: str, every: Micros) -> Micros:
    """How far within its interval a probe is due; spread evenly over all probes."""
    digest = blake2b(f"{location}\0{name}".encode(), digest_size=8).digest()
    return Micros(int.from_bytes(digest) * every >> 64)


def next_due(phase: Micros, every: Micros, after: Instant) -> Instant:
    """The first instant later than another at which a probe is due.

    After a pause that is one instant, however many were missed.
    """
    return Instant(after + every - (after - phase) % every)
