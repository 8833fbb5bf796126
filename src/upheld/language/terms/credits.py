"""Credits: what is owed for a breach."""

from __future__ import annotations

import re

from upheld.agreement.credit import (
    Combination,
    Combined,
    CreditConditions,
    Credits,
    Meeting,
    Minimum,
    OnlyFor,
    OnlyOne,
    RoundedTo,
)
from upheld.agreement.credit_rule import CreditRule
from upheld.agreement.plan_change import PriceChange
from upheld.agreement.price import Price
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Otherwise
from upheld.language.kind import ListOf, Phrase, Reference, Text, choice
from upheld.language.record import Record
from upheld.language.review.acceptable import or_accept
from upheld.language.review.placing import Places
from upheld.language.terms.amounts import check_currency, parse_amount, size_of
from upheld.language.terms.caps import CAPS, check_caps, of_own_things, spread_alike
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.credit_rules import CREDIT_RULE
from upheld.language.terms.earn_back import EARNED_BACK
from upheld.language.terms.eligible import ELIGIBLE
from upheld.language.terms.prices import PRICE
from upheld.language.terms.words import YES_NO
from upheld.quantity import Operator, parse_money, parse_target
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_PER_BREACH: Directive[Price | None] = Directive(
    "per_breach",
    PRICE,
    "What is owed for each breach of a guarantee. `1 day of monthly fee` is what a day costs in its month.",
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
    "Further conditions, in the words of the text; a person judges them. A row of `attestations` whose "
    "`control` has the same words says whether one `holds`; one that nobody speaks of is taken to be met, "
    "and the credit shows what it hangs on.",
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
COUNTED: Directive[Combined | None] = Directive(
    "counted",
    choice(Combined),
    "What is owed where several credits meet: all of them, the highest (also where the customer may choose "
    "one; see `only_one`), or the first in the order of the objectives (either the one or the other, not "
    "both).",
    "highest only",
    default=Otherwise(None, "`added up`; with `not_both`, `highest only`"),
)
_NOT_BOTH: Directive[tuple[tuple[str, ...], ...]] = Directive(
    "not_both",
    ListOf(
        ListOf(
            Reference("objective", "the name of an objective"), "the name of an objective or a list of them"
        ),
        "groups of objectives",
    ),
    "Groups of promises under which a customer gets no credit for more than one: the credits of a group are "
    "added up, and of several groups the one that comes to most is owed, or with `first that applies` the "
    "first one. Promises in no group are credited besides.",
    "[[region level], [instance level, disk level]]",
    default=Otherwise((), "no such groups"),
)
ONLY_ONE: Directive[OnlyOne | None] = Directive(
    "only_one",
    choice(OnlyOne),
    "Of what one is owed where `counted` lets only one through: one `credit`, so of two machines that failed "
    "that of one of them; or one `promise`, such as one service level that the customer may choose, with all "
    "that it earns. `check` asks where members are judged each by itself.",
    "promise",
    default=Otherwise(None, f"`{OnlyOne.CREDIT.value}`"),
)
_PER: Directive[Meeting] = Directive(
    "per",
    choice(Meeting),
    "Which credits meet: all of a month, those for one service, affected resource or objective, or those "
    "whose failures happened at the same time, are of one ticket or name one incident. A share of time and a "
    "mean of error rates go by their bad slices; another figure of a whole period, such as a mean, has no "
    "time in it, and meets such figures alone.",
    "incident",
    default=Otherwise(Meeting.MONTH, f"`{Meeting.MONTH.value}`"),
)


def _build_combination(fields: Fields) -> Combination:
    groups, counted, only_one = fields[_NOT_BOTH], fields[COUNTED], fields[ONLY_ONE]
    if only_one is not None and (groups or counted in (None, Combined.ADDED_UP)):
        message = f"`{ONLY_ONE.key}` says of what one is owed, and here "
        message += "groups of promises say that" if groups else "all credits are"
        remedy = f"delete it, or write `counted: {Combined.HIGHEST.value}` without groups"
        raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(ONLY_ONE), message, remedy)
    if not groups:
        return Combination(counted or Combined.ADDED_UP, fields[_PER], only_one=only_one)
    names = [name for group in groups for name in group]
    trouble, remedy = "", "write at least two groups, such as `[[region level], [instance level]]`"
    if len(groups) == 1:
        trouble = "one group alone has nothing that it is not credited with"
    elif len({*names}) < len(names):
        trouble = "an objective is in two groups, and can be credited in one of them only"
    elif counted is Combined.ADDED_UP:
        trouble = "credits of several groups are not added up, and `counted` says that they are"
        remedy = f"write `{Combined.HIGHEST.value}` or `{Combined.FIRST.value}`, or delete `counted`"
    if trouble:
        raise fields.reader.refuse(Code.CONFLICTING_KEYS, fields.at(_NOT_BOTH), trouble, remedy)
    return Combination(counted or Combined.HIGHEST, fields[_PER], groups)


