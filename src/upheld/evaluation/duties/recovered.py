"""Recovered: one failure or drill, held against the time in which it was to be over."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.words import BASIS, promised
from upheld.evaluation.duties.deadline import Run, Timing, agreed
from upheld.evaluation.duties.onset import BEGAN, COLUMNS, Onset
from upheld.evaluation.duties.run_reasons import run_reasons, spent, too_late
from upheld.evaluation.duties.sentence import moment
from upheld.evaluation.reason import Length, Moment, Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evidence.backup import RecoveryCase


class Recovered(Struct, frozen=True, kw_only=True):
    """A failure or drill, when its time began to run, and whether it was over by `as_of`."""

    case: RecoveryCase
    onset: Onset
    timing: Timing
    begins: Instant
    """Where the period begins: a case of which no instant is known is put there."""
    as_of: Instant
    clause: Clause | None

    @property
    def name(self) -> str:
        """What it is, for a person."""
        return f"{'drill' if self.case.is_drill else 'failure'} {self.case.number}"

    @property
    def recovered_at(self) -> Instant | None:
        """When it was over with success; nothing where it was not."""
        return self._known(self.case.recovered_at)

    @property
    def state(self) -> ClockState:
        """What it comes to, by the earliest and the latest start that is possible."""
        if self._given_up is not None:
            return ClockState.BREACHED
        worst, best = self._run(self.onset.earliest), self._run(self.onset.latest)
        return agreed(
            ClockState.BREACHED if worst is None else worst.state,
            ClockState.KEPT if best is None else best.state,
        )

    @property
    def placed_at(self) -> Instant:
        """The instant by which it is put into a period: its start, or else the first that is known of it."""
        case = self.case
        recorded = (case.occurred_at, case.detected_at, case.declared_at, self.recovered_at, self._given_up)
        placed, known = self.onset.placed_at, [at for at in recorded if at is not None and at <= self.as_of]
        return placed if placed is not None else min(known, default=self.begins)

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls: at the breach, the recovery or the giving up; nothing while it is open."""
        shown = self._shown
        if shown is None or self.state is ClockState.RUNNING:
            return self._given_up
        if self._given_up is not None and shown.state is not ClockState.BREACHED:
            return self._given_up
        return shown.falls_at

    def duty(self) -> Duty:
        """Write it down."""
        shown, state = self._shown, self.state
        length = None
        if shown is not None:
            length = Length(shown.counted, BASIS[shown.deadline.allowance.runs_on])
        limit = promised(self.timing.target.target)
        return Duty(
            what=self.name,
            state=state,
            limit=limit,
            began_at=self.placed_at,
            done_at=self.recovered_at,
            due=None if shown is None else shown.deadline.at,
            closes=None if shown is None else shown.deadline.edges.close,
            breached_at=self.falls_at if state is ClockState.BREACHED else None,
            length=length,
            over=None if shown is None else shown.over,
            evidence=(self.case.identity,),
            resources=self.case.resources,
            incident=self.case.incident or "",
            reason=Reason(
                rule=f"recovery.{state.value}",
                says=f"{self.name}: {self._says(state)}; promised {limit}",
                figure=length,
                clause=self.clause,
                evidence=(self.case.identity,),
                evidence_count=1,
                because=tuple(self._because()),
            ),
        )

    @property
    def _given_up(self) -> Instant | None:
        given_up = self._known(self.case.gave_up_at)
        return given_up if self.recovered_at is None else None

    def _known(self, at: Instant | None) -> Instant | None:
        return None if at is None or at > self.as_of else at

    @property
    def _shown(self) -> Run | None:
        """The run that is told of: the one that breaks it for certain, else the worst that is possible."""
        worst, best = self._run(self.onset.earliest), self._run(self.onset.latest)
        is_certain = best is not None and best.state is ClockState.BREACHED
        return best if worst is None or is_certain else worst

    def _run(self, began: Instant | None) -> Run | None:
        if began is None:
            return None
        ended = self._given_up if self.recovered_at is None else self.recovered_at
        return self.timing.run(began, ended, self.as_of, self.name)

    def _says(self, state: ClockState) -> str:
        shown = self._shown
        after = "" if shown is None else f" {spent(shown)} after {self.onset.began(shown.deadline.began)}"
        if self._given_up is not None:
            return f"given up without success{after}"
        if state is ClockState.INDETERMINATE or shown is None:
            column = COLUMNS[self.onset.start]
            return f"undecided, since when {BEGAN[self.onset.start]} is not recorded ({column})"
        if state is ClockState.RUNNING:
            due = moment(shown.deadline.at, self.timing.calendars.zone())
            return f"not yet recovered, due by {due}"
        if self.recovered_at is None:
            return f"not recovered in{after}{too_late(shown)}"
        return f"recovered{after}{too_late(shown) if state is ClockState.BREACHED else ''}"

    def _because(self) -> Iterator[Reason]:
        shown = self._shown
        if shown is not None:
            yield from run_reasons(shown, self.onset.began(shown.deadline.began))
        ends = ((self.recovered_at, "recovered"), (self._given_up, "given up without success"))
        for at, says in ends:
            if at is not None:
                yield Reason(
                    rule="recovery.end",
                    says=says,
                    figure=Moment(at),
                    evidence=(self.case.identity,),
                    evidence_count=1,
                )
