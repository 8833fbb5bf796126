"""Reporting: what agents saw becomes evidence: samples, figures, and the last failures with what came back.

Samples are on disk first; then, in one transaction, everything else and how far the run was taken in. What is
sent again after a crash in between adds nothing: a sample is known by its series and its instant.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec
from django.db import transaction
from django.db.models import F
from msgspec import Struct

from upheld.chrono.instant import DAY, MINUTE, SECOND, Instant, format_instant
from upheld.collect.probes.exchange import Batch, Record
from upheld.collect.probes.outcome import Measured, Outcome
from upheld.collect.probes.probe import decoded
from upheld.errors import ConflictError
from upheld.evidence.evidence import Table
from upheld.evidence.observation import State
from upheld.operations.probing.failures import keep_failures
from upheld.operations.probing.present import note_present
from upheld.operations.probing.samples import record
from upheld.store.dossiers import Dossier
from upheld.store.keeping import keep, tables_kept
from upheld.store.probing import Agent, AgentRun, DutyTurn, ProbeFigures, ProbeVersion
from upheld.telemetry.intake import Intake

log = logging.getLogger("upheld.probing")

OFF_DUTY = " off duty"
"""Added to the source of samples that an agent took while another was on duty at its location."""
AHEAD = 5 * MINUTE
"""Further ahead of the server's clock an outcome is of no time that was."""
OLDEST = 400 * DAY
SETTLING = SECOND
"""So much sooner than its turn an agent may have begun, by a clock that is a little off."""


class Place(Struct, frozen=True):
    """Where evidence goes: a dossier, and the intake of its telemetry."""

    dossier: Dossier
    intake: Intake


class Reported(Struct, frozen=True, kw_only=True):
    """What came of a delivery."""

    delivered: int
    taken: int = 0
    left_out: int = 0


def report(place: Place, run: AgentRun, records: Sequence[Record], now: Instant) -> Reported:
    """Take in what a run of an agent saw, once, in the order of its sequence. Errors as of `Intake.append`.

    ConflictError where the same run delivers somewhere else at the same time: send it again.
    """
    before = run.delivered
    new = [record for record in records if record.sequence > before]
    if not new:
        return Reported(delivered=before)
    sorted_out = _sorted_out(place.dossier, run.agent, [record.seen for record in new], now)
    _append(place, run.run, sorted_out, now)
    last = max(record.sequence for record in new)
    lost = sum(record.lost for record in new) + sorted_out.left_out
    with transaction.atomic():
        moved = AgentRun.objects.filter(pk=run.pk, delivered=before).update(delivered=last)
        if moved != 1:
            raise ConflictError("this run delivered something else meanwhile: ask how far it came, and go on")
        _keep_rest(place, run.agent, sorted_out, lost)
    note_present(place.dossier, ((at, each) for at, each, _ in sorted_out.outcomes))
    if lost:
        log.warning("outcomes lost", extra={"number": lost, "place": run.agent.location})
    run.delivered = last
    return Reported(delivered=last, taken=len(sorted_out.outcomes), left_out=sorted_out.left_out)


def file_own(place: Place, agent: Agent, outcomes: Sequence[Outcome], now: Instant) -> Reported:
    """Take in what the service's own prober saw, each outcome once. Errors as of `Intake.append`."""
    found = _sorted_out(place.dossier, agent, [Batch(outcomes=tuple(outcomes))], now)
    _append(place, agent.instance, found, now)
    if found.left_out or any(each.measured or each.state is not State.UP for _, each, _ in found.outcomes):
        with transaction.atomic():
            _keep_rest(place, agent, found, found.left_out)
    note_present(place.dossier, ((at, each) for at, each, _ in found.outcomes))
    return Reported(delivered=0, taken=len(found.outcomes), left_out=found.left_out)


def _keep_rest(place: Place, agent: Agent, found: _SortedOut, lost: int) -> None:
    """Keep what is no sample; within a transaction."""
    if lost:
        Agent.objects.filter(pk=agent.pk).update(lost=F("lost") + lost)
    keep_failures(place.dossier, [(at, each) for at, each, _ in found.outcomes])
    _keep_figures(place.dossier, found)


