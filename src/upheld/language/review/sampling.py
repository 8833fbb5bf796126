"""Whether the declared sampling can prove the target of an availability.

An outage is seen by its failing checks; its true edges lie up to one sampling interval before the first and
after the last of them. So every outage is uncertain by two intervals. Where four outages in one period are
uncertain by more than the allowance, the verdict of a usual month hangs on when checks happened to be made.
(Four to one is the ratio metrology asks between what is tolerated and the uncertainty it is judged with.)
"""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.objective import Availability, Objective
from upheld.agreement.service import Service
from upheld.chrono.hours import ServiceHours
from upheld.chrono.instant import DAY, SECOND, Micros
from upheld.chrono.recurrence import PromisedPeriod
from upheld.chrono.window import Weekday
from upheld.language.diagnostic import Code
from upheld.language.draft import Draft
from upheld.language.kind import Written
from upheld.language.node import MapNode, Node
from upheld.language.reader import Reader
from upheld.language.review.period_lengths import shortest_days
from upheld.quantity import Operator, Target, write_length, write_share

OUTAGES = 4
"""Outages in one period whose uncertainty must fit into the allowance."""
EDGES = 2


def review_sampling(draft: Draft, reader: Reader) -> None:
    """Warn of targets that the sampling of their service can't prove, with the interval that would do."""
    services = {each.value.name: each.value for each in draft.services}
    hours = {each.value.name: each.value for each in draft.hours}
    for written in draft.objectives:
        indicator = written.value.indicator
        if isinstance(indicator, Availability) and indicator.requests is None and indicator.of in services:
            _review(written, services[indicator.of], hours.get(indicator.during or ""), reader)


def _review(
    written: Written[Objective], service: Service, during: ServiceHours | None, reader: Reader
) -> None:
    target = written.value.share_target
    if target is None or not _is_sensible(target):
        return
    at = _target_node(written)
    if target.bound == 1:
        run = service.confirmed_by
        checks = "a single failed check misses" if run == 1 else f"{run} failed checks in a row miss"
        message = f"a target of 100 % leaves no allowance: {checks} it"
        remedy = "write the share that is meant, or keep it knowingly"
        reader.report(Code.TARGET_WITHOUT_ALLOWANCE, at, message, remedy)
        return
    measured = measured_at_least(written.value.period, during)
    allowance = Fraction(measured) * (1 - target.bound)
    every = service.sampled_every
    if every is None or OUTAGES * EDGES * every <= allowance:
        return
    message = (
        f"checks every {write_length(every)} can't prove {write_share(target.bound)}: the "
        f"shortest {written.value.period} leaves an allowance of {write_length(int(allowance))}, and each "
        f"outage is uncertain by {write_length(EDGES * every)}"
    )
    reader.report(Code.UNPROVABLE_TARGET, at, message, _remedy(service, allowance))


def _is_sensible(target: Target[Fraction]) -> bool:
    """Whether a target is one that can be met and missed; others are errors already."""
    within = 0 < target.bound < 1 or (target.bound == 1 and target.operator is Operator.AT_LEAST)
    return within and not target.operator.is_ceiling


def _remedy(service: Service, allowance: Fraction) -> str:
    enough = int(allowance / (OUTAGES * EDGES))
    shown = enough // SECOND * SECOND or enough
    return (
        f"check service `{service.name}` every {write_length(shown)} or oftener, so that the uncertainty of "
        f"{OUTAGES} outages fits into the allowance; or judge a longer period"
    )


def measured_at_least(rule: PromisedPeriod, during: ServiceHours | None) -> Micros:
    """The least time that a period of this rule measures, holidays and clock changes left aside.

    Where only service hours are measured: their weekly windows, in as many whole weeks as the period has.
    """
    days = shortest_days(rule)
    if during is None:
        return Micros(days * DAY)
    weekly = min(
        sum(window.length for day in Weekday for window in version.weekly(day)) for version in during.versions
    )
    return Micros(int(Fraction(days, 7) * weekly))


def _target_node(written: Written[Objective]) -> Node:
    found = written.node.find("target") if isinstance(written.node, MapNode) else None
    return written.name if found is None else found
