"""Recurring works over the interface: a calendar, of which each occurrence becomes a row of maintenance."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from msgspec import to_builtins

from upheld.collect.parcel.parcel import ParcelProblems
from upheld.operations.recurring_works import Calendar, take_calendar
from upheld.operations.taking_in import dossier_for
from upheld.web.api.answers import answer, refused_rows
from upheld.web.api.body import media_type_of, unpacked
from upheld.web.api.troubles import TroubleError, told
from upheld.web.request import Request

ICALENDAR = "text/calendar"
SOURCE = "maintenance"
LONGEST_SOURCE = 100


@csrf_exempt
@told
def take(request: Request) -> HttpResponse:
    """Keep the rules of a calendar, and record their occurrences."""
    if media_type_of(request) != ICALENDAR:
        raise TroubleError(415, "The body is of no form that is read here", f"send it as {ICALENDAR}")
    source = request.GET.get("source", SOURCE)
    if not 0 < len(source) <= LONGEST_SOURCE:
        raise TroubleError(
            400, "A parameter makes no sense", f"`source` has 1 to {LONGEST_SOURCE} characters"
        )
    dossier = dossier_for(request.viewer, request.GET.get("dossier"))
    calendar = Calendar(name="the body", data=unpacked(request), source=source)
    outcome = take_calendar(dossier, calendar, request.viewer.actor, request.now)
    if isinstance(outcome, ParcelProblems):
        return refused_rows(outcome)
    return answer(to_builtins(outcome), 200 if outcome.ledger is None else 201)
