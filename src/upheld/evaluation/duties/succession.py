"""Successions: something done again and again, and each gap between two times of it as a duty, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from upheld.agreement.provenance import Clause
from upheld.chrono.instant import LATEST, Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.zone import Zone
from upheld.evaluation.duties.cadence import Cadence, Gap, Watch, gaps_of
from upheld.evaluation.duties.sentence import moment
from upheld.evaluation.reason import Length, Moment, Reason
from upheld.evaluation.statement import ClockState, Duty


class Succession(Struct, frozen=True, kw_only=True):
    """What is done again and again, how often it was promised, and each time it was done."""

    noun: str
    """What is done once, such as `copy of database`."""
    limit: str
    """What is promised, such as `at most 24 h apart`."""
    cadence: Cadence
    times: Mapping[Instant, str]
    """Each time it was done, with the row of evidence; in order of time."""
    zone: Zone
    clause: Clause | None
    by_date: bool = False
    """Whether it is due by the end of a date: its last instant."""
    forgetting: str
    """Why the evidence may not have seen it, such as `copies may have gone before the first listing`."""
    silence: str
    """Why the evidence may not know of it yet, such as `no listing later than that is known`."""

    def duties(self, watch: Watch) -> Iterator[Duty]:
        """Judge every gap that reaches into the window."""
        times = [at for at in self.times if at <= watch.window.end]
        for gap in gaps_of(times, self.cadence, watch):
            yield self._duty(gap, watch)

    def _duty(self, gap: Gap, watch: Watch) -> Duty:
        until = watch.window.end if gap.ended is None else gap.ended
        length = None if gap.began is None else Length(Micros(until - gap.began))
        evidence = tuple(self.times[at] for at in (gap.began, gap.ended) if at is not None)
        late = None
        if gap.state is ClockState.BREACHED and (start := max(gap.due, watch.window.start)) < until:
            goes_on = gap.ended is None and watch.window.end < watch.ends
            late = Interval(start, LATEST if goes_on else until)
        return Duty(
            what=f"next {self.noun}",
            state=gap.state,
            limit=self.limit,
            began_at=watch.window.start if gap.began is None else gap.began,
            done_at=gap.ended,
            due=gap.due,
            breached_at=gap.breached_at,
            length=length,
            over=None if late is None else Micros(until - late.start),
            late=late,
            evidence=evidence,
            reason=Reason(
                rule=f"cadence.{gap.state.value}",
                says=f"{self._says(gap, watch)}; promised {self.limit}",
                figure=length,
                clause=self.clause,
                evidence=evidence,
                evidence_count=len(evidence),
                because=tuple(self._because(gap, watch)),
            ),
        )

    def _says(self, gap: Gap, watch: Watch) -> str:
        match gap.state:
            case ClockState.RUNNING:
                return f"the next {self.noun} is due by {self._due(gap)}"
            case ClockState.INDETERMINATE:
                return f"no {self.noun} is known {self._stretch(gap, watch)}"
            case ClockState.BREACHED:
                return f"no {self.noun} {self._stretch(gap, watch)}; it was due by {self._due(gap)}"
            case ClockState.KEPT:
                return self._kept(gap, watch)

    def _kept(self, gap: Gap, watch: Watch) -> str:
        until = watch.window.end if gap.ended is None else gap.ended
        if gap.began is None:
            return f"no {self.noun} was due before {self._at(until)}"
        after = f"after the {self.noun} of {self._at(gap.began)}, the next"
        if gap.ended is None:
            return f"{after} is due by {self._due(gap)}"
        return f"{after} came {self._at(gap.ended)}, due by {self._due(gap)}"

    def _stretch(self, gap: Gap, watch: Watch) -> str:
        if gap.began is None:
            until = "to its end" if gap.ended is None else f"until {self._at(gap.ended)}"
            return f"from the start of the period {until}"
        if gap.ended is None:
            return f"from {self._at(gap.began)} to {self._at(watch.window.end)}"
        return f"from {self._at(gap.began)} to {self._at(gap.ended)}"

    def _because(self, gap: Gap, watch: Watch) -> Iterator[Reason]:
        yield Reason(rule="cadence.due", says=f"the next {self.noun} is due", figure=Moment(gap.due))
        if gap.state is not ClockState.INDETERMINATE:
            return
        if gap.began is None:
            unknown_before = max(watch.seen_from, watch.window.start)
            yield Reason(rule="cadence.forgotten", says=self.forgetting, figure=Moment(unknown_before))
        elif gap.began < watch.seen_from:
            yield Reason(rule="cadence.forgotten", says=self.forgetting, figure=Moment(watch.seen_from))
        if gap.ended is None and watch.seen_until < watch.window.end:
            yield Reason(rule="cadence.unseen", says=self.silence, figure=Moment(watch.seen_until))

    def _due(self, gap: Gap) -> str:
        if not self.by_date:
            return self._at(gap.due)
        return f"the end of {self.zone.date(gap.due)}" if gap.due in self.zone.span else self._at(gap.due)

    def _at(self, at: Instant) -> str:
        return moment(at, self.zone)
