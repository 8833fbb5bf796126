"""Credits: what is owed for a breach."""

from __future__ import annotations

from upheld.agreement.credit import Amount, CreditConditions, Credits, OnlyFor, PlanAt
from upheld.agreement.credit_rule import CreditRule
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Reference, Text, choice
from upheld.language.record import Record
from upheld.language.terms.amounts import AMOUNT, CAP_PHRASE, check_currency, size_of
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.credit_rules import CREDIT_RULE

_PER_BREACH: Directive[Amount | None] = Directive(
    "per_breach",
    AMOUNT,
    "What is owed for each breach of a guarantee.",
    "10 % of monthly fee",
    default=Otherwise(None, "what the rules say"),
)
_RULES: Directive[tuple[CreditRule, ...]] = Directive(
    "rules",
    ListOf(CREDIT_RULE, "a mapping (credit rule) or a list of them"),
    "What is owed for which breach, where it is not the same for all.",
    "[{for: [uptime], amount: 10 % of monthly fee, per: 1 %, counted: per full, of: all downtime}]",
    default=Otherwise((), "none"),
)
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


def _build_eligible(fields: Fields) -> tuple[tuple[str, ...], PlanAt, tuple[str, ...]]:
    return fields[_PLANS], fields[_PLAN_AT], fields[_OBJECTIVES]


_ELIGIBLE: Directive[tuple[tuple[str, ...], PlanAt, tuple[str, ...]]] = Directive(
    "eligible",
    Record(
        "eligibility",
        "Who is owed credits, and for what.",
        (_PLANS, _PLAN_AT, _OBJECTIVES),
        _build_eligible,
    ),
    "Who is owed credits, and for what.",
    "{plans: [premium], plan_at: breach}",
    default=Otherwise(((), PlanAt.BREACH, ()), "everybody, for every guarantee"),
)
_NOT_FOR: Directive[tuple[str, ...]] = Directive(
    "not_for",
    ListOf(Reference("exclusion", "the name of an exclusion"), "the name of an exclusion or a list of them"),
    "Exclusions for whose causes no credit is owed, whether or not they act on the measurement: what they "
    "caused is still a breach.",
    "[works]",
    default=Otherwise((), "none"),
)
_ONLY_FOR: Directive[OnlyFor | None] = Directive(
    "only_for",
    choice(OnlyFor),
    "Which downtime alone earns credits.",
    "unforeseen downtime",
    default=Otherwise(None, "whatever breaks a guarantee"),
)
_PROVIDED: Directive[tuple[str, ...]] = Directive(
    "provided",
    ListOf(Text("a condition in words"), "a condition in words or a list of them"),
    "Further conditions, in the words of the text; a person judges them.",
    "[all invoices are paid]",
    default=Otherwise((), "none"),
)


def _build_conditions(fields: Fields) -> CreditConditions:
    return CreditConditions(
        not_for=fields[_NOT_FOR],
        only_for=fields[_ONLY_FOR],
        provided=fields[_PROVIDED],
        clause=fields[CLAUSE],
    )


_CONDITIONS: Directive[CreditConditions] = Directive(
    "conditions",
    Record(
        "credit conditions",
        "What must be true for a credit, kept apart from the exclusions of the measurement: a month may be a "
        "breach and owe no credit.",
        (_NOT_FOR, _ONLY_FOR, _PROVIDED, CLAUSE),
        _build_conditions,
    ),
    "What must be true for a credit, whatever the measurement counts.",
    "{not_for: [works], only_for: unforeseen downtime}",
    default=Otherwise(CreditConditions(), "none but the breach"),
)
_CAP: Directive[Amount | None] = Directive(
    "cap",
    CAP_PHRASE,
    "The most that is owed for one month; `none` says that there is no such limit.",
    "100 % of monthly fee per month",
    default=Otherwise(None, "no cap"),
)


def _build(fields: Fields) -> Credits:
    plans, plan_at, objectives = fields[_ELIGIBLE]
    credits = Credits(
        per_breach=fields[_PER_BREACH],
        rules=fields[_RULES],
        objectives=objectives,
        plans=plans,
        plan_at=plan_at,
        conditions=fields[_CONDITIONS],
        cap=fields[_CAP],
        clause=fields[CLAUSE],
        place=fields.place,
    )
    for directive in (_PER_BREACH, _CAP):
        check_currency(fields[directive], fields.at(directive), fields)
    _check_cap(credits, fields)
    return credits


def _check_cap(credits: Credits, fields: Fields) -> None:
    """Warn of a cap below what one breach earns, where the two can be compared."""
    figures = [size_of(amount) for rule in credits.all_rules for amount in rule.amounts]
    cap = None if credits.cap is None else size_of(credits.cap)
    if cap is not None and any(one[0] == cap[0] and cap[1] < one[1] for one in figures):
        message = "the cap is less than the credit for one breach, so that is never owed in full"
        fields.reader.report(Code.CAP_BELOW_CREDIT, fields.at(_CAP), message, "check both figures")


CREDITS: Directive[Credits | None] = Directive(
    "credits",
    Record(
        "credits",
        "What is owed for breaches: the same for each, or by rules; up to a cap for the month.",
        (_PER_BREACH, _RULES, _ELIGIBLE, _CONDITIONS, _CAP, CLAUSE),
        _build,
        one_of=(_PER_BREACH, _RULES),
    ),
    "What is owed for a breach.",
    "{per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}",
    default=Otherwise(None, "a breach is reported, nothing is owed"),
)
