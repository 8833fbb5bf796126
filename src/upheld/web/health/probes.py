"""Probes: what watchers of the service ask for."""

from __future__ import annotations

import hmac
from functools import cache

from django.conf import settings
from django.http import Http404, HttpResponse

from upheld.operations.gauges import gauges
from upheld.operations.readiness import Readiness
from upheld.runtime.environment import Environment
from upheld.web.health import openmetrics
from upheld.web.request import Request
from upheld.web.traffic import TRAFFIC

_PLAIN = "text/plain; charset=utf-8"


def livez(request: Request) -> HttpResponse:
    """Say that the process answers; one that does not is to be started anew."""
    return HttpResponse("lives\n", content_type=_PLAIN)


def readyz(request: Request) -> HttpResponse:
    """Say whether the service can do its work: 503 and why, where it can't."""
    conditions = _readiness(settings.ENVIRONMENT).conditions()
    lines = [f"{each.name}: {'' if each.is_met else 'NOT MET: '}{each.says}\n" for each in conditions]
    status = 200 if all(each.is_met for each in conditions) else 503
    return HttpResponse("".join(lines), content_type=_PLAIN, status=status)


def metrics(request: Request) -> HttpResponse:
    """Give the figures, to whoever has the token of the environment; 404 where it names none."""
    token = settings.ENVIRONMENT.metrics_token
    if token is None:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        refused = HttpResponse("a token is needed\n", content_type=_PLAIN, status=401)
        refused["WWW-Authenticate"] = "Bearer"
        return refused
    return HttpResponse(
        openmetrics.write(gauges(settings.ENVIRONMENT.data, request.now), TRAFFIC.answered()),
        content_type=openmetrics.CONTENT_TYPE,
    )


@cache
def _readiness(environment: Environment) -> Readiness:
    """One for the process: it keeps in mind what it has seen of the workers."""
    return Readiness(environment.data, environment.disk_floor, environment.lease)
