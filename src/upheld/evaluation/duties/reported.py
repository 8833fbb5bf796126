"""Reported: one report that was due, held against what was sent of it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.governance import Reporting
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant
from upheld.chrono.zone import Zone
from upheld.evaluation.clocks.words import BASIS, promised
from upheld.evaluation.duties.deadline import Run, Timing
from upheld.evaluation.duties.message import Message, not_told, told_in_full
from upheld.evaluation.duties.run_reasons import run_reasons, spent, too_late
from upheld.evaluation.duties.sentence import moment, with_items
from upheld.evaluation.reason import Length, Moment, Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.wording import listed


class Reported(Struct, frozen=True, kw_only=True):
    """A report that was asked for or fell due at an instant, and the notices that gave it."""

    name: str
    """The report, as a person would name it, such as `monthly summary asked for in notice 12`."""
    after: str
    """From when its time runs, such as `it was asked for`."""
    promise: Reporting
    placed_at: Instant
    """When its time began to run."""
    sent: tuple[Message, ...]
    """In order of sending; what they contain counts together."""
    resources: tuple[str, ...] = ()
    """What it is on, as far as its notices say."""
    rows: tuple[str, ...]
    """The row by which it was asked for, where it was."""
    timing: Timing | None
    """The time it may take; absent where there is no limit."""
    zone: Zone
    as_of: Instant
    clause: Clause | None

    @property
    def state(self) -> ClockState:
        """What it came to; without a limit what was sent must be complete, and what was not may still be."""
        run = self._run
        if run is not None:
            return run.state
        if self._done is not None:
            return ClockState.KEPT
        return ClockState.BREACHED if self.sent else ClockState.RUNNING

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls; nothing while it is open."""
        if self._run is not None:
            return self._run.falls_at
        return self.sent[0].at if self.state is ClockState.BREACHED else self._done

    def duty(self) -> Duty:
        """Write it down."""
        run, state = self._run, self.state
        length = None
        if run is not None:
            length = Length(run.counted, BASIS[run.deadline.allowance.runs_on])
        evidence = tuple(dict.fromkeys((*self.rows, *(message.evidence for message in self.sent))))
        limit = self._limit
        return Duty(
            what=self.name,
            state=state,
            limit=limit,
            began_at=self.placed_at,
            done_at=self._done,
            due=None if run is None else run.deadline.at,
            closes=None if run is None else run.deadline.edges.close,
            breached_at=self.falls_at if state is ClockState.BREACHED else None,
            length=length,
            over=None if run is None else run.over,
            lacks=self._lacks if self.sent else (),
            evidence=evidence,
            resources=self.resources,
            reason=Reason(
                rule=f"reporting.{state.value}",
                says=f"{self.name}: {self._says(state)}; promised {limit}",
                figure=length,
                clause=self.clause,
                evidence=evidence,
                evidence_count=len(evidence),
                because=tuple(self._because()),
            ),
        )

    @property
    def _done(self) -> Instant | None:
        """When everything promised of it had been sent."""
        return told_in_full(self.sent, self.promise.contains)

    @property
    def _run(self) -> Run | None:
        if self.timing is None:
            return None
        return self.timing.run(self.placed_at, self._done, self.as_of, self.name)

    @property
    def _lacks(self) -> tuple[str, ...]:
        return not_told(self.sent, self.promise.contains)

    @property
    def _limit(self) -> str:
        within = self.promise.within
        time = "at any time" if within is None else promised(within.target)
        return time + with_items(self.promise.contains)

    def _says(self, state: ClockState) -> str:
        run, done = self._run, self._done
        without = f" without {listed(self._lacks)}" if self.sent and self._lacks else ""
        late = too_late(run) if run is not None and state is ClockState.BREACHED else ""
        after = f" {spent(run)} after {self.after}" if run is not None else ""
        if done is not None:
            return f"sent in full{after or f' {moment(done, self.zone)}'}{late}"
        if state is ClockState.RUNNING:
            due = f"due by {moment(run.deadline.at, self.zone)}" if run else "nothing says how soon it is due"
            return f"{f'sent{without}' if without else 'not yet sent'}, {due}"
        return f"sent{without}" if without else f"not sent in{after}{late}"

    def _because(self) -> Iterator[Reason]:
        if self._run is not None:
            yield from run_reasons(self._run, self.after)
        for message in self.sent:
            yield Reason(
                rule="reporting.sent",
                says=f"sent{with_items(message.contains)}",
                figure=Moment(message.at),
                evidence=(message.evidence,),
                evidence_count=1,
            )
