"""The trace of a request: a number that stands in the answer and in every line of the log about it."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from upheld.store.viewer import NOBODY, Viewer
from upheld.web.routes import route_on
from upheld.web.traffic import NO_ROUTE, TRAFFIC

HEADER = "X-Request-Id"
QUIET = frozenset({"livez", "readyz", "metrics"})
"""Routes that are asked for every few seconds; their answers are told when they are bad."""
log = logging.getLogger("upheld.web")
_OURS = re.compile(r"[A-Za-z0-9-]{8,64}")


class Trace:
    """Numbers requests, and tells of each by the name of its route: an address may hold secrets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request through, under its number."""
        given = request.headers.get(HEADER, "")
        number = given if _OURS.fullmatch(given) else secrets.token_hex(8)
        began = time.monotonic()
        response = self.get_response(request)
        response[HEADER] = number
        route, took = _name_of(request), time.monotonic() - began
        TRAFFIC.count(route, response.status_code, took)
        if route in QUIET and response.status_code < 400:
            return response
        said = {
            "request": number,
            "method": request.method if request.method in _METHODS else "other",
            "route": route,
            "status": response.status_code,
            "milliseconds": round(took * 1000, 1),
        }
        # only what the gate has found out already: to ask again may need a database that is out of reach
        viewer: Viewer = getattr(request, "viewer", NOBODY)
        if not viewer.is_nobody:
            said["actor"] = viewer.actor
        (log.error if response.status_code >= 500 else log.info)("request", extra=said)
        return response


def _name_of(request: HttpRequest) -> str:
    found = route_on(request.resolver_match.route, request.method) if request.resolver_match else None
    return NO_ROUTE if found is None else found.name


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
