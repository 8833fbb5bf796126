"""The docket: the tickets an objective judges and those it tracks, each with its clocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from upheld.agreement.clock import TicketClock
from upheld.evaluation.clocks.bench import Bench
from upheld.evaluation.clocks.caseload import FEW, Stray, caseload_of
from upheld.evaluation.clocks.clock_table import ClockTable
from upheld.evaluation.clocks.excluded_time import weigh_for_clocks
from upheld.evaluation.clocks.plain import PlainRuns
from upheld.evaluation.clocks.plain_judgement import judge_plain
from upheld.evaluation.clocks.ticket_tally import SEVERITY
from upheld.evaluation.exclusions.exclusion import Exclusions
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.statement import TrackedClock
from upheld.evidence.ticket import Ticket


class Docket(Struct, frozen=True):
    """The clocks judged and those tracked, in order of opening, and what was left out."""

    clocks: ClockTable
    tracked: tuple[TrackedClock, ...]
    left_out: Mapping[str, int]
    """How many tickets, by why."""
    exclusions: Exclusions
    strays: tuple[Stray, ...] = ()
    """Tickets of priorities that the agreement does not declare."""


def docket_of(hearing: Hearing, clock: TicketClock) -> Docket:
    """Judge the tickets that are promised this and belong to the hearing's interval, as declared.

    Plain tickets are judged in bulk, all others one at a time.
    """
    bench = Bench.of(hearing, clock)
    exclusions = weigh_for_clocks(hearing, hearing.objective.services)
    load = caseload_of(hearing, clock, exclusions.excused)
    return Docket(
        clocks=_judged(bench, load.judged),
        tracked=tuple(run for ticket in load.tracked for run in bench.track(ticket)),
        left_out=load.left_out,
        exclusions=exclusions,
        strays=load.strays,
    )


_NONE_PLAIN = PlainRuns.none()


def _judged(bench: Bench, tickets: Sequence[Ticket]) -> ClockTable:
    return _many(bench, tickets) if len(tickets) > FEW else _few(bench, tickets)


def _few(bench: Bench, tickets: Sequence[Ticket]) -> ClockTable:
    hearings = {place: bench.hear(ticket) for place, ticket in enumerate(tickets)}
    heard = [
        (place, run, -1, SEVERITY.index(each.state), each.remaining)
        for place, runs in hearings.items()
        for run, each in enumerate(runs)
    ]
    columns = np.array(heard, dtype=np.int64).reshape(-1, 5).T
    return ClockTable(bench, tickets, _NONE_PLAIN, hearings, *columns)


def _many(bench: Bench, tickets: Sequence[Ticket]) -> ClockTable:
    plain = judge_plain(bench, tickets)
    others = np.setdiff1d(np.arange(len(tickets)), plain.judged, assume_unique=True).tolist()
    hearings = {place: bench.hear(tickets[place]) for place in others}
    heard = [
        (place, run, SEVERITY.index(each.state), each.remaining)
        for place, runs in hearings.items()
        for run, each in enumerate(runs)
    ]
    ticket, run, severity, remaining = np.array(heard, dtype=np.int64).reshape(-1, 4).T
    places = np.concatenate((plain.places, ticket))
    order = np.argsort(places, kind="stable")
    nought = np.zeros_like(plain.places)
    return ClockTable(
        bench=bench,
        judged=tickets,
        plain=plain,
        remembered={},
        tickets=places[order],
        runs=np.concatenate((nought, run))[order],
        rows=np.concatenate((np.arange(len(nought)), np.full_like(ticket, -1)))[order],
        severities=np.concatenate((plain.severities, severity))[order],
        remaining=np.concatenate((plain.remaining, remaining))[order],
    )
