"""Closings: how far each month is, beginning one, and letting its statements out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError, TimeError, UsageError
from upheld.operations.month_end.asking import begin_for, release_for
from upheld.operations.month_end.beginning import stopped_work
from upheld.operations.month_end.declining import decline_for
from upheld.operations.month_end.ruling import LONGEST_WAIT, Closure, read_wait, rule_for
from upheld.store.roles import Role
from upheld.web.paging import ROWS, before_of, counted, looked_for, part_of, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

CLOSERS = frozenset({Role.OWNER, Role.FINANCE, Role.CONTRACT_OWNER})
"""Who may close months and let statements out."""


def closings(request: Request) -> HttpResponse:
    """List closings; those who may, begin one here."""
    if request.method == "POST":
        return _begin(request)
    found = request.sight.closings(before_of(request), ROWS + 1)
    shown = {
        "closings": part_of(request, found, "before", found[:ROWS][-1].number if found else 0),
        "agreements": list(request.sight.agreements()),
        "may_close": bool(request.viewer.roles & CLOSERS),
        "longest_wait": LONGEST_WAIT,
    }
    return render(request, "console/closings.html", shown)


def closing(request: Request, number: int) -> HttpResponse:
    """Show one, with its statements."""
    found = request.sight.closing(number)
    if found is None:
        return refuse(request, 404)
    find = looked_for(request)
    statements = request.sight.statements(number, before_of(request), ROWS + 1, find)
    shown = {
        "closing": found,
        "statements": part_of(request, statements, "before", statements[:ROWS][-1].key if statements else 0),
        "find": find,
        "stopped": stopped_work(number) if found.is_judging else [],
        "unjudged": counted(
            request, request.sight.unjudged(number, start_of(request, "unjudged"), ROWS + 1), "unjudged"
        ),
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


def decline(request: Request, number: int) -> HttpResponse:
    """Keep the statements of one from going out."""
    try:
        is_known = decline_for(request.viewer, number, request.POST.get("why", ""))
    except (ConflictError, UsageError) as error:
        messages.error(request, f"Not declined: {error}.")
        return HttpResponseRedirect(reverse("closing", args=[number]))
    if not is_known:
        return refuse(request, 404)
    request.subject = f"closing {number}"
    messages.success(request, "None of these statements goes out. The month can be closed anew.")
    return HttpResponseRedirect(reverse("closing", args=[number]))


def rule(request: Request) -> HttpResponse:
    """Say how the months of an agreement are closed."""
    slug, out = request.POST.get("agreement", ""), request.POST.get("out", "")
    try:
        closure = Closure(days=read_wait(request.POST.get("days", "").strip()), at_once=out == "at once")
    except UsageError as error:
        messages.error(request, f"Nothing was changed: {error}.")
        return HttpResponseRedirect(reverse("closings"))
    if out not in ("at once", "by somebody") or not rule_for(request.viewer, slug, closure):
        return refuse(request, 404)
    request.subject = f"agreement {slug}: {closure}"
    messages.success(request, f"Months of {slug} are {closure}.")
    return HttpResponseRedirect(reverse("closings"))


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
