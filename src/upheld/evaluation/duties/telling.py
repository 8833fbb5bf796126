"""Tellings: one incident of which somebody was to be told, held against what was said about it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.notification import Notification
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant
from upheld.evaluation.clocks.words import BASIS, promised
from upheld.evaluation.duties.deadline import Run, Timing, agreed
from upheld.evaluation.duties.message import Message, not_told, told_in_full
from upheld.evaluation.duties.naming import is_among
from upheld.evaluation.duties.onset import BEGAN, COLUMNS, Onset
from upheld.evaluation.duties.run_reasons import run_reasons, spent, too_late
from upheld.evaluation.duties.sentence import moment, with_items
from upheld.evaluation.reason import Length, Moment, Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.wording import listed
from upheld.evidence.incident import Incident

_SHOWN = 5
"""So many messages are named in the reasons."""


class Telling(Struct, frozen=True, kw_only=True):
    """An incident, when its time began to run, and the messages about it."""

    incident: Incident
    resources: tuple[str, ...] = ()
    """What it affected, as far as that is recorded."""
    promise: Notification
    onset: Onset
    messages: tuple[Message, ...]
    unknown: str
    """Why messages may be missing from the evidence; empty where they are not."""
    timing: Timing
    begins: Instant
    """Where the period begins: an incident of which no instant is known is put there."""
    as_of: Instant
    clause: Clause | None

    @property
    def state(self) -> ClockState:
        """What it comes to: what both the worst and the best reading of the evidence come to."""
        worst, best = self._worst, self._best
        least = ClockState.BREACHED if worst is None else worst.state
        most = ClockState.KEPT if best is None or self.unknown else best.state
        state = agreed(least, most)
        return agreed(state, ClockState.KEPT) if self._condition_is_open else state

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls; nothing while it is open."""
        shown = self._shown
        return None if shown is None or self.state is ClockState.RUNNING else shown.falls_at

    def duty(self) -> Duty:
        """Write it down."""
        shown, state = self._shown, self.state
        length = None
        if shown is not None:
            length = Length(shown.counted, BASIS[shown.deadline.allowance.runs_on])
        evidence = (self.incident.identity, *(message.evidence for message in self._counting))
        limit = promised(self.promise.within.target) + with_items(self.promise.contains)
        return Duty(
            what=f"incident {self.incident.number}",
            state=state,
            limit=limit,
            began_at=self.placed_at,
            done_at=self._told(certain=True),
            due=None if shown is None else shown.deadline.at,
            closes=None if shown is None else shown.deadline.edges.close,
            breached_at=self.falls_at if state is ClockState.BREACHED else None,
            length=length,
            over=None if shown is None else shown.over,
            lacks=() if state is ClockState.KEPT else self._lacks,
            evidence=evidence,
            services=self.incident.services,
            resources=self.resources,
            incident=self.incident.number,
            reason=Reason(
                rule=f"notification.{state.value}",
                says=f"incident {self.incident.number}: {self._says(state)}; promised {limit}",
                figure=length,
                clause=self.clause,
                evidence=evidence,
                evidence_count=len(evidence),
                because=tuple(self._because()),
            ),
        )

    @property
    def placed_at(self) -> Instant:
        """The instant by which it is put into a period: its start, or else the first that is known of it."""
        incident = self.incident
        recorded = (
            incident.occurred_at,
            incident.detected_at,
            incident.aware_at,
            incident.declared_at,
            incident.resolved_at,
            *(update.at for update in incident.updates),
        )
        known = [at for at in recorded if at is not None and at <= self.as_of]
        placed = self.onset.placed_at
        return placed if placed is not None else min(known, default=self.begins)

    @property
    def _counting(self) -> tuple[Message, ...]:
        return tuple(message for message in self.messages if not message.flaw)

    def _told(self, *, certain: bool) -> Instant | None:
        """When everything promised was told, by messages that count for certain, or that may count."""
        counting = (message for message in self._counting if not (certain and message.doubt))
        return told_in_full(counting, self.promise.contains)

    @property
    def _worst(self) -> Run | None:
        return self._run(self.onset.earliest, self._told(certain=True))

    @property
    def _best(self) -> Run | None:
        return self._run(self.onset.latest, self._told(certain=False))

    @property
    def _shown(self) -> Run | None:
        """The run that is told of: the one that breaks it for certain, else the worst that is possible."""
        worst, best = self._worst, self._best
        is_certain = best is not None and best.state is ClockState.BREACHED
        return best if worst is None or is_certain else worst

    def _run(self, began: Instant | None, done: Instant | None) -> Run | None:
        if began is None:
            return None
        return self.timing.run(began, done, self.as_of, f"incident {self.incident.number}")

    @property
    def _condition_is_open(self) -> bool:
        condition, incident = self.promise.only_if, self.incident
        return condition is not None and not is_among(condition, (*incident.holds, *incident.fails))

    @property
    def _lacks(self) -> tuple[str, ...]:
        """Items that were not told in time, where anything was; else those that were never told."""
        shown = self._shown
        in_time = [
            message
            for message in self._counting
            if shown is not None and not shown.deadline.is_broken_by(message.at)
        ]
        return not_told(in_time or self._counting, self.promise.contains)

    def _says(self, state: ClockState) -> str:
        shown = self._shown
        if shown is None:
            return self._doubts()
        after = f"{spent(shown)} after {self.onset.began(shown.deadline.began)}"
        without = f" without {listed(self._lacks)}" if self._lacks and self._counting else ""
        match state:
            case ClockState.KEPT:
                return f"told {after}"
            case ClockState.RUNNING:
                due = moment(shown.deadline.at, self.timing.calendars.zone())
                return f"not yet told{f' of {listed(self._lacks)}' if without else ''}, due by {due}"
            case ClockState.INDETERMINATE:
                return self._doubts()
            case ClockState.BREACHED:
                late = too_late(shown)
                if shown.done is None:
                    return (
                        f"told{without}, and no more in {after}" if without else f"not told in {after}{late}"
                    )
                return f"told in full {after}{late}" if self.promise.contains else f"told {after}{late}"

    def _doubts(self) -> str:
        """Why the evidence does not decide it."""
        doubts = []
        if not self.onset.is_recorded:
            doubts.append(f"when {BEGAN[self.onset.start]} is not recorded ({COLUMNS[self.onset.start]})")
        if self._condition_is_open:
            doubts.append(f"nobody recorded whether it is {self.promise.only_if}")
        if self.unknown:
            doubts.append(self.unknown)
        doubts += dict.fromkeys(message.doubt for message in self._counting if message.doubt)
        return f"undecided, since {listed(doubts)}"

    def _because(self) -> Iterator[Reason]:
        shown = self._shown
        if shown is not None:
            yield from run_reasons(shown, self.onset.began(shown.deadline.began))
        for message in self.messages[:_SHOWN]:
            yield Reason(
                rule="notification.passed_over" if message.flaw else "notification.told",
                says=_described(message),
                figure=Moment(message.at),
                evidence=(message.evidence,),
                evidence_count=1,
            )


def _described(message: Message) -> str:
    what = f"a message{with_items(message.contains)}"
    if message.flaw:
        return f"{what}, that does not count: {message.flaw}"
    return f"{what}, that may not count: {message.doubt}" if message.doubt else what
