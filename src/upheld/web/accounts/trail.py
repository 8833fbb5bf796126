"""The trail, for owners and auditors."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from upheld.web.request import Request


def trail(request: Request) -> HttpResponse:
    """List the steps, the latest first, page by page."""
    before = request.GET.get("before", "")
    steps = request.sight.steps(int(before) if _is_number(before) else None)
    return render(request, "accounts/trail.html", {"steps": steps})


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19
