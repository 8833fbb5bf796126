"""The page that people come to first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from upheld.store.roles import Role
from upheld.web.request import Request


def start(request: Request) -> HttpResponse:
    """List what the viewer may see."""
    sight = request.sight
    content = {
        "agreements": list(sight.agreements()),
        "subscriptions": sight.subscriptions(),
        "may_erase": Role.OWNER in request.viewer.roles,
        "alarms": sight.count_alarms() if request.viewer.roles else 0,
    }
    return render(request, "console/start.html", content)
