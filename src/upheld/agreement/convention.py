"""Conventions: what the arithmetic leaves open and the agreement declares, each with its default.

The value of a member is the phrase an agreement file writes; the addendum prints the same phrase.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import astuple

from upheld.agreement.provenance import Place
from upheld.quantity import MoneyRounding as MoneyRounding


class ExclusionArithmetic(Enum):
    """How excluded time enters an availability."""

    REMOVED = "removed from both sides"
    COUNTED_AS_UP = "counted as up"
    NOT_COUNTED_AS_DOWN = "not counted as down"


class MissingData(Enum):
    """What time without evidence counts as, once the bounds leave the verdict open."""

    INDETERMINATE = "indeterminate"
    AS_UP = "counts as up"
    AS_DOWN = "counts as down"
    LEFT_OUT = "left out"


class UnknownMembers(Enum):
    """How a quorum treats points or locations without a known state."""

    COUNTED = "counted"
    """They keep their seat: the merged state is unknown unless the known ones decide it."""
    ABSTAIN = "abstain"
    """The quorum is taken among those that are known."""


class BeforeStart(Enum):
    """What the part of a period before a measurement point existed counts as."""

    LEFT_OUT = "left out"
    AS_UP = "counts as up"
    AS_DOWN = "counts as down"


class DayUnit(Enum):
    """What one `business day` of a time target is."""

    BUSINESS_LENGTH = "length of the business day"
    END_OF_NTH = "end of the n-th business day"
    HOURS_24 = "24 business hours"
    CALENDAR = "calendar day"


class NextBusinessDay(Enum):
    """Which instant of the next business day ends a `next business day` target."""

    CLOSE = "its close"
    OPENING = "its opening"


class NextDayAfter(Enum):
    """Which day is the next business day of a ticket that arrives before opening on a business day."""

    FIRST_TO_START = "first to start after arrival"
    AFTER_DATE = "day after the date of arrival"


class PauseEffect(Enum):
    """How paused time enters a clock."""

    LEFT_OUT = "left out"
    SHIFTS_START = "shifts the start by wall-clock time"
    ADDED_TO_TARGET = "added to the target"


class PriorityChange(Enum):
    """What a change of priority does to the time already spent."""

    CARRY = "carry"
    RESTART = "restart"
    PROPORTIONAL = "proportional"


class PriorityHistory(Enum):
    """Which priority judges an instant in a ticket's life."""

    IN_FORCE = "in force at each instant"
    FINAL = "final priority"


class Reopening(Enum):
    """What reopening does to a resolution clock."""

    RESUME = "resume"
    """Time spent resolved is left out."""
    CONTINUE = "continue"
    """Time spent resolved counts."""
    NEW_CYCLE = "new cycle"
    """Each cycle is judged by itself."""
    IGNORE = "ignore"
    """Only the first resolution counts."""


class NextReply(Enum):
    """Which unanswered customer message starts a next-response clock."""

    OLDEST = "oldest unanswered message"
    LATEST = "latest message"


class BreachTest(Enum):
    """What a breach of a clock is decided by."""

    ELAPSED = "elapsed time"
    DUE_CLOSE = "stop after the close of the due window"
    DUE_NEXT_OPENING = "stop after the opening that follows the due time"


class BelongsTo(Enum):
    """Which event of a ticket decides the period it belongs to."""

    OPENING = "opening"
    BREACH = "breach"
    """The instant the verdict falls: the breach, or the stop of a clock that was kept."""


class OutageBelongsTo(Enum):
    """To which period an outage belongs that lasts beyond the end of one, where each earns by itself."""

    BEGINNING = "its beginning"
    """The first of its periods in which the promise was missed."""
    END = "its end"
    """The last of them."""
    EACH_PART = "each part its period"
    """Each part counts as an outage of its own."""


class Rolling(Enum):
    """When a rolling period is judged."""

    AT_END = "once a statement"
    """For the days or months that end where the statement's own period ends."""
    EVERY_DAY = "every day"
    """Each day of the statement's period has a figure of its own, and all of them must keep the target."""


class BreachUnit(Enum):
    """What counts as one breach."""

    OBJECTIVE = "objective and period"
    TICKET = "ticket"
    OUTAGE = "outage"
    LONG_OUTAGE = "outage beyond the allowance"
    """An outage that by itself takes more than the target leaves for the whole period."""
    CLOCK = "clock"
    """Each silence, each unanswered message, each cycle of a ticket by itself."""


class Conventions(Struct, frozen=True, kw_only=True):
    """The conventions in force for an agreement or one objective; `declared` says which the file states."""

    exclusions: ExclusionArithmetic = ExclusionArithmetic.REMOVED
    missing_data: MissingData = MissingData.INDETERMINATE
    unknown_members: UnknownMembers = UnknownMembers.COUNTED
    before_start: BeforeStart = BeforeStart.LEFT_OUT
    degraded_counts: Fraction = Fraction(0)
    """Share of degraded time that counts as down, 0 to 1."""
    business_day: DayUnit = DayUnit.BUSINESS_LENGTH
    next_business_day: NextBusinessDay = NextBusinessDay.CLOSE
    next_day_after: NextDayAfter = NextDayAfter.FIRST_TO_START
    pauses: PauseEffect = PauseEffect.LEFT_OUT
    pause_reasons: tuple[str, ...] = ("waiting for customer",)
    """Reasons that pause a clock; any other recorded pause does not."""
    ended_by_customer: tuple[str, ...] = ("waiting for customer",)
    """Reasons whose pause ends at the customer's next message, whenever somebody resumes the ticket."""
    priority_change: PriorityChange = PriorityChange.CARRY
    priority_history: PriorityHistory = PriorityHistory.IN_FORCE
    reopening: Reopening = Reopening.RESUME
    next_reply: NextReply = NextReply.OLDEST
    breach_test: BreachTest = BreachTest.ELAPSED
    belongs_to: BelongsTo = BelongsTo.OPENING
    outage_belongs_to: OutageBelongsTo = OutageBelongsTo.BEGINNING
    rolling: Rolling = Rolling.AT_END
    one_breach: BreachUnit = BreachUnit.OBJECTIVE
    money_rounding: MoneyRounding = MoneyRounding.HALF_UP
    declared: tuple[tuple[str, Place], ...] = ()
    """Those the file states, and where; conventions that hold alike are equal, declared or not."""

    def __eq__(self, other: object) -> bool:
        return self._held() == other._held() if isinstance(other, Conventions) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._held())

    def _held(self) -> tuple[object, ...]:
        *held, _declared = astuple(self)
        return tuple(held)


DEFAULTS = Conventions()
"""What holds where nothing is declared."""
