"""Packages: the services that a plan covers."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.provenance import Place


class Package(Struct, frozen=True, kw_only=True):
    """What a plan covers; all services where it names none."""

    plan: str
    services: tuple[str, ...] = ()
    place: Place
