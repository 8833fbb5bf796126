"""What is asked for, in the words of the one who asks: instants, dates in force, fees and plans."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from upheld.agreement.agreement import Agreement, Subscription, Term
from upheld.chrono.instant import EARLIEST, Instant, format_instant, parse_instant
from upheld.chrono.period import BillingMonth, Period
from upheld.chrono.zone import Zone
from upheld.collect.case.moment import read_moment
from upheld.collect.case.places import paid_thing
from upheld.errors import PhraseError, UsageError
from upheld.evaluation.ordering import subscriptions_of
from upheld.evidence.account import FeeCase
from upheld.evidence.evidence import Evidence
from upheld.language.reading import ReadAgreement
from upheld.quantity import did_you_mean
from upheld.quantity.paid import Paid, PaidEvery, parse_paid


def on_plan(read: ReadAgreement, plan: str | None) -> ReadAgreement:
    """The agreement as it holds on the plan that was asked for; UsageError where one must be named."""
    if plan is None and read.agreement is not None and read.differs_by_plan:
        raise UsageError(
            f"agreement {read.agreement.name!r} promises different things by plan: say which one, of "
            f"{', '.join(read.agreement.plans)}"
        )
    return read.for_plan(plan)


def subscription(
    agreement: Agreement, customer: str | None, plan: str | None, name: str | None
) -> Subscription:
    """Whose statement is asked for, as an order form says it; UsageError where it says otherwise."""
    ordered = subscriptions_of(agreement)
    if not ordered:
        return Subscription(customer=customer, plan=plan, name=name)
    if customer not in (None, ordered[0].customer):
        raise UsageError(
            f"this is the order form of {ordered[0].customer}, and {customer!r} is asked for: give that "
            "customer's order form, or leave the customer out"
        )
    if name is not None and name not in (each.name for each in ordered):
        names = [each.name for each in ordered if each.name is not None]
        known = f"it has {', '.join(names)}" if names else "it has one without a name"
        raise UsageError(f"the order form has no subscription {name!r}: {did_you_mean(name, names, known)}")
    fitting = [each for each in ordered if name in (None, each.name) and plan in (None, each.plan or plan)]
    if not fitting:
        raise UsageError(
            f"the order form is for plan {ordered[0].plan}, and {plan!r} is asked for: leave the plan out"
        )
    if len(fitting) > 1:
        names = [str(each.name) for each in fitting]
        raise UsageError(
            f"{ordered[0].customer} has several subscriptions: say which one with --subscription, of "
            f"{', '.join(names)}; or write the statements of all of them with `upheld close`"
        )
    return replace(fitting[0], plan=fitting[0].plan or plan)


def as_of(asked: str | None, period: Period, zone: Zone, now: Instant) -> Instant:
    """Read `as of`; without one a closed period is judged at its end, and an open one is refused."""
    if asked is not None:
        return instant(asked, zone)
    if period.interval.end > now:
        raise UsageError(
            f"the period {period.label} is open until {format_instant(period.interval.end)}; say as of when "
            f"it is to be judged, such as --as-of {format_instant(Instant(now - now % 60_000_000))}"
        )
    return period.interval.end


def period(text: str, agreement: Agreement) -> str:
    """What is asked for; a date alone is a billing month, where something is judged by those of its day."""
    day = _date(text.strip())
    billed = {each.period.day for each in agreement.objectives if isinstance(each.period, BillingMonth)}
    return f"month from {text.strip()}" if day is not None and day.day in billed else text


def instant(text: str, zone: Zone) -> Instant:
    """Read an instant, a time by the clocks of a zone, or a date, whose first instant there is meant."""
    day = _date(text)
    if day is not None:
        return zone.midnight(day)
    try:
        return read_moment(text, zone)
    except PhraseError:
        return parse_instant(text)


def fee(text: str | None, agreement: Agreement) -> Paid | None:
    """Read a fee: `500 EUR`, `0.05 EUR per hour`, `250 users at 12 EUR`, or a bare number.

    A bare number is in the agreement's currency.
    """
    if text is None:
        return None
    if agreement.currency is None and text.strip()[:1].isdigit() and text.strip()[-1:].isdigit():
        raise UsageError(f"`{text}` names no currency, and neither does the agreement: write `{text} EUR`")
    return parse_paid(text, agreement.currency)


def with_fees(evidence: Evidence, fees_of: Sequence[str], agreement: Agreement) -> Evidence:
    """Add fees of services and resources that are given by hand, such as `vm-1=40`."""
    if not fees_of:
        return evidence
    given = (_fee_of(text, agreement) for text in fees_of)
    return replace(evidence, fees=(*evidence.fees, *given))


def paid_for(fees_of: Sequence[str]) -> tuple[str, ...]:
    """The names of what has a fee that is given by hand."""
    return tuple(text.partition("=")[0].strip() for text in fees_of)


def _fee_of(text: str, agreement: Agreement) -> FeeCase:
    name, _, figure = text.partition("=")
    thing, paid = name.strip(), fee(figure.strip() or None, agreement)
    if not thing or paid is None:
        lacking = "no service or resource" if paid is not None else "no amount"
        raise UsageError(f"`{text}` names {lacking}: write `eu-west=500`")
    name, service = paid_thing(thing, agreement)
    is_service = any(each.name == thing for each in agreement.services)
    return FeeCase(
        source="command line",
        number=thing,
        service=thing if is_service else service,
        resource=None if is_service else name,
        yearly=paid.every is PaidEvery.YEAR,
        every=None if paid.every in (PaidEvery.MONTH, PaidEvery.YEAR) else paid.every,
        amount=paid.amount,
        since=EARLIEST,
    )


def in_force(agreement: Agreement, asked: str | None) -> tuple[Agreement, str | None]:
    """Put other dates in force, and the sentence that says so."""
    if asked is None:
        return agreement, None
    term = _term(asked)
    span = f"from {term.since}" + (f" until {term.until}" if term.until else "")
    return replace(agreement, in_force=term), (
        f"The agreement's own dates are set aside: it is read as in force {span}."
    )


def _term(text: str) -> Term:
    since, _, until = text.partition("/")
    start, end = _date(since), _date(until) if until else None
    if start is None or (until and end is None):
        raise UsageError(f"`{text}` are no dates in force: write 2026-01-01, or 2026-01-01/2026-07-01")
    if end is not None and end <= start:
        raise UsageError(f"`{text}` ends before it begins")
    return Term(start, end)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
