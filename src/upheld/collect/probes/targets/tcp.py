"""What is asked by TCP."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Micros
from upheld.collect.probes.secret import Text


class Tcp(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="tcp", forbid_unknown_fields=True):
    """A connection, and what is said on it."""

    host: str
    port: int
    send: Text | None = None
    expect: str | None = None
    """A regular expression that is found in what comes back."""
    degraded_above: Micros | None = None
