"""Admission: whether what is known of a customer lets a breach earn a credit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.eligibility import EVERYBODY, Eligibility
from upheld.chrono.instant import Instant
from upheld.chrono.period import add_months
from upheld.chrono.zone import Zone
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Finding
from upheld.quantity import Duration, Operator, Target, Unit
from upheld.quantity.phrase import write_number
from upheld.settlement.affected import failed_at, services_of
from upheld.settlement.books import Books
from upheld.settlement.breaches import breaches_of
from upheld.settlement.condition import as_credited
from upheld.settlement.fact import fact_at
from upheld.settlement.fee import Fees

MISSING_FACT = "credit.fact_missing"
"""That nobody can say whether a credit is owed, because a fact about the customer is not known."""


class Refused(Struct, frozen=True):
    """Why a breach earns no credit, or why nobody can say whether it does."""

    rule: str
    says: str
    evidence: tuple[str, ...] = ()


_NO_ZONE = "no zone to count days by is known"


def refused(
    eligible: Eligibility, finding: Finding, as_of: Instant, fees: Fees, books: Books
) -> Refused | None:
    """Hold a customer against the conditions of eligibility, as it was when the promise failed.

    A condition that fails decides; else a fact that is not known leaves it undecided.
    """
    if eligible == EVERYBODY:
        return None
    found = [*_refusals(eligible, finding, as_of, fees, books)]
    decided = [each for each in found if each.rule != MISSING_FACT]
    return next(iter((*decided, *found)), None)


def _refusals(
    eligible: Eligibility, finding: Finding, as_of: Instant, fees: Fees, books: Books
) -> Iterator[Refused]:
    at = _failed_at(finding, as_of)
    if eligible.fee is not None:
        monthly = fees.monthly
        if monthly is None:
            yield _missing(f"the monthly fee is not given, and {eligible.fee} is needed")
        elif not eligible.fee.operator.holds(monthly, eligible.fee.bound):
            yield Refused(
                "credit.fee_too_low",
                f"credits need a fee of {eligible.fee}, and the monthly fee is {monthly}",
            )
    if eligible.size is not None:
        yield from _size(eligible, books, at)
    if eligible.customer_for is not None:
        yield from _age(eligible.customer_for, books, at)
    if eligible.contract_from is not None or eligible.contract_before is not None:
        yield from _contract(eligible, books, at)
    yield from _standing(eligible, books, at, services_of(finding))


def _standing(
    eligible: Eligibility, books: Books, at: Instant, services: tuple[str, ...]
) -> Iterator[Refused]:
    """What has been paid, and how far what failed has been released."""
    if eligible.paid_up:
        paid = fact_at(books, at, "whether all that was due is paid", lambda case: case.paid_up)
        if isinstance(paid, NoData):
            yield _missing(paid.why)
        elif not paid[0]:
            yield Refused("credit.not_paid_up", "not all that was due was paid when it failed", paid[1])
    if eligible.stages:
        stage = fact_at(books, at, "in which stage of release it is", lambda case: case.stage, services)
        if isinstance(stage, NoData):
            yield _missing(stage.why)
        elif stage[0] not in eligible.stages:
            stages = " or ".join(eligible.stages)
            yield Refused("credit.stage", f"credits are owed in {stages}, and this is {stage[0]}", stage[1])


def _size(eligible: Eligibility, books: Books, at: Instant) -> Iterator[Refused]:
    target, of = eligible.size, f" {eligible.size_of}" if eligible.size_of else ""
    size = fact_at(books, at, f"how many{of} there are", lambda case: case.size)
    if isinstance(size, NoData):
        yield _missing(size.why)
    elif target is not None and not target.operator.holds(Fraction(size[0]), target.bound):
        needed = f"{target.operator.value} {write_number(target.bound)}{of}"
        yield Refused("credit.size", f"credits need {needed}, and there were {size[0]}", size[1])


def _age(target: Target[Duration], books: Books, at: Instant) -> Iterator[Refused]:
    since = fact_at(books, at, "since when it is a customer", lambda case: case.customer_since)
    if isinstance(since, NoData) or books.zone is None:
        yield _missing(since.why if isinstance(since, NoData) else _NO_ZONE)
        return
    begun = _after(since[0], target.bound, books.zone)
    is_old = begun < at if target.operator in (Operator.MORE, Operator.AT_MOST) else begun <= at
    if target.operator.is_ceiling:
        is_old = not is_old
    if not is_old:
        day = books.zone.date(since[0])
        says = (
            f"credits need a subscription of {target.operator.value} {target.bound}, and this one is of {day}"
        )
        yield Refused("credit.age", says, since[1])


def _after(since: Instant, length: Duration, zone: Zone) -> Instant:
    """When a length of time is over; months end with the day of the same number."""
    if length.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return zone.midnight(add_months(zone.date(since), length.months))
    if length.unit is Unit.CALENDAR_DAY:
        return zone.midnight(zone.date(since) + timedelta(days=int(length.count)))
    return Instant(since + length.micros)


def _contract(eligible: Eligibility, books: Books, at: Instant) -> Iterator[Refused]:
    made = fact_at(books, at, "when the contract was made", lambda case: case.contract_from)
    if isinstance(made, NoData) or books.zone is None:
        yield _missing(made.why if isinstance(made, NoData) else _NO_ZONE)
        return
    day = books.zone.date(made[0])
    since, before = eligible.contract_from, eligible.contract_before
    if since is not None and day < since:
        says = f"credits are for contracts made on {since} or later, and this one was made on {day}"
        yield Refused("credit.contract_date", says, made[1])
    if before is not None and day >= before:
        says = f"credits are for contracts made before {before}, and this one was made on {day}"
        yield Refused("credit.contract_date", says, made[1])


def _missing(why: str) -> Refused:
    return Refused(MISSING_FACT, f"whether a credit is owed is not decided: {why}")


def _failed_at(finding: Finding, as_of: Instant) -> Instant:
    """When the first breach of a finding began."""
    breaches = breaches_of(as_credited(finding), as_of)
    return min(
        (failure.began_at for breach in breaches for failure in breach.failures), default=failed_at(finding)
    )
