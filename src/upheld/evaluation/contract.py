"""The contract: on which day a subscription began, from which its months, quarters and years are counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from upheld.agreement.agreement import Agreement, Subscription
from upheld.chrono.instant import DAY, EARLIEST, Instant
from upheld.chrono.interval import Interval
from upheld.chrono.period import ContractPeriod
from upheld.chrono.zone import Zone
from upheld.evidence.account import AccountCase


def began_on(
    agreement: Agreement, subscription: Subscription, accounts: Iterable[AccountCase], zone: Zone
) -> date:
    """The day a contract began: by the accounts, or the order form, or else that of the agreement.

    Of several records that say when it was made the newest counts.
    """
    said = [each for each in accounts if each.contract_from is not None]
    newest = max(said, key=lambda each: each.since or EARLIEST, default=None)
    if newest is not None and newest.contract_from is not None:
        return zone.date(newest.contract_from)
    return (subscription.term or agreement.in_force).since


def may_reach(rule: ContractPeriod, judged: Interval, in_force: Interval) -> Interval:
    """A time that holds the contract's periods around another one, on whatever day it began."""
    length = rule.months * 31 * DAY
    start, end = Instant(judged.start - length), Instant(judged.end + length)
    return Interval(max(start, min(in_force.start, judged.start)), min(end, max(in_force.end, judged.end)))
