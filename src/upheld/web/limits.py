"""Limits: how much somebody may ask for within a minute, and what they are told of it."""

from __future__ import annotations

import ipaddress
from typing import Protocol

from django.conf import settings
from django.http.response import HttpResponseBase
from msgspec import Struct

from upheld.runtime.limiter import Limiter
from upheld.web.access import READ, Limit, Route

WINDOW = 60
"""Seconds; allowances are by the minute."""
LIMITER = Limiter(settings.ENVIRONMENT.data)
"""Opened when something is counted first, and so after the process was made."""


class Standing(Struct, frozen=True, kw_only=True):
    """How somebody stands with a limit."""

    limit: Limit
    allowed: int
    done: int
    seconds_left: int

    @property
    def is_over(self) -> bool:
        """Whether this was too much."""
        return self.done > self.allowed

    def tell(self, answer: HttpResponseBase) -> None:
        """Say it, as the IETF's draft on rate limits has it (draft-ietf-httpapi-ratelimit-headers-10)."""
        left = max(self.allowed - self.done, 0)
        answer["RateLimit-Policy"] = f'"{self.limit.value}";q={self.allowed};w={WINDOW}'
        answer["RateLimit"] = f'"{self.limit.value}";r={left};t={self.seconds_left}'
        if self.is_over:
            answer["Retry-After"] = str(self.seconds_left)


class _Limited(Protocol):
    standing: Standing | None


def limit_of(route: Route) -> Limit | None:
    """The limit that a route is under; those for tokens are under one for reading or for sending."""
    if route.limit is not None or route.may.scope is None:
        return route.limit
    return Limit.READS if route.methods & READ else Limit.SENT


def count(request: _Limited, limit: Limit, who: str) -> Standing:
    """Count a request of somebody; what they are told is how they stand with what is used up most."""
    allowed = settings.ENVIRONMENT.limits.of(limit.value)
    counted = LIMITER.count(f"{limit.value} {who}", WINDOW)
    standing = Standing(limit=limit, allowed=allowed, done=counted.done, seconds_left=counted.seconds_left)
    before = request.standing
    if before is None or standing.done * before.allowed >= before.done * standing.allowed:
        request.standing = standing
    return standing


def neighbourhood(address: str) -> str:
    """The addresses that count as one: of IPv6 somebody has 2^64 of them (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((int(found), 64), strict=False).network_address)
