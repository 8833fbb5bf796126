"""Alarms: what is about to go wrong, who has seen it, and which tables are waited for."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from msgspec import Struct

from upheld.errors import UsageError
from upheld.evidence.evidence import Table
from upheld.operations.alarms.acknowledging import (
    acknowledge,
    acknowledge_several,
    expect,
    stop_expecting,
)
from upheld.report.letters.alarm import explained, title_of
from upheld.store.roles import Role
from upheld.store.sight import AT_ONCE, SeenAlarm
from upheld.web.paging import ROWS, before_of, counted, part_of, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

TAKERS = frozenset({Role.OWNER, Role.OPERATOR, Role.DESK_AGENT})
"""Who acknowledges alarms."""
WAITERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who says which tables are waited for."""
HOURS = 3_600_000_000


class Shown(Struct, frozen=True):
    """An alarm in words."""

    alarm: SeenAlarm
    title: str
    says: str


def alarms(request: Request) -> HttpResponse:
    """List alarms, open ones first; a table is waited for from here on."""
    if request.method == "POST":
        return _wait(request)
    sight, earlier = request.sight, before_of(request)
    over = sight.alarms(is_over=True, before=earlier, at_most=ROWS + 1)
    found = (
        [] if earlier else sight.alarms(is_over=False, before=before_of(request, "open"), at_most=ROWS + 1)
    )
    still = part_of(
        request, [in_words(each) for each in found], "open", found[:ROWS][-1].number if found else 0
    )
    waited = [
        (each, each.table.replace("_", " "), each.every // HOURS)
        for each in sight.expectations(start_of(request, "waited"), ROWS + 1)
    ]
    may_take = bool(request.viewer.roles & TAKERS)
    shown = {
        "open": still,
        "over": part_of(
            request, [in_words(each) for each in over], "before", over[:ROWS][-1].number if over else 0
        ),
        "is_first": earlier is None,
        "may_take": may_take,
        "several": may_take and sum(each.alarm.state == "raised" for each in still.rows) > 1,
        "may_wait": bool(request.viewer.roles & WAITERS),
        "expectations": counted(request, waited, "waited"),
        "dossiers": sight.dossiers(),
        "tables": [(each.value, each.value.replace("_", " ")) for each in Table],
    }
    return render(request, "console/alarms.html", shown)


def alarm(request: Request, number: int) -> HttpResponse:
    """Show one."""
    found = request.sight.alarm(number)
    if found is None:
        return refuse(request, 404)
    may_take = found.state == "raised" and bool(request.viewer.roles & TAKERS)
    return render(request, "console/alarm.html", {"each": in_words(found), "may_take": may_take})


def acknowledge_alarm(request: Request, number: int) -> HttpResponse:
    """Say that one has seen an alarm."""
    if request.sight.alarm(number) is None:
        return refuse(request, 404)
    if not acknowledge(request.viewer, number, request.now):
        messages.error(request, "Somebody else was sooner.")
    request.subject = f"alarm {number}"
    return HttpResponseRedirect(reverse("alarms"))


def acknowledge_alarms(request: Request) -> HttpResponse:
    """Say that one has seen several alarms that were chosen."""
    chosen = {_number(each) for each in request.POST.getlist("number")[:AT_ONCE]}
    count = acknowledge_several(request.viewer, chosen, request.now)
    request.subject = f"alarms {' '.join(str(each) for each in sorted(chosen))}"
    if not chosen:
        messages.error(request, "Choose the alarms first.")
    elif count < len(chosen):
        messages.warning(request, f"{count} acknowledged; somebody else was sooner with the others.")
    else:
        messages.success(request, f"{count} acknowledged.")
    return HttpResponseRedirect(reverse("alarms"))


def end_expectation(request: Request, number: int) -> HttpResponse:
    """Wait for a table no longer."""
    if not stop_expecting(request.viewer, number):
        return refuse(request, 404)
    messages.success(request, "The table is not waited for any more.")
    return HttpResponseRedirect(reverse("alarms"))


def in_words(alarm: SeenAlarm) -> Shown:
    """Put an alarm into words."""
    return Shown(alarm, title_of(alarm.kind, alarm.said), explained(alarm.kind, alarm.said))


def _wait(request: Request) -> HttpResponse:
    if not request.viewer.roles & WAITERS:
        return refuse(request, 404)
    dossier, hours = request.POST.get("dossier", ""), request.POST.get("hours", "").strip()
    table = request.POST.get("table", "")
    try:
        is_known = expect(request.viewer, _number(dossier), table, _number(hours), request.now)
    except UsageError as error:
        messages.error(request, f"Not waited for: {error}.")
        return HttpResponseRedirect(reverse("alarms"))
    if not is_known:
        return refuse(request, 404)
    request.subject = f"table {table}"
    messages.success(request, f"{table.replace('_', ' ')} are waited for from now on.".capitalize())
    return HttpResponseRedirect(reverse("alarms"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
