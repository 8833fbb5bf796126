"""Working days: the business days by which a credit for each of them late is counted."""

from __future__ import annotations

from upheld.agreement.clock import TicketClock
from upheld.agreement.credit_rule import CreditRule, Occasion, OccasionCredit
from upheld.agreement.notification import Notification
from upheld.agreement.objective import Objective
from upheld.chrono.business_days import OpenDays
from upheld.evaluation.calendars import Calendars
from upheld.evaluation.reason import NoData


def working_days(
    rule: CreditRule | None, objective: Objective, calendars: Calendars | None
) -> OpenDays | NoData | None:
    """The business days that a rule counts: those of the promise's clock, or the only ones of the agreement.

    Nothing for a rule that counts none; no data where nobody can say which days are meant.
    """
    formula = None if rule is None else rule.formula
    if not isinstance(formula, OccasionCredit) or formula.each is not Occasion.BUSINESS_DAY_LATE:
        return None
    if calendars is None:
        return NoData("business days late are credited, and no calendars are given")
    clock, agreement = objective.indicator, calendars.agreement
    days: str | None = None
    hours: str | None = None
    if isinstance(clock, TicketClock | Notification):
        days, hours = clock.business_days, clock.hours
    if days is None and hours is None:
        declared = [each.name for each in agreement.business_days or agreement.hours]
        if len(declared) != 1:
            several = f"several: {', '.join(declared)}" if declared else "none"
            return NoData(f"business days late are credited, and the agreement declares {several}")
        days, hours = (declared[0], None) if agreement.business_days else (None, declared[0])
    found = calendars.hours(hours or "") if days is None else calendars.business_days(days)
    return found.days
