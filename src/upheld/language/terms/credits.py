"""Credits: what is owed for a breach."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from upheld.agreement.credit import Amount, Credits, ShareOfFee
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Reference
from upheld.language.record import Record
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.parties import CURRENCY
from upheld.quantity import Money, parse_money, parse_share
from upheld.quantity.phrase import tidy

_OF_FEE = re.compile(r"(.+?) of (?:the )?(.+)")
_FEES = frozenset({"monthly fee", "monthly fees"})
_PER_MONTH = re.compile(r" ?(?:per|a|each) (?:calendar )?month$", re.IGNORECASE)


def parse_amount(text: str) -> Amount:
    """The amount of `10 % of monthly fee` or `50 EUR`; PhraseError for nothing, and for other fees."""
    phrase = tidy(text)
    of_fee = _OF_FEE.fullmatch(phrase)
    if of_fee is not None:
        if of_fee[2].lower() not in _FEES:
            raise PhraseError(
                f"`{of_fee[2]}` in `{phrase}` is no known fee", f"write `{of_fee[1]} of monthly fee`"
            )
        return _not_nothing(ShareOfFee(parse_share(of_fee[1])), phrase)
    if "%" in phrase:
        raise PhraseError(f"`{phrase}` does not say of what", f"write `{phrase} of monthly fee`")
    return _not_nothing(parse_money(phrase), phrase)


def parse_cap(text: str) -> Amount:
    """The amount of `100 % of monthly fee per month`."""
    phrase = tidy(text)
    without = _PER_MONTH.sub("", phrase)
    if without == phrase:
        raise PhraseError(f"`{phrase}` does not say for how long it caps", f"write `{phrase} per month`")
    return parse_amount(without)


def _not_nothing(amount: Amount, phrase: str) -> Amount:
    figure = amount.amount if isinstance(amount, Money) else amount.share
    if figure == 0:
        raise PhraseError(f"`{phrase}` is no credit at all", "write what is owed, or delete the credits")
    return amount


_PER_BREACH: Directive[Amount] = Directive(
    "per_breach",
    Phrase(parse_amount, "an amount (`10 % of monthly fee`, `50 EUR`)"),
    "What is owed for each breach of a guarantee.",
    "10 % of monthly fee",
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that are owed credits.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_OBJECTIVES: Directive[tuple[str, ...]] = Directive(
    "objectives",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breach earns a credit.",
    "[uptime]",
    default=Otherwise((), "all guarantees"),
)
Eligible = tuple[tuple[str, ...], tuple[str, ...]]
"""Plans and objectives."""


def _build_eligible(fields: Fields) -> Eligible:
    return fields[_PLANS], fields[_OBJECTIVES]


_ELIGIBLE: Directive[Eligible] = Directive(
    "eligible",
    Record(
        "eligibility",
        "Who is owed credits, and for what.",
        (_PLANS, _OBJECTIVES),
        _build_eligible,
    ),
    "Who is owed credits, and for what.",
    "{plans: [premium]}",
    default=Otherwise(((), ()), "everybody, for every guarantee"),
)
_CAP: Directive[Amount | None] = Directive(
    "cap",
    Phrase(parse_cap, "a most amount (`100 % of monthly fee per month`, `200 EUR per month`)"),
    "The most that is owed for one month.",
    "100 % of monthly fee per month",
    default=Otherwise(None, "no cap"),
)


def _build(fields: Fields) -> Credits:
    plans, objectives = fields[_ELIGIBLE]
    for directive in (_PER_BREACH, _CAP):
        _check_currency(directive, fields)
    _check_cap(fields)
    return Credits(
        per_breach=fields[_PER_BREACH],
        objectives=objectives,
        plans=plans,
        cap=fields[_CAP],
        clause=fields[CLAUSE],
        place=fields.place,
    )


def _check_currency(directive: Directive[Any], fields: Fields) -> None:
    amount = fields[directive]
    if not isinstance(amount, Money):
        return
    currency, node = fields.outside(CURRENCY), fields.at(directive)
    if currency is None:
        message = f"`{amount}` is money, and the agreement has no currency"
        fields.reader.report(
            Code.CURRENCY_MISSING, node, message, f"write `currency: {amount.currency}` at the top"
        )
    elif amount.currency != currency:
        message = f"`{amount}` is not in {currency}, the currency of the agreement"
        fields.reader.report(Code.CURRENCY_MISMATCH, node, message, f"write it in {currency}")


def _check_cap(fields: Fields) -> None:
    """Warn of a cap below what one breach earns, where the two can be compared."""
    one, cap = _figure(fields[_PER_BREACH]), _figure(fields[_CAP])
    if one is not None and cap is not None and one[0] == cap[0] and cap[1] < one[1]:
        message = "the cap is less than the credit for one breach, so that is never owed in full"
        fields.reader.report(Code.CAP_BELOW_CREDIT, fields.at(_CAP), message, "check both figures")


def _figure(amount: Amount | None) -> tuple[str, Fraction] | None:
    """What an amount is counted in, and how much it is."""
    match amount:
        case ShareOfFee(share):
            return "fee", share
        case Money():
            return amount.currency, Fraction(amount.amount)
        case None:
            return None


CREDITS: Directive[Credits | None] = Directive(
    "credits",
    Record(
        "credits",
        "A flat credit for each breach of a guarantee, up to a cap for the month.",
        (_PER_BREACH, _ELIGIBLE, _CAP, CLAUSE),
        _build,
    ),
    "What is owed for a breach.",
    "{per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}",
    default=Otherwise(None, "a breach is reported, nothing is owed"),
)
