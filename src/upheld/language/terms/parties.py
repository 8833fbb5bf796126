"""Who promises, in which version, from when, by whose clock and in which money."""

from __future__ import annotations

from datetime import date

from upheld.agreement.agreement import Term
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import Choice, Phrase, Text
from upheld.language.record import Record
from upheld.language.terms.dates import DATE
from upheld.language.terms.places import ZoneName
from upheld.quantity import minor_units
from upheld.quantity.phrase import tidy

UPHELD: Directive[int] = Directive(
    "upheld",
    Choice({"1": 1}),
    "The version of this language.",
    "1",
)
AGREEMENT: Directive[str] = Directive(
    "agreement", Text("its name"), "What the agreement is called.", "Example Hosting Service Level Agreement"
)
PROVIDER: Directive[str] = Directive("provider", Text("a name"), "Who makes the promises.", "Example Hosting")
VERSION: Directive[str] = Directive(
    "version",
    Text("a version"),
    "Which version of the text this is, as the provider calls it.",
    '"2025-01"',
)
_FROM: Directive[date] = Directive(
    "from", DATE, "The first date on which the agreement is in force, in its own zone.", "2025-01-01"
)
_UNTIL: Directive[date | None] = Directive(
    "until",
    DATE,
    "The first date on which it is no longer in force.",
    "2026-01-01",
    default=Otherwise(None, "open-ended"),
)


def _build_term(fields: Fields) -> Term:
    since, until = fields[_FROM], fields[_UNTIL]
    if until is not None and until <= since:
        message = f"the agreement ends on {until}, before it has begun on {since}"
        raise fields.reader.refuse(Code.EMPTY_TERM, fields.at(_UNTIL), message, f"write a date after {since}")
    return Term(since, until)


IN_FORCE: Directive[Term] = Directive(
    "in_force",
    Record(
        "term",
        "The dates an agreement is in force: from the start of one to the start of another. "
        "A single date is `from`.",
        (_FROM, _UNTIL),
        _build_term,
        short=_FROM,
    ),
    "The dates the agreement is in force.",
    "{from: 2025-01-01}",
)
TIME_ZONE: Directive[str] = Directive(
    "time_zone",
    ZoneName(),
    "The zone in which months begin and end, and hours are written.",
    "Europe/Brussels",
)


def parse_currency(text: str) -> str:
    """The code, if money can be owed in it."""
    code = tidy(text)
    minor_units(code)
    return code


CURRENCY: Directive[str | None] = Directive(
    "currency",
    Phrase(parse_currency, "a currency code of ISO 4217 (`EUR`)", "^[A-Z]{3}$"),
    "The currency of fees and credits. A sign such as `$` or `£` before or after an amount is read as this "
    "currency, where it is one that the sign stands for.",
    "EUR",
    default=Otherwise(None, "none; then no amount of money may be written"),
)
