"""Payment: in which form credits are given, and against which bill."""

from __future__ import annotations

from upheld.agreement.payment import AppliedAfter, AppliedTo, Payment, PaymentKind, Remainder
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Choice, ListOf, Phrase, Text, choice
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.spans import parse_span
from upheld.quantity import Duration, Unit
from upheld.quantity.phrase import tidy


def parse_expiry(text: str) -> Duration:
    """The length of `12 months`, `90 days` or `after 1 year`; PhraseError for anything shorter than days."""
    length = parse_span(tidy(text).removeprefix("after "))
    if length.unit not in (Unit.DAY, Unit.CALENDAR_DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        raise PhraseError(f"`{length}` is not counted in days or months", "write it in days, months or years")
    return length


_AS: Directive[PaymentKind] = Directive(
    "as",
    choice(PaymentKind),
    "The form in which a credit is given.",
    "service credit",
)
_BY_WAY_OF: Directive[str | None] = Directive(
    "by_way_of",
    Text("a name"),
    "Who passes it on, such as the shop through which a customer pays.",
    "Example App Store",
    default=Otherwise(None, "nobody"),
)
_NOT_AS: Directive[tuple[PaymentKind, ...]] = Directive(
    "not_as",
    ListOf(choice(PaymentKind), "a form or a list of forms"),
    "Forms that the text rules out.",
    "[cash, refund]",
    default=Otherwise((), "none"),
)
_APPLIED_TO: Directive[AppliedTo | None] = Directive(
    "applied_to",
    choice(AppliedTo),
    "The bill a credit is set against.",
    "following month",
    default=Otherwise(None, "not said"),
)


def _follows_something(fields: Fields) -> bool:
    return fields[_APPLIED_TO] is AppliedTo.FOLLOWING_MONTH


def _may_exceed_a_bill(fields: Fields) -> bool:
    open_ended = (None, AppliedTo.FUTURE_INVOICES)
    return fields[_AS] is not PaymentKind.CASH and fields[_APPLIED_TO] not in open_ended


_AFTER: Directive[AppliedAfter] = Directive(
    "after",
    choice(AppliedAfter),
    "What the month or bill follows.",
    "verification",
    default=Open(
        Code.CREDITED_MONTH,
        "the words do not say which month a credit follows",
        senses(
            {
                AppliedAfter.BREACH: "the month after the one that missed",
                AppliedAfter.CLAIM: "the month after the one in which it is claimed",
                AppliedAfter.VERIFICATION: "the month after the one in which it is verified",
            }
        ),
        when=_follows_something,
    ),
    only_with=(_APPLIED_TO,),
)
_REMAINDER: Directive[Remainder] = Directive(
    "remainder",
    choice(Remainder),
    "What becomes of the part of a credit that is more than the bill.",
    "carried over",
    default=Open(
        Code.CREDIT_REMAINDER,
        "the words do not say what becomes of the part of a credit that is more than the bill",
        senses(
            {
                Remainder.CARRIED: "it is set against later bills",
                Remainder.FORFEITED: "it is lost",
                Remainder.PAID_OUT: "it is paid in money",
            }
        ),
        when=_may_exceed_a_bill,
    ),
)


_EXPIRES: Directive[Duration | None] = Directive(
    "expires_after",
    Phrase(parse_expiry, "a length of time (`12 months`, `90 days`)"),
    "How long a credit may be set against bills, from the first one on: what is left then expires.",
    "12 months",
    default=Otherwise(None, "never"),
)
_AT_TERMINATION: Directive[Remainder | None] = Directive(
    "at_termination",
    Choice({each.value: each for each in (Remainder.FORFEITED, Remainder.PAID_OUT)}),
    "What becomes of a credit that no bill took up when the contract ends, and of what was withheld because "
    "it never came to the least that is paid. Where it is not said what was withheld is open then.",
    "paid out",
    default=Otherwise(None, "not said"),
)


def _build(fields: Fields) -> Payment:
    kind, not_as = fields[_AS], fields[_NOT_AS]
    if kind in not_as:
        message = f"a credit is given as `{kind.value}` here, and never is"
        remedy = "write another form in one of the two places"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_NOT_AS), message, remedy)
    return Payment(
        kind=kind,
        by_way_of=fields[_BY_WAY_OF],
        not_as=not_as,
        applied_to=fields[_APPLIED_TO],
        after=fields[_AFTER],
        remainder=fields[_REMAINDER],
        expires_after=fields[_EXPIRES],
        at_termination=fields[_AT_TERMINATION],
        clause=fields[CLAUSE],
        place=fields.place,
    )


PAYMENT: Directive[Payment | None] = Directive(
    "payment",
    Record(
        "payment",
        "How credits are given. A single text is `as`.",
        (_AS, _BY_WAY_OF, _NOT_AS, _APPLIED_TO, _AFTER, _REMAINDER, _EXPIRES, _AT_TERMINATION, CLAUSE),
        _build,
        short=_AS,
    ),
    "In which form a credit is given, and against which bill.",
    "{as: service credit, applied_to: next invoice, remainder: carried over}",
    default=Otherwise(None, "not said"),
)