_COMBINED: Directive[Combination] = Directive(
    "combined",
    Record(
        "combination of credits",
        "How credits are put together where several are earned. A single text is `counted`.",
        (COUNTED, _PER, _NOT_BOTH, ONLY_ONE),
        _build_combination,
        short=COUNTED,
    ),
    "How several credits are put together: added up, only the highest, or either the one or the other.",
    "highest only",
    default=Otherwise(Combination(), f"`{Combined.ADDED_UP.value}`"),
)
_ACCUMULATING: Directive[bool] = Directive(
    "accumulating",
    YES_NO,
    "Whether several breaches of one objective each earn their credit; with `no` they earn it once.",
    "no",
    default=Otherwise(True, "`yes`"),
)


def parse_minimum(text: str) -> Minimum:
    """The least amount of `> 1 USD`, `at least 5 EUR` or `> 1 USD each`; PhraseError for a most one."""
    phrase = tidy(text)
    carried = _CARRIED.search(phrase)
    words = phrase if carried is None else phrase[: carried.start()]
    each = _EACH.search(words)
    words = words if each is None else words[: each.start()]
    if each is not None and carried is not None:
        raise PhraseError(
            f"`{phrase}` carries each credit over by itself, and credits are carried over together",
            "leave out `each`, or `carried over`",
        )
    target = parse_target(words, parse_amount, default=Operator.AT_LEAST)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{tidy(text)}` is no least amount", "compare with `>=` or `>`")
    is_strict = target.operator is Operator.MORE
    return Minimum(
        target.bound, is_strict=is_strict, is_each=each is not None, is_carried=carried is not None
    )


_EACH = Pattern(r",? (?:(?:for )?each(?: credit)?|per credit)$", re.IGNORECASE)


_CARRIED = Pattern(
    r",? (?:carried over|carried forward|accrued|accruing|withheld(?: until (?:it is )?reached)?)$",
    re.IGNORECASE,
)


_MINIMUM: Directive[Minimum | None] = Directive(
    "minimum",
    Phrase(
        parse_minimum,
        "a least amount with its comparison (`> 1 USD`, `>= 5 EUR each`, `>= 10 EUR, carried over`, "
        "`> 3 % of monthly fee`)",
    ),
    "The least that is paid: a credit that comes to less in all is not. With `>` the amount itself is too "
    "little. With `each` it is the least of each line, such as the credit for one promise or one affected "
    "resource; smaller ones are left out of the sum. With `carried over` what is less is withheld, and paid "
    "with what later months earn once it comes to the least together; when the contract ends before that, "
    "`at_termination` under `payment` says what becomes of it.",
    '"> 1 EUR"',
    default=Otherwise(None, "no minimum: the smallest credit is paid"),
)


def parse_rounded_to(text: str) -> RoundedTo:
    """The unit of `1 EUR` or `0.05 CHF each`."""
    each = _EACH.search(tidy(text))
    unit = parse_money(tidy(text) if each is None else tidy(text)[: each.start()])
    return RoundedTo(unit, is_each=each is not None)


_ROUNDED_TO: Directive[RoundedTo | None] = Directive(
    "rounded_to",
    Phrase(parse_rounded_to, "an amount of money (`1 EUR`, `0.05 CHF`, `1 EUR each`)"),
    "The unit in which the whole credit is rounded, in the direction that `money_rounding` says. With `each` "
    "every line is rounded by itself, such as the credit for one promise or one affected resource, before "
    "any cap. What is rounded up passes no cap.",
    "1 EUR",
    default=Otherwise(None, "the smallest unit of the currency, once for each line"),
)
_PRICE_CHANGE: Directive[PriceChange] = Directive(
    "price_change",
    choice(PriceChange),
    "Of which price a fee is taken that changed within the time judged, on the same plan: the one at its "
    "start or at its end, or `by day` each day's part of the price on that day, and nothing for a day "
    "without one.",
    "by day",
    default=Otherwise(PriceChange.AT_START, f"`{PriceChange.AT_START.value}`"),
)


def _build(fields: Fields) -> Credits:
    eligible, rules = fields[ELIGIBLE], fields[_RULES]
    stated = [cap for cap in fields[CAPS] if cap is not None]
    credits = Credits(
        per_breach=fields[_PER_BREACH],
        rules=rules,
        objectives=eligible.objectives,
        plans=eligible.plans,
        plan_at=eligible.plan_at,
        eligibility=eligible.customers,
        conditions=fields[_CONDITIONS],
        is_accumulating=fields[_ACCUMULATING],
        combination=fields[_COMBINED],
        caps=tuple(of_own_things(spread_alike(stated, rules), rules)),
        minimum=fields[_MINIMUM],
        rounded_to=fields[_ROUNDED_TO],
        price_change=fields[_PRICE_CHANGE],
        earned_back=fields[EARNED_BACK],
        clause=fields[CLAUSE],
        place=fields.place,
    )
    check_currency(fields[_PER_BREACH], fields.at(_PER_BREACH), fields)
    if credits.rounded_to is not None:
        check_currency(credits.rounded_to.unit, fields.at(_ROUNDED_TO), fields)
    if credits.minimum is not None:
        check_currency(credits.minimum.bound, fields.at(_MINIMUM), fields)
    places = Places(fields.at(CAPS))
    check_caps(credits.caps, fields, lambda cap: places.node_at(cap.place))
    _check_sizes(credits, fields, places)
    return credits


def _check_sizes(credits: Credits, fields: Fields, places: Places) -> None:
    """Warn of a cap below what one breach earns, where the two can be compared."""
    for cap in credits.caps:
        rules = [rule for rule in credits.all_rules if cap.may_meet(rule.objectives)]
        figures = [size_of(amount) for rule in rules for amount in rule.amounts]
        unit, most = size_of(cap.limit)
        if any(one[0] == unit and most < one[1] for one in figures):
            message = "the cap is less than the credit for one breach, so that is never owed in full"
            remedy = "check both figures, " + or_accept(Code.CAP_BELOW_CREDIT, ("credits", "cap"))
            fields.reader.report(Code.CAP_BELOW_CREDIT, places.node_at(cap.place), message, remedy)


CREDITS: Directive[Credits | None] = Directive(
    "credits",
    Record(
        "credits",
        "What is owed for breaches: the same for each, or by rules; put together, and up to caps.",
        (
            _PER_BREACH,
            _RULES,
            ELIGIBLE,
            _CONDITIONS,
            _ACCUMULATING,
            _COMBINED,
            CAPS,
            _MINIMUM,
            _ROUNDED_TO,
            _PRICE_CHANGE,
            EARNED_BACK,
            CLAUSE,
        ),
        _build,
        one_of=(_PER_BREACH, _RULES),
    ),
    "What is owed for a breach.",
    "{per_breach: 10 % of monthly fee, cap: 100 % of monthly fee per month}",
    default=Otherwise(None, "a breach is reported, nothing is owed"),
)
