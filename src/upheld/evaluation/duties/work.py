"""Work: one piece of maintenance held against how it was to be carried out."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.conduct import MaintenanceConduct
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.interval import Interval
from upheld.chrono.open_time import OpenTime
from upheld.chrono.zone import Zone
from upheld.evaluation.clocks.words import promised
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.wording import listed, spoken_interval
from upheld.evidence.maintenance import Maintenance
from upheld.quantity import Duration, Target, write_length


class Check(Struct, frozen=True):
    """One of the things promised about a piece of work, and how it went."""

    rule: str
    says: str
    lacks: str = ""
    """What is missing of it; empty where nothing is."""
    falls_at: Instant | None = None
    """When it was broken; absent where it was not."""


class Work(Struct, frozen=True, kw_only=True):
    """Maintenance as known at `as_of`: what was used of it, or is planned."""

    maintenance: Maintenance
    promise: MaintenanceConduct
    used: Interval
    """As it took place, as far as that is known, less what came after it was called off; else as planned."""
    open_time: OpenTime | None
    """The hours it must lie in; absent where none are promised."""
    zone: Zone
    as_of: Instant
    clause: Clause | None

    @property
    def placed_at(self) -> Instant:
        """When it began, or is to begin."""
        return self.used.start

    @property
    def falls_at(self) -> Instant | None:
        """When its verdict fell: with the first thing broken, or at its end."""
        broken = [check.falls_at for check in self._checks() if check.falls_at is not None]
        match self.state:
            case ClockState.BREACHED:
                return min(broken)
            case ClockState.KEPT:
                return self.used.end
            case _:
                return None

    @property
    def state(self) -> ClockState:
        """What it came to; until it begins it may still be put off or called off."""
        if self.used.start > self.as_of:
            return ClockState.RUNNING
        if any(check.lacks for check in self._checks()):
            return ClockState.BREACHED
        return ClockState.RUNNING if self.used.end > self.as_of else ClockState.KEPT

    def duty(self) -> Duty:
        """Write it down."""
        checks, work, state = tuple(self._checks()), self.maintenance, self.state
        when = spoken_interval(self.used, self.zone)
        limit = listed(tuple(self._limits()))
        yet = "; it has not begun" if self.used.start > self.as_of else "; it is not over"
        says = f"{work.name}, {when}: {'; '.join(check.says for check in checks)}"
        return Duty(
            what=f"{work.name} ({work.kind.value} maintenance)",
            state=state,
            limit=limit,
            began_at=self.used.start,
            done_at=self.used.end if self.used.end <= self.as_of else None,
            breached_at=self.falls_at if state is ClockState.BREACHED else None,
            length=Length(self._lasted),
            lacks=tuple(check.lacks for check in checks if check.lacks),
            evidence=(work.identity,),
            services=work.services,
            resources=work.resources,
            reason=Reason(
                rule=f"conduct.{state.value}",
                says=f"{says}{yet if state is ClockState.RUNNING else ''}; promised {limit}",
                figure=Length(self._lasted),
                clause=self.clause,
                evidence=(work.identity,),
                evidence_count=1,
                because=tuple(Reason(rule=check.rule, says=check.says) for check in checks),
            ),
        )

    @property
    def _lasted(self) -> Micros:
        """How long it took, so far; how long it is to take where it has not begun."""
        if self.used.start >= self.as_of:
            return self.used.length
        return Micros(min(self.used.end, self.as_of) - self.used.start)

    def _limits(self) -> Iterator[str]:
        promise = self.promise
        if promise.notice is not None:
            yield f"{write_length(promise.notice)} of notice" if promise.notice else "notice beforehand"
        if promise.hours is not None:
            yield f"within {promise.hours}"
        if promise.lasting is not None:
            yield f"done {promised(promise.lasting)}"

    def _checks(self) -> Iterator[Check]:
        if self.promise.notice is not None:
            yield self._notice(self.promise.notice)
        if self.open_time is not None:
            yield self._hours(self.open_time)
        if self.promise.lasting is not None:
            yield self._duration(self.promise.lasting)

    def _notice(self, least: Micros) -> Check:
        begins = min(self.maintenance.planned.start, self.used.start)
        announced = self.maintenance.announced_at
        needed = f"{write_length(least)} of notice" if least else "notice beforehand"
        if announced is None or announced > self.as_of:
            return Check("conduct.notice", "never announced", needed, begins)
        given = Micros(begins - announced)
        if given <= 0:
            says = f"announced {write_length(-given)} after it began" if given else "announced as it began"
            return Check("conduct.notice", says, needed, begins)
        says = f"announced {write_length(given)} before it began"
        return (
            Check("conduct.notice", says) if given >= least else Check("conduct.notice", says, needed, begins)
        )

    def _hours(self, open_time: OpenTime) -> Check:
        name, taken = (
            f"{self.promise.hours}",
            Interval(self.used.start, Instant(self.used.start + self._lasted)),
        )
        outside = taken.length - open_time.elapsed(taken.start, taken.end)
        if not outside:
            return Check("conduct.hours", f"within {name}")
        falls_at = open_time.open.complement(taken).starts[0]
        return Check("conduct.hours", f"{write_length(outside)} of it outside {name}", name, falls_at)

    def _duration(self, lasting: Target[Duration]) -> Check:
        limit = lasting.map(self._counted)
        goes_on = self.used.end > self.as_of
        says = f"took {write_length(self._lasted)}{' so far' if goes_on else ''}"
        if limit.kept_by(self._lasted) or (goes_on and not limit.operator.is_ceiling):
            return Check("conduct.duration", says)
        falls_at = Instant(self.used.start + min(limit.bound, self._lasted))
        return Check("conduct.duration", says, f"done {promised(lasting)}", falls_at)

    def _counted(self, length: Duration) -> Micros:
        return Micros(lapses_at(self.used.start, length, self.zone) - self.used.start)
