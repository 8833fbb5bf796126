"""The standard that cases of a period are held to together: a share in time, or so many late of few."""

from __future__ import annotations

from fractions import Fraction

from msgspec import Struct

from upheld.agreement.clock import FewCases, TicketClock
from upheld.agreement.objective import Objective
from upheld.quantity import Operator, Target

EVERY_TICKET = Target(Operator.AT_LEAST, Fraction(1))
"""The share of tickets to be kept where the promise names none."""


class Standard(Struct, frozen=True):
    """How many cases must be kept."""

    share: Target[Fraction] = EVERY_TICKET
    few: tuple[FewCases, ...] = ()
    """What holds in place of the share where there are so few, the fewest first."""

    def rule_for(self, total: int) -> FewCases | None:
        """Give the rule for few cases that holds for so many; `None` where the share does."""
        return next((each for each in self.few if each.below is None or total < each.below), None)

    def kept_by(self, kept: int, total: int) -> bool:
        """Whether it is enough that so many are kept of so many; there is at least one."""
        rule = self.rule_for(total)
        if rule is not None:
            return total - kept <= rule.late
        return self.share.kept_by(Fraction(kept, total))


def standard_of(objective: Objective) -> Standard:
    """Give the standard of an objective about cases."""
    clock = objective.indicator
    few = clock.may_be_late if isinstance(clock, TicketClock) else ()
    return Standard(objective.share_target or EVERY_TICKET, few)