class _SortedOut(Struct):
    """Outcomes that are evidence: the instant by the server's clock, the outcome, its source."""

    outcomes: list[tuple[int, Outcome, str]]
    left_out: int = 0


def _sorted_out(dossier: Dossier, agent: Agent, seen: Sequence[Batch], now: Instant) -> _SortedOut:
    known = _Known(dossier)
    turns = _Turns(dossier, agent)
    found = _SortedOut([])
    for batch in seen:
        settling = SETTLING + (batch.bound or 0)
        for each in batch.outcomes:
            at = each.at + batch.offset
            is_of_time = now - OLDEST <= at <= now + AHEAD
            if each.location == agent.location and is_of_time and known.has(each):
                source = (
                    each.source
                    if turns.on_duty(at) or turns.on_duty(at + settling)
                    else each.source + OFF_DUTY
                )
                found.outcomes.append((at, each, source))
            else:
                found.left_out += 1
    return found


class _Known:
    """Which probes were ever defined in a dossier, by name, site and source; read anew when they change."""

    _of: ClassVar[dict[int, tuple[bytes, frozenset[tuple[str, str, str]]]]] = {}

    def __init__(self, dossier: Dossier) -> None:
        newest = ProbeVersion.objects.filter(dossier=dossier).order_by("-pk").values_list("digest", flat=True)
        # salted, so that no two versions have the same
        sign = bytes(newest.first() or b"")
        held = self._of.get(dossier.pk)
        if held is None or held[0] != sign:
            versions = ProbeVersion.objects.filter(dossier=dossier, is_ended=False).exclude(content=None)
            every = (decoded(each.reveal()) for each in versions.iterator(chunk_size=500))
            held = sign, frozenset((each.name, each.site, each.source) for each in every)
            self._of[dossier.pk] = held
        self._probes = held[1]

    def has(self, outcome: Outcome) -> bool:
        """Tell whether an outcome is of a probe as it was defined at some time."""
        return (outcome.probe, outcome.site, outcome.source) in self._probes


class _Turns:
    """When an agent was on duty at its location."""

    def __init__(self, dossier: Dossier, agent: Agent) -> None:
        turns = DutyTurn.objects.filter(post__dossier=dossier, post__location=agent.location)
        rows = list(turns.order_by("since", "pk").values_list("since", "agent"))
        self._starts = [since for since, _ in rows]
        self._agents = [holder for _, holder in rows]
        self._agent = agent.pk

    def on_duty(self, at: int) -> bool:
        """Tell whether it was on duty at an instant; before the first turn nobody else was."""
        place = bisect_right(self._starts, at) - 1
        return place < 0 or self._agents[place] == self._agent


def _append(place: Place, sign: str, found: _SortedOut, now: Instant) -> None:
    if Table.SAMPLES.value not in tables_kept(place.dossier):
        keep(place.dossier, [Table.SAMPLES.value], now)
    if not found.outcomes:
        return
    record(place.intake, found.outcomes, sign)


def _keep_figures(dossier: Dossier, found: _SortedOut) -> None:
    rows = [msgspec.json.encode(row).decode() for row in _figures(found.outcomes)]
    if rows:
        ProbeFigures.objects.create(dossier=dossier, rows="\n".join(rows), count=len(rows))


def _figures(outcomes: Iterable[tuple[int, Outcome, str]]) -> Iterable[dict[str, str]]:
    """Figures as rows of measurements: a series for each measure of a site, told apart by labels."""
    for at, each, source in outcomes:
        for measured in each.measured:
            labels = dict(measured.labels) | ({"location": each.location} if each.location else {})
            yield {
                "source": source,
                "series": f"{each.site} {measured.measure}",
                "labels": ";".join(f"{name}={value}" for name, value in sorted(labels.items())),
                "at": format_instant(Instant(at)),
                **_value(measured),
                "unit": measured.unit,
            }


def _value(measured: Measured) -> dict[str, str]:
    """One value, or the sum of several with their count: the law divides, so that nothing is rounded."""
    if measured.count is None:
        return {"value": measured.value}
    return {"sum": measured.value, "count": str(measured.count)}
