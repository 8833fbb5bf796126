"""Orders: the order form of one customer, on top of standard terms."""

from __future__ import annotations

from datetime import date

from upheld.agreement.order import Order, Ordered, Price
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise, Within
from upheld.language.kind import ListOf, Named, PairsOf, Phrase, Reference, Text, Written
from upheld.language.record import Record
from upheld.language.terms.amounts import check_currency
from upheld.language.terms.dates import DATE
from upheld.quantity.paid import PaidEvery, parse_paid
from upheld.quantity.phrase import tidy


def parse_price(text: str, currency: str | None = None) -> Price:
    """What is paid: `800 EUR`, `9600 EUR per year`, `12 EUR per user x 250`; PhraseError below 0.

    A bare number is in the currency of the agreement.
    """
    paid = parse_paid(text, currency)
    if paid.amount.amount < 0:
        raise PhraseError(f"`{tidy(text)}` is less than nothing", "write it without a sign")
    whole = paid.every in (PaidEvery.MONTH, PaidEvery.YEAR)
    return Price(amount=paid.amount, yearly=paid.every is PaidEvery.YEAR, every=None if whole else paid.every)


class _Price(Phrase[Price], frozen=True):
    """What is paid; a bare number is in the agreement's currency, as it is where a fee is given by hand."""

    def _parsed(self, text: str, within: Within) -> Price:
        return parse_price(text, within.currency)


_PRICE = _Price(
    parse_price,
    "an amount of money (`800 EUR`, `9600 EUR per year`, `0.05 EUR per hour`, `250 users at 12 EUR`)",
)

_CUSTOMER: Directive[str] = Directive("customer", Text("a name"), "Who orders.", "Example Ltd")
_NUMBER: Directive[str | None] = Directive(
    "number",
    Text("a number"),
    "What the parties call the order form.",
    "O-2026-17",
    default=Otherwise(None, "none"),
)
_PLAN: Directive[str | None] = Directive(
    "plan",
    Reference("plan", "the name of a plan"),
    "The plan that is ordered.",
    "standard",
    default=Otherwise(None, "that of the evidence or of the request"),
)
_SERVICES: Directive[tuple[str, ...]] = Directive(
    "services",
    ListOf(Reference("service", "a service"), "a service or a list of services"),
    "The services that are ordered; what is promised of others is not promised to this customer.",
    "[app]",
    default=Otherwise((), "all that the plan covers"),
)
_FROM: Directive[date | None] = Directive(
    "from",
    DATE,
    "The first day of the subscription, in the zone of the agreement.",
    "2026-03-01",
    default=Otherwise(None, "the first day of the agreement"),
)
_UNTIL: Directive[date | None] = Directive(
    "until",
    DATE,
    "The first day on which it no longer runs.",
    "2027-03-01",
    default=Otherwise(None, "the end of the agreement"),
)
_FEE: Directive[Price | None] = Directive(
    "fee",
    _PRICE,
    "What is paid for everything that is ordered, for a month unless another time is said (`per hour`, "
    "`day`, `quarter`, `half-year`, `year`); so much a user, seat or unit with how many there are.",
    "800 EUR",
    default=Otherwise(None, "that of the evidence or of the request, or the sum of `fees` of every service"),
)
_FEES: Directive[tuple[tuple[str, Price], ...]] = Directive(
    "fees",
    PairsOf(Phrase(tidy, "a service"), _PRICE),
    "What is paid for one service, where credits are a share of the fee of the affected service.",
    "{app: 500 EUR}",
    default=Otherwise((), "none of their own"),
)
_OF_ONE = (_PLAN, _SERVICES, _FROM, _UNTIL, _FEE, _FEES)


def _build_named(fields: Fields) -> Ordered:
    return _ordered(fields, fields.name)


def _ordered(fields: Fields, name: str | None = None) -> Ordered:
    since, until = fields[_FROM], fields[_UNTIL]
    if since is not None and until is not None and until <= since:
        message = f"the subscription ends on {until}, before it has begun on {since}"
        raise fields.reader.refuse(Code.EMPTY_TERM, fields.at(_UNTIL), message, f"write a date after {since}")
    return Ordered(
        name=name,
        plan=fields[_PLAN],
        services=fields[_SERVICES],
        since=since,
        until=until,
        prices=_prices(fields),
        place=fields.place,
    )


def _prices(fields: Fields) -> tuple[Price, ...]:
    """What is paid, for everything and for each service."""
    whole = fields[_FEE]
    if whole is not None:
        check_currency(whole.amount, fields.at(_FEE), fields)
    known = fields.reader.names.get("service", {})
    of_services = []
    for name, price in fields[_FEES]:
        if name not in known:
            message = f"`{name}` is none of the services of this agreement"
            remedy = fields.reader.suggest(name, known, "known services")
            raise fields.reader.refuse(Code.UNKNOWN_NAME, fields.at(_FEES), message, remedy)
        check_currency(price.amount, fields.at(_FEES), fields)
        of_services.append(Price(amount=price.amount, yearly=price.yearly, every=price.every, service=name))
    return (*(() if whole is None else (whole,)), *of_services)


SUBSCRIPTION: Record[Ordered] = Record(
    "subscription",
    "One of several subscriptions of a customer: what it covers, from when to when, for how much. What is "
    "not said here is as the order says it for all of them.",
    _OF_ONE,
    _build_named,
    may_be_empty=True,
)
_SUBSCRIPTIONS: Directive[tuple[Written[Ordered], ...]] = Directive(
    "subscriptions",
    Named("subscription", SUBSCRIPTION),
    "The subscriptions of a customer that has several, by name. Each has a statement, fees, credits and caps "
    "of its own.",
    "{production: {plan: premium, fee: 800 EUR}, test: {plan: standard, fee: 100 EUR}}",
    default=Otherwise((), "one, without a name"),
)


def _build(fields: Fields) -> Order:
    whole = _ordered(fields)
    several = tuple(_over(each.value, whole) for each in fields[_SUBSCRIPTIONS])
    return Order(
        customer=fields[_CUSTOMER],
        number=fields[_NUMBER],
        subscriptions=several or (whole,),
        place=fields.place,
    )


def _over(one: Ordered, order: Ordered) -> Ordered:
    """A subscription, with what the order says for all of them where it says nothing itself."""
    return Ordered(
        name=one.name,
        plan=one.plan or order.plan,
        services=one.services or order.services,
        since=one.since or order.since,
        until=one.until or order.until,
        prices=one.prices or order.prices,
        place=one.place,
    )


ORDER: Directive[Order | None] = Directive(
    "order",
    Record(
        "order",
        "The order form of one customer: who orders what, from when to when and for how much. It stands in a "
        "short file of its own that is built on the standard terms with `extends`; `evaluate`, `settle` and "
        "`close` then know whose statement it is.",
        (_CUSTOMER, _NUMBER, *_OF_ONE, _SUBSCRIPTIONS),
        _build,
    ),
    "What one customer has ordered, where this file is an order form.",
    "{customer: Example Ltd, plan: premium, from: 2026-03-01, fee: 800 EUR}",
    default=Otherwise(None, "nobody in particular: the terms are for all customers"),
)
