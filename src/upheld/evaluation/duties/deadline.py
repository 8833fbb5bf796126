"""Deadlines: by when something had to be done that was promised within a time, and whether it was."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.clock import TimeTarget
from upheld.agreement.convention import BreachTest, Conventions
from upheld.chrono.instant import Instant, Micros, format_instant
from upheld.chrono.interval import EMPTY, IntervalSet
from upheld.chrono.open_time import Due
from upheld.errors import TimeError
from upheld.evaluation.clocks.allowance import Allowance, allowance
from upheld.evaluation.clocks.calendars import TimeCalendars
from upheld.evaluation.statement import ClockState
from upheld.quantity import Operator, Target


class Timing(Struct, frozen=True):
    """A time that is promised, and how it is counted: the arithmetic is that of the clocks of tickets."""

    target: TimeTarget
    calendars: TimeCalendars
    conventions: Conventions
    without: IntervalSet = EMPTY
    """Time that exclusions take out: it is never counted."""
    follows_an_end: bool = False
    """Whether it starts with the end of something, such as a month: a day that begins then comes after it."""

    def deadline(self, began: Instant, what: str) -> Deadline:
        """Give the deadline of what began at an instant; TimeError, naming it, beyond the calendars."""
        try:
            last_before = Instant(began - 1) if self.follows_an_end else began
            allowed = allowance(self.target, began, self.calendars, self.conventions, last_before)
            edges = allowed.open_time.due(began, allowed.length, self.without)
        except TimeError as error:
            raise TimeError(
                f"{what}, from {format_instant(began)}, can't be judged with the calendars at hand, which "
                f"cover {self.calendars.calendars.span}: {error}; lock the agreement anew for a longer span"
            ) from error
        return Deadline(self, began, allowed, edges)

    def run(self, began: Instant, done: Instant | None, as_of: Instant, what: str) -> Run:
        """Judge what began at an instant and was done at another, or not by `as_of`."""
        return Run(self.deadline(began, what), done, as_of)


class Deadline(Struct, frozen=True):
    """What a time promised comes to for something that began at an instant."""

    timing: Timing
    began: Instant
    allowance: Allowance
    edges: Due

    @property
    def at(self) -> Instant:
        """The latest instant at which doing it keeps the promise; where less is promised, just too late."""
        test = self.timing.conventions.breach_test
        closes = self._is_strict if test is BreachTest.ELAPSED else test is BreachTest.DUE_CLOSE
        return self.edges.close if closes else self.edges.next_open

    def counted(self, until: Instant) -> Micros:
        """Give the time that counts from its start to an instant; none before it."""
        return self.allowance.open_time.elapsed(self.began, max(self.began, until), self.timing.without)

    def is_broken_by(self, at: Instant) -> bool:
        """Tell whether doing it at an instant is too late."""
        if self.timing.conventions.breach_test is BreachTest.ELAPSED:
            target = Target(self.timing.target.target.operator, self.allowance.length)
            return not target.kept_by(self.counted(at))
        return self.at <= at if self._is_strict else self.at < at

    @property
    def _is_strict(self) -> bool:
        return self.timing.target.target.operator is Operator.LESS


class Run(Struct, frozen=True):
    """Something with a deadline, and when it was done, as far as is known at `as_of`."""

    deadline: Deadline
    done: Instant | None
    as_of: Instant

    @property
    def until(self) -> Instant:
        """When it was done, or how far is known that it was not."""
        return self.as_of if self.done is None else self.done

    @property
    def counted(self) -> Micros:
        """The time that counts until then."""
        return self.deadline.counted(self.until)

    @property
    def over(self) -> Micros:
        """How much of that is more than was promised; negative where it is less."""
        return Micros(self.counted - self.deadline.allowance.length)

    @property
    def state(self) -> ClockState:
        """What it came to."""
        if self.deadline.is_broken_by(self.until):
            return ClockState.BREACHED
        return ClockState.RUNNING if self.done is None else ClockState.KEPT

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls: at the breach, or when it was done; nothing while it is open."""
        return self.deadline.at if self.state is ClockState.BREACHED else self.done


def agreed(worst: ClockState, best: ClockState) -> ClockState:
    """Give what two readings of the evidence come to together, where it leaves two."""
    if worst is best:
        return worst
    if {worst, best} == {ClockState.RUNNING, ClockState.KEPT}:
        return ClockState.RUNNING
    return ClockState.INDETERMINATE
