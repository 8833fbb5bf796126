"""Credit rules: for which breaches how much is owed, by which formula."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.credit_band import TieredCredit
from upheld.agreement.credit_rule import (
    Blocks,
    CreditedDowntime,
    CreditRule,
    FlatCredit,
    Formula,
    Grant,
    LinearCredit,
    UnstatedCredit,
    Waiver,
)
from upheld.agreement.fee import Amount, FeePeriod
from upheld.agreement.objective import Availability
from upheld.agreement.party import Party
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import ListOf, Phrase, Reference, Text, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.amounts import Unbilled, check_currency, parse_cost
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.credit_bands import BANDS, BANDS_COUNTED, BETWEEN_BANDS, build_tiered
from upheld.language.terms.objectives import OBJECTIVES
from upheld.quantity import parse_share
from upheld.quantity.phrase import tidy


def parse_block(text: str) -> Fraction:
    """The share of `1 %` or `1 % of downtime`; PhraseError for nothing, and for more than all of the time."""
    phrase = tidy(text)
    share = parse_share(phrase.removesuffix(" of downtime"))
    if not 0 < share <= 1:
        raise PhraseError(f"`{phrase}` is no part of the time", "write a share above 0 %, such as `1 %`")
    return share


def parse_rule_amount(text: str) -> Amount | Unbilled | UnstatedCredit:
    """An amount as in credits, or `not stated`."""
    return UnstatedCredit() if tidy(text).lower() == "not stated" else parse_cost(text)


_FOR: Directive[tuple[str, ...]] = Directive(
    "for",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breach earns this.",
    "[uptime]",
    default=Otherwise((), "every guarantee; by downtime or by bands, every availability"),
)
_SERVICES: Directive[tuple[str, ...]] = Directive(
    "services",
    ListOf(Reference("service", "the name of a service"), "the name of a service or a list of them"),
    "The services whose availability this is for.",
    "[app]",
    default=Otherwise((), "all of them"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans this is for.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_AMOUNT: Directive[Amount | Unbilled | UnstatedCredit] = Directive(
    "amount",
    Phrase(
        parse_rule_amount,
        "an amount (`10 % of monthly fee`, `50 % of the subscription cost of the affected instance`, "
        "`50 EUR`), or `not stated`",
    ),
    "What is owed: for each breach, or with `per` for each so much downtime.",
    "10 % of monthly fee",
)
_PER: Directive[Fraction | None] = Directive(
    "per",
    Phrase(parse_block, "a share of the time (`1 %`)"),
    "The downtime for which the amount is owed once, as a share of the time measured.",
    "1 %",
    default=Otherwise(None, "the amount is owed for each breach, however grave"),
    only_with=(_AMOUNT,),
)
_COUNTED: Directive[Blocks] = Directive(
    "counted",
    choice(Blocks),
    "What a part of so much downtime earns: nothing, as much as a whole one, or its part.",
    "per started",
    default=Open(
        Code.CREDIT_BLOCKS,
        "the words do not say what less than a whole `per` of downtime earns",
        senses(
            {
                Blocks.FULL: "a part earns nothing",
                Blocks.STARTED: "a part earns as much as a whole one",
                Blocks.PRO_RATA: "a part earns its part",
            }
        ),
    ),
    only_with=(_PER,),
)
_OF: Directive[CreditedDowntime] = Directive(
    "of",
    choice(CreditedDowntime),
    "Which downtime is counted: all of it, or what lies beyond the target.",
    "beyond the target",
    default=Open(
        Code.CREDITED_DOWNTIME,
        "the words do not say whether the downtime that the target allows is credited too",
        senses(
            {
                CreditedDowntime.ALL: "from the first second on, once the target is missed",
                CreditedDowntime.BEYOND_TARGET: "only what the target does not allow",
            }
        ),
    ),
    only_with=(_PER,),
)


def _is_unbilled(fields: Fields) -> bool:
    return isinstance(fields[_AMOUNT], Unbilled)


_BILLED: Directive[FeePeriod] = Directive(
    "billed",
    choice(FeePeriod),
    "For how long the fee is paid that `amount` is a share of, where its words do not say.",
    "monthly",
    default=Open(
        Code.FEE_PERIOD,
        "the words do not say whether the credit is a share of the monthly or of the yearly fee",
        senses(
            {
                FeePeriod.MONTH: "a share of what is paid for one month",
                FeePeriod.YEAR: "a share of what is paid for one year",
            }
        ),
        when=_is_unbilled,
    ),
    only_with=(_AMOUNT,),
)
_GRANT: Directive[Grant] = Directive(
    "granted",
    choice(Grant),
    "How firmly the words promise it.",
    "may be granted",
    default=Otherwise(Grant.OWED, f"`{Grant.OWED.value}`"),
)
_WAIVER_OF: Directive[str] = Directive(
    "of", Text("some charges"), "Which charges may be waived in place of the credit.", "service charges"
)
_CHOSEN_BY: Directive[Party] = Directive(
    "chosen_by",
    choice(Party),
    "Who chooses between the credit and the waiver.",
    "customer",
    default=Open(
        Code.WAIVER_CHOICE,
        "the words do not say who chooses between a credit and a waiver of charges",
        senses({Party.CUSTOMER: "the customer may ask for either", Party.PROVIDER: "the provider decides"}),
    ),
)


def _build_waiver(fields: Fields) -> Waiver:
    return Waiver(of=fields[_WAIVER_OF], chosen_by=fields[_CHOSEN_BY])


_OR_WAIVER: Directive[Waiver | None] = Directive(
    "or_waiver",
    Record(
        "waiver",
        "Charges that may be waived in place of a credit. A single text is `of`.",
        (_WAIVER_OF, _CHOSEN_BY),
        _build_waiver,
        short=_WAIVER_OF,
    ),
    "What may be given in place of the credit.",
    "{of: service charges, chosen_by: customer}",
    default=Otherwise(None, "nothing"),
)


def _build(fields: Fields) -> CreditRule:
    formula = _formula(fields)
    if isinstance(formula, LinearCredit):
        message = "`{}` has no downtime, so nothing can be owed for so much of it"
        _check_availability(fields, message, "delete `per`, or name objectives of availability")
    elif isinstance(formula, TieredCredit):
        message = "`{}` has no availability, so it lies in none of the bands"
        _check_availability(fields, message, "name objectives of availability")
    return CreditRule(
        formula=formula,
        objectives=fields[_FOR],
        services=fields[_SERVICES],
        plans=fields[_PLANS],
        grant=fields[_GRANT],
        or_waiver=fields[_OR_WAIVER],
        clause=fields[CLAUSE],
        place=fields.at(BANDS if fields.has(BANDS) else _AMOUNT).place,
    )


def _formula(fields: Fields) -> Formula:
    if fields.has(BANDS):
        return build_tiered(fields)
    amount, per = fields[_AMOUNT], fields[_PER]
    if isinstance(amount, UnstatedCredit):
        return amount
    if isinstance(amount, Unbilled):
        amount = amount.of(fields[_BILLED])
    check_currency(amount, fields.at(_AMOUNT), fields)
    if per is None:
        return FlatCredit(amount)
    return LinearCredit(amount=amount, per=per, blocks=fields[_COUNTED], downtime=fields[_OF])


def _check_availability(fields: Fields, message: str, remedy: str) -> None:
    """Report a credit by a measured availability that is promised for something that has none."""
    try:
        declared = fields.outside(OBJECTIVES)
    except UnreadError:
        return
    kinds = {each.value.name: each.value.indicator for each in declared}
    for name in fields[_FOR]:
        if name in kinds and not isinstance(kinds[name], Availability):
            fields.reader.report(Code.DOWNTIME_CREDIT, fields.at(_FOR), message.format(name), remedy)


CREDIT_RULE: Record[CreditRule] = Record(
    "credit rule",
    "What the breach of some objectives earns. Of several rules that fit a breach, the first counts.",
    (
        _FOR,
        _SERVICES,
        _PLANS,
        _AMOUNT,
        _PER,
        _COUNTED,
        _OF,
        _BILLED,
        BANDS,
        BANDS_COUNTED,
        BETWEEN_BANDS,
        _GRANT,
        _OR_WAIVER,
        CLAUSE,
    ),
    _build,
    one_of=(_AMOUNT, BANDS),
)
