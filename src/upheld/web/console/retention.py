"""Retention: for how long samples are kept, what would go and what stays, and holds that keep evidence."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from msgspec import Struct

from upheld.chrono.instant import DAY, Instant, to_datetime
from upheld.errors import UsageError
from upheld.operations.compacting import telemetry_of
from upheld.operations.holds import (
    FOR_EVER,
    Prospect,
    hold_for,
    keep,
    lift_for,
    look_at,
    look_without,
    read_days,
)
from upheld.store.roles import Role
from upheld.store.sight import SeenHold
from upheld.telemetry.room import free, used
from upheld.web.paging import ROWS, Part, before_of, counted, looked_for, part_of, start_of
from upheld.web.refusal import refuse
from upheld.web.request import Request

KEEPERS = frozenset({Role.OWNER})
"""Who says how long evidence is kept, and holds it."""
SEERS = frozenset({Role.OWNER, Role.AUDITOR})
DAYS_SHOWN = 30
_MEGA = 10**6


class Stored(Struct, frozen=True):
    """A dossier with the room that its samples take."""

    slug: str
    name: str
    megabytes: int
    kept: list[tuple[str, str]]
    holds: int


class ShownDay(Struct, frozen=True):
    """A day that is old enough and stays."""

    day: str
    why: tuple[str, ...]


class Looked(Struct, frozen=True):
    """A time that somebody looks at before it is set."""

    agreement: str
    name: str
    text: str
    words: str
    days: int | None


class Going(Struct, frozen=True):
    """What would be removed, as it is told."""

    before: str
    """Empty where samples are kept for ever."""
    files: int
    rows: int
    megabytes: int
    first: str
    last: str
    stays: list[ShownDay]
    more: int


def retention(request: Request) -> HttpResponse:
    """List bodies of evidence with the room they take, and the holds."""
    sight, find = request.sight, looked_for(request)
    dossiers = counted(request, sight.dossiers(find, start_of(request), ROWS + 1))
    slugs = [each.slug for each in dossiers.rows]
    kept, held = sight.kept(slugs), sight.count_holds(slugs)
    stored = [
        Stored(
            slug=each.slug,
            name=each.name,
            megabytes=_taken(each.slug),
            kept=[(one.name, in_days(one.days)) for one in kept if one.dossier == each.slug],
            holds=held.get(each.slug, 0),
        )
        for each in dossiers.rows
    ]
    shown = {
        "stored": stored,
        "further": dossiers.further,
        "find": find,
        "holds": _holds(request, None),
        "may_keep": bool(request.viewer.roles & KEEPERS),
        **_room(),
    }
    return render(request, "console/retention.html", shown)


def retention_of(request: Request, slug: str) -> HttpResponse:
    """Show what would go of one and what stays; a time is looked at first, and then set."""
    if request.method != "POST":
        return _page(request, slug)
    agreement = request.POST.get("agreement", "")
    known = next((each for each in request.sight.kept([slug]) if each.slug == agreement), None)
    if known is None or not request.viewer.roles & KEEPERS:
        return refuse(request, 404)
    text = FOR_EVER if request.POST.get("ever") == "yes" else request.POST.get("days", "").strip()
    try:
        days = read_days(text)
    except UsageError as error:
        return _page(request, slug, trouble=str(error))
    if request.POST.get("sure") != "yes":
        looked = Looked(known.slug, known.name, text, in_days(days), days)
        return _page(request, slug, looked=looked)
    keep(request.viewer, slug, agreement, days)
    request.subject = f"agreement {agreement}: {in_days(days)}"
    messages.success(request, f"Samples of {known.name} are kept {in_days(days)}.")
    return HttpResponseRedirect(reverse("retention_of", args=[slug]))


def hold(request: Request, slug: str) -> HttpResponse:
    """Hold evidence."""
    said = {name: request.POST.get(name, "").strip() for name in ("customer", "since", "until", "why")}
    days = (said["since"], said["until"])
    try:
        number = hold_for(request.viewer, slug, said["customer"], days, said["why"], request.now)
    except UsageError as error:
        return _page(request, slug, trouble=str(error), said=said)
    if number is None:
        return refuse(request, 404)
    request.subject = f"hold {number} on {slug}"
    messages.success(request, f"Hold {number} is set: nothing that it covers is removed or erased.")
    return HttpResponseRedirect(reverse("retention_of", args=[slug]))


def lift(request: Request, number: int) -> HttpResponse:
    """Show what would go without a hold, and lift it."""
    seen = request.sight.hold(number)
    if seen is None:
        return refuse(request, 404)
    if request.method == "POST":
        lift_for(request.viewer, number, request.now)
        request.subject = f"hold {number} on {seen.dossier}"
        messages.success(request, f"Hold {number} is lifted.")
        return HttpResponseRedirect(reverse("retention_of", args=[seen.dossier]))
    going = look_without(request.viewer, number, settings.ENVIRONMENT.data, request.now)
    shown = {"held": seen, "going": None if going is None else _going(going)}
    return render(request, "console/lift_hold.html", shown)


def in_days(days: int | None) -> str:
    """Say for how long."""
    if days is None:
        return "for ever"
    return f"for {days} days" if days > 1 else "for a day"


def _page(
    request: Request,
    slug: str,
    *,
    looked: Looked | None = None,
    trouble: str = "",
    said: dict[str, str] | None = None,
) -> HttpResponse:
    supposed = {} if looked is None else {looked.agreement: looked.days}
    prospect = look_at(request.viewer, slug, settings.ENVIRONMENT.data, request.now, supposed)
    dossier = request.sight.dossier(slug)
    if dossier is None or prospect is None:
        return refuse(request, 404)
    kept = request.sight.kept([slug])
    shown = {
        "dossier": dossier,
        "kept": [(each, in_days(each.days)) for each in kept],
        "holds": _holds(request, slug),
        "going": _going(prospect),
        "looked": looked,
        "trouble": trouble,
        "said": said or {},
        "megabytes": _taken(slug),
        "may_keep": bool(request.viewer.roles & KEEPERS),
        **_room(),
    }
    return render(request, "console/retention_of.html", shown)


def _holds(request: Request, slug: str | None) -> Part[SeenHold]:
    found = request.sight.holds(slug, before_of(request), ROWS + 1)
    return part_of(request, found, "before", found[:ROWS][-1].number if found else 0)


def _going(prospect: Prospect) -> Going:
    before, removal = prospect.before, prospect.removal
    days = sorted(day for each in removal.files for day in (each.first // DAY, each.last // DAY))
    return Going(
        before="" if before is None else _day(before // DAY),
        files=len(removal.files),
        rows=removal.rows,
        megabytes=removal.size // _MEGA,
        first=_day(days[0]) if days else "",
        last=_day(days[-1]) if days else "",
        stays=[ShownDay(_day(each.day), each.why) for each in removal.stays[:DAYS_SHOWN]],
        more=max(len(removal.stays) - DAYS_SHOWN, 0),
    )


def _room() -> dict[str, object]:
    environment = settings.ENVIRONMENT
    return {
        "most": environment.samples_most,
        "free": free(environment.data) // _MEGA if environment.data.exists() else 0,
        "floor": environment.disk_floor,
    }


def _taken(slug: str) -> int:
    folder = telemetry_of(settings.ENVIRONMENT.data, slug)
    return used(folder) // _MEGA if folder.exists() else 0


def _day(day: int) -> str:
    return f"{to_datetime(Instant(day * DAY)):%Y-%m-%d}"
