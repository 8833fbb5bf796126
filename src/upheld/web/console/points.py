"""Points: what is probed, how it stands, what was seen in the last day, and a test at this moment."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.probes.outcome import Outcome, Phases, Received
from upheld.collect.probes.probe import Probe, decoded, kind_of
from upheld.collect.probes.written.writing import write_probes
from upheld.errors import ConflictError
from upheld.evidence.observation import State
from upheld.operations.probing.errands import PATIENCE, SHOWN_FOR, ask_of
from upheld.operations.probing.failures import said_of
from upheld.operations.probing.lately import HELD, last_day_of, seen_lately
from upheld.operations.probing.testing import test_now
from upheld.quantity import write_length
from upheld.report.picture.definitions import definitions
from upheld.report.picture.drawing import Picture
from upheld.report.picture.watched import Column, Row, Told, last_day, milliseconds, response_times
from upheld.store.sight import SeenFailure, SeenPoint, SeenStanding, SeenTest
from upheld.telemetry.glance import Glance
from upheld.web.paging import ROWS, looked_for
from upheld.web.refusal import refuse
from upheld.web.request import Request

FAILURES_SHOWN = 8
SPREADS_SHOWN = 4
SLACK = 15_000_000
"""Microseconds by which how a probe stands may be late without being old."""
LOOKS_AGAIN = "2"
"""Seconds after which a page on which an answer is waited for is shown anew."""
_PARTS = (("dns", "lookup"), ("connect", "connection"), ("tls", "handshake"), ("first_byte", "first byte"))
_WORDS = {state.name.lower(): state for state in State}


class ShownStanding(Struct, frozen=True):
    """How a probe stands from a location, in words."""

    seen: SeenStanding
    word: str
    took: str
    is_old: bool


class ShownPoint(Struct, frozen=True):
    """A probe in a list."""

    seen: SeenPoint
    probe: Probe
    kind: str
    every: str
    standings: list[ShownStanding]

    @property
    def worst(self) -> ShownStanding | None:
        """How it stands where it stands worst."""
        return next(iter(self.standings), None)


class ShownAttempt(Struct, frozen=True):
    """What an attempt saw, in words."""

    word: str
    method: str
    trouble: str
    parts: list[tuple[str, str]]
    received: Received | None


class ShownTest(Struct, frozen=True):
    """A test that an agent was asked for."""

    seen: SeenTest
    is_waiting: bool
    """Its answer may still come."""
    attempt: ShownAttempt | None


def points(request: Request) -> HttpResponse:
    """List what is probed; those of a state where one is asked for."""
    word, find = request.GET.get("state", ""), looked_for(request)
    state = _WORDS.get(word)
    slug, _, name = request.GET.get("after", "").partition("/")
    found = request.sight.points(state, (slug, name), ROWS + 1, find)
    last = found[:ROWS][-1] if found else None
    shown = {
        "points": [_point(each, request.now) for each in found[:ROWS]],
        "find": find,
        "counts": [(each.name.lower(), number) for each, number in request.sight.point_counts().items()],
        "state": word if state is not None else "",
        "next": f"{last.dossier}/{_name(last)}" if last is not None and len(found) > ROWS else "",
        "may_define": request.sight.may_define_probes,
    }
    return render(request, "console/points.html", shown)


def point(request: Request, dossier: str, name: str) -> HttpResponse:
    """Show one: how it stands from everywhere, its last day, and what was not good."""
    return _shown(request, dossier, name)


def test_point(request: Request, dossier: str, name: str) -> HttpResponse:
    """Ask it once, and show what was seen."""
    request.subject = f"probe {name}"
    here, location = settings.ENVIRONMENT.location, request.POST.get("from", "")
    try:
        if location and location != here:
            return _asked_of(request, dossier, name, location)
        outcome = test_now(request.viewer, dossier, name, here)
    except ConflictError as error:
        messages.error(request, f"Not tested: {error}.")
        return _shown(request, dossier, name)
    if outcome is None:
        return refuse(request, 404)
    return _shown(request, dossier, name, outcome)


def _asked_of(request: Request, dossier: str, name: str, location: str) -> HttpResponse:
    """Leave word for the agent of a location, and show the point, on which its answer will stand."""
    if location not in request.sight.agent_locations(dossier, request.now) or not ask_of(
        request.viewer, dossier, name, location, request.now
    ):
        return refuse(request, 404)
    return redirect("point", dossier, name)


def _shown(request: Request, dossier: str, name: str, outcome: Outcome | None = None) -> HttpResponse:
    seen = request.sight.point(dossier, name)
    if seen is None:
        return refuse(request, 404)
    shown = _point(seen, request.now)
    locations = [each.seen.location for each in shown.standings]
    lately = seen_lately(settings.ENVIRONMENT.data, dossier, shown.probe, locations, request.now)
    rows = [Row(each or "here", _told(lately.get(each))) for each in locations]
    pictures = [_drawn("day", last_day(rows, last_day_of(request.now)))] if lately else []
    pictures += [
        _drawn(f"times-{place}", picture, place)
        for place, each in [*lately.items()][:SPREADS_SHOWN]
        if (picture := _spread(each)) is not None
    ]
    failures = request.sight.failures(dossier, name, shown.probe.site)
    tests = [
        _tested(each, request.now)
        for each in request.sight.probe_tests(dossier, shown.probe.name, Instant(request.now - SHOWN_FOR))
    ]
    content = {
        "point": shown,
        "definition": write_probes([shown.probe]) if request.sight.may_define_probes else "",
        "defs": _markup(definitions()),
        "pictures": pictures,
        "figures": [(place or "here", each, _share(each)) for place, each in lately.items()],
        "failures": [(each, _failed(each)) for each in failures[:FAILURES_SHOWN]],
        "versions": request.sight.probe_versions(dossier, name),
        "tested": None if outcome is None else _attempted(outcome),
        "tests": tests,
        "may_test": request.sight.may_define_probes,
        "here": settings.ENVIRONMENT.location,
        "elsewhere": _elsewhere(request, dossier, shown.probe),
        "held": HELD,
    }
    response = render(request, "console/point.html", content)
    if any(each.is_waiting for each in tests):
        response["Refresh"] = LOOKS_AGAIN
    return response


def _elsewhere(request: Request, dossier: str, probe: Probe) -> list[str]:
    """Where an agent is that can test a probe."""
    return [
        each
        for each in request.sight.agent_locations(dossier, request.now)
        if each != settings.ENVIRONMENT.location and (not probe.locations or each in probe.locations)
    ]


def _point(seen: SeenPoint, now: int) -> ShownPoint:
    probe = decoded(seen.definition)
    late = HELD * probe.every + SLACK
    return ShownPoint(
        seen=seen,
        probe=probe,
        kind=kind_of(probe.what),
        every=write_length(probe.every),
        standings=[
            ShownStanding(
                each,
                each.state.name.lower(),
                "" if each.took is None else milliseconds(each.took),
                now - each.at > late,
            )
            for each in seen.standings
            if not probe.locations or each.location in probe.locations
        ],
    )


def _name(seen: SeenPoint) -> str:
    return decoded(seen.definition).name


def _told(glance: Glance | None) -> list[Told]:
    stretches = () if glance is None else glance.stretches
    return [Told(each.interval, each.state.name.lower()) for each in stretches]


def _spread(glance: Glance) -> Picture | None:
    spread = glance.spread
    if spread is None:
        return None
    columns = [Column(each.above, each.up_to, each.count) for each in spread.bins]
    return response_times(columns, spread.percentiles)


def _share(glance: Glance) -> list[tuple[str, str]]:
    spread = glance.spread
    if spread is None:
        return []
    ranks = [(f"{share} %", milliseconds(took)) for share, took in spread.percentiles]
    return [*ranks, ("longest", milliseconds(spread.longest))]


def _drawn(name: str, picture: Picture, place: str | None = None) -> dict[str, object]:
    title = picture.title if place is None else f"{picture.title} from {place or 'here'}"
    return {"title": title, "says": picture.says, "svg": _markup(picture.svg(name)), "legend": picture.legend}


def _failed(failure: SeenFailure) -> ShownAttempt:
    said = said_of(failure.said)
    return ShownAttempt(
        failure.state.name.lower(), failure.method, failure.trouble, _parts(said.phases), said.received
    )


def _attempted(outcome: Outcome) -> ShownAttempt:
    return ShownAttempt(
        outcome.state.name.lower(), outcome.method, outcome.trouble, _parts(outcome.phases), outcome.received
    )


def _tested(test: SeenTest, now: Instant) -> ShownTest:
    if test.seen_at is None:
        return ShownTest(test, test.asked_at > now - PATIENCE, None)
    said = said_of(test.said)
    word = test.state.name.lower()
    return ShownTest(
        test, False, ShownAttempt(word, test.method, test.trouble, _parts(said.phases), said.received)
    )


def _parts(phases: Phases) -> list[tuple[str, str]]:
    told = [(words, getattr(phases, name)) for name, words in (*_PARTS, ("total", "all together"))]
    return [(words, milliseconds(took)) for words, took in told if took is not None]


def _markup(drawn: str) -> SafeString:
    """Mark a drawing as markup: it was escaped where it was made."""
    return mark_safe(drawn)  # noqa: S308
