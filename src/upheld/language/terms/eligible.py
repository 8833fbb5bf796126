"""Eligibility: who is owed credits, and for what."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from msgspec import Struct

from upheld.agreement.credit import PlanAt
from upheld.agreement.eligibility import EVERYBODY, Eligibility
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Choice, ListOf, Phrase, Reference, Text, choice
from upheld.language.record import Record
from upheld.language.terms.amounts import check_currency
from upheld.language.terms.dates import DATE
from upheld.quantity import Duration, Money, Operator, Target, parse_duration, parse_money, parse_target
from upheld.quantity.phrase import take_number, tidy


class Eligible(Struct, frozen=True):
    """Everything the mapping says."""

    plans: tuple[str, ...] = ()
    plan_at: PlanAt = PlanAt.BREACH
    objectives: tuple[str, ...] = ()
    customers: Eligibility = EVERYBODY


def parse_size(text: str) -> tuple[Target[Fraction], str]:
    """The bound of `at least 50 users`, and what is counted; PhraseError for what is no number."""
    counted: list[str] = []

    def number(bound: str) -> Fraction:
        figure, rest = take_number(tidy(bound), words=True)
        counted.append(rest)
        return figure

    target = parse_target(text, number, default=Operator.AT_LEAST)
    return target, counted[-1]


def parse_age(text: str) -> Target[Duration]:
    """The bound of `at least 3 months`; PhraseError for business time."""
    target = parse_target(text, parse_duration, default=Operator.AT_LEAST)
    if target.bound.is_business:
        raise PhraseError(f"`{target.bound}` is business time", "write it in days, months or years")
    return target


def parse_fee_bound(text: str) -> Target[Money]:
    """The bound of `>= 100 USD`."""
    return parse_target(text, parse_money, default=Operator.AT_LEAST)


_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that are owed credits.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_PLAN_AT: Directive[PlanAt] = Directive(
    "plan_at",
    choice(PlanAt),
    "When a customer must be on one of them.",
    "breach",
    default=Open(
        Code.PLAN_DATE,
        "the words do not say when a customer must be on one of these plans",
        senses(
            {
                PlanAt.BREACH: "on the day of the breach",
                PlanAt.CLAIM: "on the day the credit is claimed",
            }
        ),
    ),
    only_with=(_PLANS,),
)
_OBJECTIVES: Directive[tuple[str, ...]] = Directive(
    "objectives",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breach earns a credit.",
    "[uptime]",
    default=Otherwise((), "all guarantees"),
)
_SIZE: Directive[tuple[Target[Fraction], str] | None] = Directive(
    "size",
    Phrase(parse_size, "a number with its comparison (`>= 50 users`)"),
    "How large a customer must be, in users, seats or whatever the text counts; from the table `accounts`.",
    '">= 50 users"',
    default=Otherwise(None, "any size"),
)
_FEE: Directive[Target[Money] | None] = Directive(
    "fee",
    Phrase(parse_fee_bound, "an amount with its comparison (`>= 100 USD`)"),
    "How much a customer must pay a month for everything.",
    '">= 100 EUR"',
    default=Otherwise(None, "any fee"),
)
_CUSTOMER_FOR: Directive[Target[Duration] | None] = Directive(
    "customer_for",
    Phrase(parse_age, "a length of time with its comparison (`at least 3 months`)"),
    "For how long a customer must have had the service when it fails: the age of the subscription.",
    "at least 3 months",
    default=Otherwise(None, "from the first day on"),
)
_CONTRACT_FROM: Directive[date | None] = Directive(
    "contract_from",
    DATE,
    "The first day on which the contract may have been made.",
    "2025-01-01",
    default=Otherwise(None, "any date"),
)
_CONTRACT_BEFORE: Directive[date | None] = Directive(
    "contract_before",
    DATE,
    "The day before which the contract must have been made.",
    "2026-01-01",
    default=Otherwise(None, "any date"),
)
_PAID_UP: Directive[bool] = Directive(
    "paid_up",
    Choice({"required": True, "not required": False}),
    "Whether all that was due must have been paid when it fails.",
    "required",
    default=Otherwise(False, "`not required`"),
)
_STAGE: Directive[tuple[str, ...]] = Directive(
    "stage",
    ListOf(Text("a stage of release"), "a stage of release or a list of them"),
    "Stages of release in which a feature or service earns credits, as `accounts` has them.",
    "[general availability]",
    default=Otherwise((), "any stage"),
)


def _build(fields: Fields) -> Eligible:
    size, fee = fields[_SIZE], fields[_FEE]
    since, before = fields[_CONTRACT_FROM], fields[_CONTRACT_BEFORE]
    if fee is not None:
        check_currency(fee.bound, fields.at(_FEE), fields)
    if since is not None and before is not None and before <= since:
        message = "no contract is made on or after that day and before this one, so nobody is owed credits"
        fields.reader.report(
            Code.EMPTY_TERM,
            fields.at(_CONTRACT_BEFORE),
            message,
            "write a later day, or delete one of the two",
        )
    return Eligible(
        plans=fields[_PLANS],
        plan_at=fields[_PLAN_AT],
        objectives=fields[_OBJECTIVES],
        customers=Eligibility(
            size=None if size is None else size[0],
            size_of="" if size is None else size[1],
            fee=fee,
            customer_for=fields[_CUSTOMER_FOR],
            contract_from=since,
            contract_before=before,
            paid_up=fields[_PAID_UP],
            stages=fields[_STAGE],
        ),
    )


ELIGIBLE: Directive[Eligible] = Directive(
    "eligible",
    Record(
        "eligibility",
        "Who is owed credits, and for what. What a customer is like is read from the table `accounts`; a "
        "fact that it lacks leaves the credit undecided.",
        (
            _PLANS,
            _PLAN_AT,
            _OBJECTIVES,
            _SIZE,
            _FEE,
            _CUSTOMER_FOR,
            _CONTRACT_FROM,
            _CONTRACT_BEFORE,
            _PAID_UP,
            _STAGE,
        ),
        _build,
    ),
    "Who is owed credits, and for what.",
    "{plans: [premium], plan_at: breach}",
    default=Otherwise(Eligible(), "everybody, for every guarantee"),
)
