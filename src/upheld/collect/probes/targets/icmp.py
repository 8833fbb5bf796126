"""What is asked by echo requests."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.targets.http import Family


class Icmp(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="icmp", forbid_unknown_fields=True):
    """Some echo requests, and how many may be lost; shares are parts per million."""

    host: str
    family: Family = Family.ANY
    packets: int = 5
    gap: Micros = Micros(SECOND // 5)
    """From one request to the next."""
    size: int = 56
    """Bytes of data in each."""
    degraded_above: Micros | None = None
    """Answers that took longer in the mean are degraded."""
    degraded_above_loss: int | None = None
    """A greater share without an answer is degraded."""
    down_above_loss: int | None = None
    """A greater share without an answer is down; only where none is answered, if absent."""
    tcp_port: int = 443
    """Where this machine may not send echo requests, so many connections to this port take their place."""
