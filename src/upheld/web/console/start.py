"""The page that people come to first."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from upheld.store.roles import Role
from upheld.web.paging import ROWS, counted, looked_for, start_of
from upheld.web.request import Request


def start(request: Request) -> HttpResponse:
    """List what the viewer may see."""
    sight, find = request.sight, looked_for(request)
    agreements = list(sight.agreements(find, start_of(request, "agreements"), ROWS + 1))
    subscriptions = sight.subscriptions(ROWS + 1, start_of(request), find)
    content = {
        "agreements": counted(request, agreements, "agreements"),
        "subscriptions": counted(request, subscriptions),
        "find": find,
        "may_erase": Role.OWNER in request.viewer.roles,
        "alarms": sight.count_alarms() if request.viewer.roles else 0,
    }
    return render(request, "console/start.html", content)
