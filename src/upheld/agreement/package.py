"""Packages: the services that a plan covers."""

from __future__ import annotations

from dataclasses import dataclass

from upheld.agreement.provenance import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What a plan covers; all services where it names none."""

    plan: str
    services: tuple[str, ...] = ()
    place: Place
