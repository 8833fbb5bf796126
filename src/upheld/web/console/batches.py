"""Batches: who recorded which evidence and when, and taking back what was wrong."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from upheld.errors import ConflictError
from upheld.operations.undoing import Refused, undo_for
from upheld.store.roles import Role
from upheld.web.paging import ROWS, before_of, looked_for, part_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

UNDOERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who may take evidence back."""
AT_ONCE = 100


def batches(request: Request) -> HttpResponse:
    """List batches, the latest first."""
    find = looked_for(request)
    found = request.sight.batches(before=before_of(request), at_most=ROWS + 1, find=find)
    last = found[:ROWS][-1].number if found else 0
    shown = {"batches": part_of(request, found, "before", last), "find": find}
    return render(request, "console/batches.html", shown)


def batch(request: Request, number: int) -> HttpResponse:
    """Show one, with its first rows."""
    found = request.sight.batch(number)
    if found is None:
        return refuse(request, 404)
    may_undo = found.reversed_by is None and bool(request.viewer.roles & UNDOERS)
    rows = request.sight.rows_of_batch(number, at_most=AT_ONCE)
    shown = {"batch": found, "rows": rows, "more": found.rows - len(rows), "may_undo": may_undo}
    return render(request, "console/batch.html", shown)


def undo_batch(request: Request, number: int) -> HttpResponse:
    """Take one back."""
    leave = request.POST.get("leave_corrected") == "yes"
    try:
        outcome = undo_for(request.viewer, number, request.now, leave_corrected=leave)
    except ConflictError as error:
        messages.error(request, f"Not taken back: {error}.")
        return HttpResponseRedirect(reverse("batch", args=[number]))
    if outcome is None:
        return refuse(request, 404)
    request.subject = f"batch {number}"
    if isinstance(outcome, Refused):
        for why in outcome.why:
            messages.error(request, f"Not taken back: {why}.")
        return HttpResponseRedirect(reverse("batch", args=[number]))
    messages.success(
        request,
        f"Taken back: {outcome.restored} rows hold again as before, {outcome.withdrawn} hold no more, "
        f"{outcome.left} stay as they were corrected.",
    )
    return HttpResponseRedirect(reverse("batch", args=[outcome.sequence]))
