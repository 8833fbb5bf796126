"""Closings: how far each month is, beginning one, and letting its statements out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError, TimeError, UsageError
from upheld.operations.month_end.asking import begin_for, release_for
from upheld.store.roles import Role
from upheld.web.refusal import refuse
from upheld.web.request import Request

CLOSERS = frozenset({Role.OWNER, Role.FINANCE, Role.CONTRACT_OWNER})
"""Who may close months and let statements out."""


def closings(request: Request) -> HttpResponse:
    """List closings; those who may, begin one here."""
    if request.method == "POST":
        return _begin(request)
    shown = {
        "closings": request.sight.closings(),
        "agreements": list(request.sight.agreements()),
        "may_close": bool(request.viewer.roles & CLOSERS),
    }
    return render(request, "console/closings.html", shown)


def closing(request: Request, number: int) -> HttpResponse:
    """Show one, with its statements."""
    found = request.sight.closing(number)
    if found is None:
        return refuse(request, 404)
    shown = {
        "closing": found,
        "statements": request.sight.statements(closing=number),
        "may_release": found.is_ready and bool(request.viewer.roles & CLOSERS),
    }
    return render(request, "console/closing.html", shown)


def release(request: Request, number: int) -> HttpResponse:
    """Let the statements of one out."""
    try:
        is_known = release_for(request.viewer, number, request.now)
    except ConflictError as error:
        messages.error(request, f"Not released: {error}.")
        return HttpResponseRedirect(reverse("closing", args=[number]))
    if not is_known:
        return refuse(request, 404)
    request.subject = f"closing {number}"
    messages.success(request, "The statements are numbered, and shown to those whose they are.")
    return HttpResponseRedirect(reverse("closing", args=[number]))


def _begin(request: Request) -> HttpResponse:
    if not request.viewer.roles & CLOSERS:
        return refuse(request, 404)
    slug, period = request.POST.get("agreement", ""), request.POST.get("period", "").strip()
    try:
        number = begin_for(request.viewer, slug, period, request.now)
    except (ConflictError, TimeError, UsageError) as error:
        messages.error(request, f"Not begun: {error}.")
        return HttpResponseRedirect(reverse("closings"))
    if number is None:
        return refuse(request, 404)
    request.subject = f"closing {number}"
    messages.success(request, f"The closing of {period} has begun.")
    return HttpResponseRedirect(reverse("closing", args=[number]))
