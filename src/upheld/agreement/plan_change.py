"""Plan changes: by which plan a period is judged in which a customer changed from one to another."""

from __future__ import annotations

from enum import Enum


class PlanChange(Enum):
    """What an upgrade or a downgrade within a period does; the value is what the language writes."""

    BY_DAY = "by day"
    """Each day by the plan on which it ends, with its part of that plan's fee."""
    PRO_RATA = "pro rata"
    """Each instant by the plan then in force, with its part of that plan's fee."""
    AT_START = "plan at the start"
    AT_END = "plan at the end"


class PriceChange(Enum):
    """Of which price a fee is taken that changed within the time judged; the value is what is written."""

    AT_START = "price at the start"
    BY_DAY = "by day"
    """Each day's part of the price on that day, as a bill has it that is made up by days."""
    AT_END = "price at the end"


MEANINGS = {
    PlanChange.BY_DAY: "each day by the plan on which it ends, and so many days' part of each fee",
    PlanChange.PRO_RATA: "to the instant, by each plan while it holds, and that part of each fee",
    PlanChange.AT_START: "the plan and fee on which the period begins hold for all of it",
    PlanChange.AT_END: "the plan and fee on which the period ends hold for all of it",
}
"""In a sentence each, without its full stop."""
