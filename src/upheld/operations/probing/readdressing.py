"""Readdressing: probes of an example, written for one address, asked at another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import structs

from upheld.collect.probes.probe import Probe
from upheld.collect.probes.targets.http import Http
from upheld.collect.probes.targets.tls import Tls

WRITTEN = "http://127.0.0.1:8080"
"""The address that examples are written for: where a service is reached unless it is said otherwise."""


def probes_at_address(probes: Sequence[Probe], address: str) -> tuple[Probe, ...]:
    """Give the probes as they are asked at an address; those of TLS only where that is reached by TLS."""
    return tuple(_readdressed(probes, address))


def _readdressed(probes: Sequence[Probe], address: str) -> Iterator[Probe]:
    at = urlsplit(address)
    for probe in probes:
        what = probe.what
        if isinstance(what, Http) and what.url.startswith(WRITTEN):
            url = address + what.url.removeprefix(WRITTEN)
            yield structs.replace(probe, what=structs.replace(what, url=url))
        elif isinstance(what, Tls) and what.host == urlsplit(WRITTEN).hostname:
            if at.scheme == "https" and at.hostname:
                place = structs.replace(what, host=at.hostname, port=at.port or 443)
                yield structs.replace(probe, what=place)
        else:
            yield probe
