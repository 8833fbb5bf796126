"""Calendars of maintenance: works that come again and again, handed over, looked at, and taken in."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from msgspec import Struct

from upheld.chrono.instant import Instant, parse_instant
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.errors import ConflictError, UsageError
from upheld.operations.recurring_works import (
    Calendar,
    Expanded,
    Prospect,
    look_at_calendar_for,
    take_calendar_for,
)
from upheld.store.roles import Role
from upheld.store.sight import SeenRule
from upheld.web.paging import ROWS, before_of, looked_for, part_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

PLANNERS = frozenset({Role.OWNER, Role.OPERATOR})
"""Who takes calendars in."""
MOST_BYTES = 2 << 20
"""Of a calendar on the page; longer ones are for the command line."""
LONGEST_SOURCE = 100
SHOWN = 100


class ShownRule(Struct, frozen=True):
    """A rule with what it says of when it comes."""

    rule: SeenRule
    recurs: tuple[str, ...]


def works(request: Request) -> HttpResponse:
    """List the rules; show what a calendar would change, and take it in."""
    shown: dict[str, object] = {}
    if request.method == "POST":
        if not request.viewer.roles & PLANNERS:
            return refuse(request, 404)
        answer = _handed_over(request, shown)
        if answer is not None:
            return answer
    find = looked_for(request)
    found = request.sight.works_rules(find, before_of(request), ROWS + 1)
    rules = [ShownRule(each, _recurs(each.text)) for each in found]
    shown |= {
        "rules": part_of(request, rules, "before", rules[:ROWS][-1].rule.number if rules else 0),
        "find": find,
        "dossiers": list(request.sight.dossiers()),
        "may_plan": bool(request.viewer.roles & PLANNERS),
    }
    return render(request, "console/works.html", shown)


def _handed_over(request: Request, shown: dict[str, object]) -> HttpResponse | None:
    slug, source = request.POST.get("dossier", ""), request.POST.get("source", "").strip() or "maintenance"
    upload, text = request.FILES.get("calendar"), request.POST.get("text", "")
    name = (upload.name or "works.ics") if upload is not None else request.POST.get("name", "works.ics")
    data = upload.read(MOST_BYTES + 1) if upload is not None else text.encode()
    shown |= {"chosen": slug, "source": source, "name": name}
    if not data or len(data) > MOST_BYTES or len(source) > LONGEST_SOURCE:
        size = f"it has more than {MOST_BYTES >> 20} MiB: take it in by `upheld evidence calendar`"
        shown["trouble"] = size if len(data) > MOST_BYTES else "choose an iCalendar file, and name its source"
        return None
    calendar = Calendar(name=name, data=data, source=source)
    is_sure = request.POST.get("sure") == "yes"
    outcome: Prospect | Expanded | ParcelProblems | None
    try:
        take = take_calendar_for if is_sure else look_at_calendar_for
        outcome = take(request.viewer, slug, calendar, request.now)
    except (ConflictError, UsageError) as error:
        shown["trouble"] = str(error)
        return None
    if outcome is None:
        return refuse(request, 404)
    if isinstance(outcome, ParcelProblems):
        shown |= {"problems": outcome.problems, "unlisted": outcome.unlisted}
        return None
    if isinstance(outcome, Expanded):
        request.subject = f"dossier {slug}"
        messages.success(request, f"Taken in: {outcome.added} times added, {outcome.corrected} corrected.")
        return HttpResponseRedirect(reverse("works"))
    shown |= {
        "prospect": outcome.expanded,
        "rows": [_planned(each) for each in outcome.rows[:SHOWN]],
        "more": max(len(outcome.rows) - SHOWN, 0),
        "text": data.decode("utf-8", "replace"),
    }
    return None


def _planned(cells: Mapping[str, str]) -> tuple[str, Instant, Instant, bool]:
    starts_at, ends_at = (parse_instant(cells[name]) for name in ("starts_at", "ends_at"))
    return cells["name"], starts_at, ends_at, "cancelled_at" in cells


def _recurs(text: str) -> tuple[str, ...]:
    """What a rule says of when it comes, as its lines have it."""
    unfolded = text.replace("\r\n ", "").replace("\r\n\t", "")
    wanted = ("DTSTART", "RRULE", "RDATE", "EXDATE")
    return tuple(line for line in unfolded.splitlines() if line.startswith(wanted))[:6]
