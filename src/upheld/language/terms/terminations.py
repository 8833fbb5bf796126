"""Termination: after which breaches a customer may leave."""

from __future__ import annotations

from fractions import Fraction

from upheld.agreement.fee import Amount, Fee, FeePeriod, ShareOfFee
from upheld.agreement.termination import (
    BreachAfterNotice,
    BreachesWithin,
    CappedMonths,
    ConsecutiveMonths,
    Counted,
    CountedBy,
    CountedOver,
    CreditsWithin,
    DowntimeWithin,
    ExercisedFrom,
    Ground,
    LongOutage,
    MonthsWithin,
    OutagesWithin,
    Penalty,
    Refund,
    TerminationRight,
)
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.directive import Directive, Fields, Open, Otherwise, senses
from upheld.language.kind import Choice, ListOf, Phrase, Reference, Text, choice
from upheld.language.reader import UnreadError
from upheld.language.record import Record
from upheld.language.terms.amounts import check_currency, parse_amount
from upheld.language.terms.clauses import CLAUSE
from upheld.language.terms.span_calendars import count_by_calendars
from upheld.language.terms.spans import (
    LEAST_CASES,
    LEAST_COUNT,
    LEAST_MONTHS,
    LEAST_OUTAGES,
    LEAST_QUARTERS,
    MONTH_COUNT,
    QUARTER_COUNT,
    SPAN,
    WINDOW,
)
from upheld.quantity import (
    Duration,
    Money,
    Operator,
    Target,
    Unit,
    parse_duration,
    parse_share,
    parse_target,
)
from upheld.quantity.phrase import tidy


def parse_severe(text: str) -> Target[Fraction] | Target[Duration]:
    """The figure of `< 95 %`, or the downtime of `> 24 h`; PhraseError for a bare share."""
    return parse_target(text, parse_share) if "%" in text else parse_long(text)


def parse_long(text: str) -> Target[Duration]:
    """The length of `> 48 h`; a bare one is `more than`. PhraseError for business time, and a most one."""
    target = parse_target(text, parse_duration, default=Operator.MORE)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{tidy(text)}` sets no least length", f"write `> {target.bound}`")
    if target.bound.is_business or target.bound.micros == 0:
        raise PhraseError(f"`{target.bound}` is no length of downtime", "write it in hours or minutes")
    return target


_CONSECUTIVE: Directive[int] = Directive(
    "consecutive_months_with_breach",
    MONTH_COUNT,
    "So many calendar months in a row, each with a breach, give the right.",
    "3",
    default=Otherwise(0, "it is no ground"),
)
_QUARTERS: Directive[int] = Directive(
    "consecutive_quarters_with_breach",
    QUARTER_COUNT,
    "So many calendar quarters in a row, each with a breach, give the right; a month's breach is one of its "
    "quarter.",
    "2",
    default=Otherwise(0, "it is no ground"),
)
_MONTHS: Directive[int] = Directive(
    "months_with_breach",
    LEAST_MONTHS,
    "So many calendar months with a breach, or more, of those that `within` names, in a row or not, give the "
    "right.",
    "at least 3",
    default=Otherwise(0, "it is no ground"),
)
_QUARTERS_WITHIN: Directive[int] = Directive(
    "quarters_with_breach",
    LEAST_QUARTERS,
    "So many calendar quarters with a breach, or more, of those that `within` names, in a row or not, give "
    "the right; a month's breach is one of its quarter.",
    "at least 3",
    default=Otherwise(0, "it is no ground"),
)
_BREACHES: Directive[int] = Directive(
    "breaches",
    LEAST_COUNT,
    "So many breaches or more within some months give the right.",
    "at least 4",
    default=Otherwise(0, "it is no ground"),
)
_CASES: Directive[int] = Directive(
    "missed_cases",
    LEAST_CASES,
    "So many tickets or occasions that were late, or more, within some months or in one, give the right. "
    "Each counts by itself, whatever share of them is promised.",
    "at least 5",
    default=Otherwise(0, "it is no ground"),
)
_FIGURE: Directive[Target[Fraction] | Target[Duration] | None] = Directive(
    "figure",
    Phrase(parse_severe, "a figure that is bad enough (`< 95 %`, `> 24 h`)"),
    "How bad a month must be. Alone, one such month gives the right; beside another ground, only such months "
    "and breaches count. A share is the availability, where one is promised and `of` names no other promise; "
    "a length of time is the downtime of the period.",
    '"< 95 %"',
    default=Otherwise(None, "any breach counts"),
)
_OUTAGE: Directive[Target[Duration] | None] = Directive(
    "outage",
    Phrase(parse_long, "a least length of time (`> 48 h`)"),
    "A single outage that lasts so long, as it is counted, gives the right, whether or not the promise is "
    "broken.",
    '"> 48 h"',
    default=Otherwise(None, "it is no ground"),
)
_OUTAGES: Directive[int] = Directive(
    "outages",
    LEAST_OUTAGES,
    "Chronic outages: so many outages or more within some days or months give the right. They are counted of "
    "one promise, and of one member where members are judged by themselves, whether or not the promise is "
    "broken; an outage counts on the day on which it has come to last so long.",
    "at least 3",
    default=Otherwise(0, "it is no ground"),
)
_LASTING: Directive[Target[Duration] | None] = Directive(
    "lasting",
    Phrase(parse_long, "a least length of time (`> 12 h`)"),
    "How long each of those outages lasts, as it is counted.",
    '"> 12 h"',
    default=Otherwise(None, "any that counts as downtime"),
    only_with=(_OUTAGES,),
)
_DOWNTIME: Directive[Target[Duration] | None] = Directive(
    "downtime",
    Phrase(parse_long, "a least length of time (`> 24 h`)"),
    "So much downtime together within some days or months gives the right: of one promise, and of one member "
    "where members are judged by themselves, whether or not the promise is broken.",
    '"> 24 h"',
    default=Otherwise(None, "it is no ground"),
)


def parse_credit_sum(text: str) -> Target[Amount]:
    """The sum of `> 50 % of monthly fee`, `>= 200 EUR`; PhraseError for a most one, and for other fees."""
    target = parse_target(text, parse_amount, default=Operator.AT_LEAST)
    if target.operator.is_ceiling:
        raise PhraseError(f"`{tidy(text)}` sets no least sum", "compare with `>=` or `>`")
    bound = target.bound
    is_whole = isinstance(bound, ShareOfFee) and bound.of in (Fee(), Fee(FeePeriod.YEAR))
    if not is_whole and not isinstance(bound, Money):
        raise PhraseError(
            f"`{tidy(text)}` is no share of what is paid for everything",
            "write it of the monthly or yearly fee, such as `> 50 % of monthly fee`, or as a sum of money",
        )
    return target


_CREDITS: Directive[Target[Amount] | None] = Directive(
    "credits",
    Phrase(parse_credit_sum, "a least sum of credits (`> 50 % of monthly fee`, `>= 200 EUR`)"),
    "The credits of some calendar months in a row come to so much together: what they are owed, claimed or "
    "not. A share is one of the fee of the last of these months.",
    '"> 50 % of monthly fee"',
    default=Otherwise(None, "it is no ground"),
)
_AT_CAP: Directive[int] = Directive(
    "months_at_cap",
    LEAST_MONTHS,
    "So many calendar months, of those that `within` names, whose credits reach the cap of the month: cut by "
    "it, or come to just as much.",
    "at least 3",
    default=Otherwise(0, "it is no ground"),
)
_AFTER_NOTICE: Directive[Duration | None] = Directive(
    "breach_after_notice",
    SPAN,
    "Two strikes: a breach, a written notice of it (a row of `notices`), and another breach within so long "
    "of the notice give the right.",
    "60 days",
    default=Otherwise(None, "it is no ground"),
)
_NOTICE_KIND: Directive[str] = Directive(
    "notice_kind",
    Text("a kind of notice"),
    "The kind of that notice, as evidence names it.",
    "notice of breach",
    default=Otherwise("notice of breach", "`notice of breach`"),
    only_with=(_AFTER_NOTICE,),
)
_WITHIN: Directive[Duration | None] = Directive(
    "within",
    WINDOW,
    "The length of the window in which they lie.",
    "6 months",
    default=Otherwise(None, "one month, for missed cases"),
    only_with=(_MONTHS, _QUARTERS_WITHIN, _BREACHES, _CASES, _OUTAGES, _DOWNTIME, _CREDITS, _AT_CAP),
    needed_with=(_MONTHS, _QUARTERS_WITHIN, _BREACHES, _OUTAGES, _DOWNTIME, _CREDITS, _AT_CAP),
)
_COUNTED_BY: Directive[CountedBy] = Directive(
    "counted_by",
    choice(CountedBy),
    "How the window is laid: by `dates` it may begin on any day, by `calendar months` with a month.",
    "dates",
    default=Open(
        Code.BREACH_WINDOW,
        "the words do not say whether the months are counted by dates or by the calendar",
        senses(
            {
                CountedBy.DATES: "the window may begin on any day",
                CountedBy.MONTHS: "the window is made of whole calendar months",
            }
        ),
        when=lambda fields: fields.has(_WITHIN) and not _days(fields[_WITHIN]),
    ),
    only_with=(_BREACHES, _CASES),
)
_COUNTED_OVER: Directive[CountedOver] = Directive(
    "counted_over",
    choice(CountedOver),
    "Whose breaches make up the ground together. Where members of a service (circuits, servers, regions) are "
    "judged each by itself, those of `each member` do so for themselves, so that three circuits with one bad "
    "month each are no three months in a row; breaches of promises that are not judged by member count with "
    "each of them. By `each promise`, three services with an objective each and one bad month each are none "
    "either. Or those of `all together` do.",
    "all together",
    default=Otherwise(CountedOver.EACH_MEMBER, f"`{CountedOver.EACH_MEMBER.value}`"),
    only_with=(_CONSECUTIVE, _QUARTERS, _MONTHS, _QUARTERS_WITHIN, _BREACHES, _AFTER_NOTICE),
)
_OBJECTIVES: Directive[tuple[str, ...]] = Directive(
    "of",
    ListOf(Reference("objective", "the name of an objective"), "the name of an objective or a list of them"),
    "The objectives whose breaches count, or beside `credits` those whose credits do.",
    "[uptime]",
    default=Otherwise((), "all guarantees"),
)
_PLANS: Directive[tuple[str, ...]] = Directive(
    "plans",
    ListOf(Reference("plan", "a plan"), "a plan or a list of plans"),
    "The plans that have the right.",
    "[premium]",
    default=Otherwise((), "all of them"),
)
_PENALTY: Directive[Penalty | None] = Directive(
    "penalty",
    choice(Penalty),
    "What leaving early costs.",
    "none",
    default=Otherwise(None, "not said"),
)
_NOTICE: Directive[Duration | None] = Directive(
    "notice",
    SPAN,
    "How long before it takes effect the customer must give notice.",
    "30 days",
    default=Otherwise(None, "none is asked for"),
)
_EXERCISED_WITHIN: Directive[Duration | None] = Directive(
    "exercised_within",
    SPAN,
    "How long the right lasts.",
    "30 days",
    default=Otherwise(None, "without end"),
)
_EXERCISED_FROM: Directive[ExercisedFrom] = Directive(
    "exercised_from",
    Choice({**choice(ExercisedFrom).choices, "report": ExercisedFrom.STATEMENT}),
    "What that time runs from: the breach that completes its ground, the end of the month it lies in, or "
    "that of the period, such as a quarter, over which the promise is judged; or the `statement` or `report` "
    "about that period, a row of `notices` as for claims.",
    "end of the month",
    default=Otherwise(ExercisedFrom.BREACH, f"`{ExercisedFrom.BREACH.value}`"),
    only_with=(_EXERCISED_WITHIN,),
)
_REFUND: Directive[Refund | None] = Directive(
    "refund",
    choice(Refund),
    "What a customer who leaves is paid back: of a yearly fee, by days, what was paid for the days after the "
    "notice of termination takes effect.",
    "prepaid fees for the time left",
    default=Otherwise(None, "not said"),
)
_GROUNDS = (
    _CONSECUTIVE,
    _QUARTERS,
    _MONTHS,
    _QUARTERS_WITHIN,
    _BREACHES,
    _CASES,
    _OUTAGE,
    _OUTAGES,
    _DOWNTIME,
    _CREDITS,
    _AT_CAP,
    _AFTER_NOTICE,
)


def _build(fields: Fields) -> TerminationRight:
    count_by_calendars(fields, _AFTER_NOTICE, _NOTICE, _EXERCISED_WITHIN)
    return TerminationRight(
        ground=_ground(fields),
        objectives=fields[_OBJECTIVES],
        figure=fields[_FIGURE],
        counted_over=fields[_COUNTED_OVER],
        plans=fields[_PLANS],
        penalty=fields[_PENALTY],
        notice=fields[_NOTICE],
        exercised_within=fields[_EXERCISED_WITHIN],
        exercised_from=fields[_EXERCISED_FROM],
        refund=fields[_REFUND],
        clause=fields[CLAUSE],
        place=fields.place,
    )


def _ground(fields: Fields) -> Ground:
    written = [directive for directive in _GROUNDS if fields.has(directive)]
    for extra in written[1:]:
        message = f"`{extra.key}` can't stand beside `{written[0].key}`: each of them is a ground of its own"
        remedy = "write a list of rights, one for each ground"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(extra), message, remedy)
    if fields.has(_CONSECUTIVE) or fields.has(_QUARTERS):
        of_quarters = not fields.has(_CONSECUTIVE)
        return ConsecutiveMonths(fields[_QUARTERS if of_quarters else _CONSECUTIVE], of_quarters)
    if fields.has(_MONTHS) or fields.has(_QUARTERS_WITHIN):
        return _months_within(fields) if fields.has(_MONTHS) else _quarters_within(fields)
    if fields.has(_BREACHES) or fields.has(_CASES):
        return _breaches_within(fields)
    if fields.has(_OUTAGES) or fields.has(_DOWNTIME):
        return _chronic(fields)
    if fields.has(_CREDITS) or fields.has(_AT_CAP):
        return _by_credits(fields)
    return _single(fields)


def _single(fields: Fields) -> Ground:
    """A ground that is not counted: a long outage, a second strike, or a severe month."""
    lasting, after_notice = fields[_OUTAGE], fields[_AFTER_NOTICE]
    if lasting is not None:
        return LongOutage(lasting)
    if after_notice is not None:
        return BreachAfterNotice(within=after_notice, notice=fields[_NOTICE_KIND])
    if not fields.has(_FIGURE):
        keys = ", ".join(f"`{directive.key}`" for directive in (*_GROUNDS, _FIGURE))
        message = "the termination right does not say what gives it"
        fields.reader.report(Code.MISSING_KEY, fields.standing, message, f"write one of {keys}")
        raise UnreadError("a ground")
    return MonthsWithin(at_least=1, months=1)


def _months_within(fields: Fields) -> Ground:
    least = fields[_MONTHS]
    return MonthsWithin(at_least=least, months=_among(least, "months with a breach", fields))


def _quarters_within(fields: Fields) -> MonthsWithin:
    least, window = fields[_QUARTERS_WITHIN], fields[_WITHIN]
    months = _among(0, "quarters with a breach", fields)
    if months % 3 or least > months // 3:
        message = f"there are never {least} calendar quarters within {window}"
        remedy = "write how many quarters the window has, such as `4 quarters`"
        if least <= months // 3:
            message = f"a window of {window} is not made of calendar quarters"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_WITHIN), message, remedy)
    return MonthsWithin(at_least=least, months=months // 3, of_quarters=True)


def _among(least: int, what: str, fields: Fields) -> int:
    """How many months a window has in which there are so many of some."""
    window = fields[_WITHIN]
    if window is None:
        raise UnreadError(_WITHIN.key)
    if _days(window):
        message = f"{what} are counted among months, and `{window}` are days"
        fields.reader.report(Code.WRONG_UNIT, fields.at(_WITHIN), message, "write it in months")
        raise UnreadError(_WITHIN.key)
    if least > window.months:
        message = f"there are never {least} months within {window}"
        remedy = "write a longer window, or fewer months"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_WITHIN), message, remedy)
    return window.months


def _by_credits(fields: Fields) -> Ground:
    for extra in (_FIGURE, _OBJECTIVES):
        if fields.has(extra) and (extra is _FIGURE or fields.has(_AT_CAP)):
            message = f"`{extra.key}` can't stand beside credits: all that a month is owed counts"
            fields.reader.report(Code.CONFLICTING_KEYS, fields.at(extra), message, "delete it")
    limit, least = fields[_CREDITS], fields[_AT_CAP]
    if limit is None:
        return CappedMonths(at_least=least, months=_among(least, "months at the cap", fields))
    check_currency(limit.bound, fields.at(_CREDITS), fields)
    return CreditsWithin(limit=limit, months=_among(1, "credits", fields))


def _chronic(fields: Fields) -> Ground:
    window, downtime = fields[_WITHIN], fields[_DOWNTIME]
    if window is None:
        raise UnreadError(_WITHIN.key)
    if fields.has(_FIGURE):
        message = f"`{_FIGURE.key}` can't stand beside outages: they count whatever the period came to"
        fields.reader.report(Code.CONFLICTING_KEYS, fields.at(_FIGURE), message, "delete it")
    if downtime is not None:
        return DowntimeWithin(downtime=downtime, window=window)
    return OutagesWithin(at_least=fields[_OUTAGES], lasting=fields[_LASTING], window=window)


def _breaches_within(fields: Fields) -> Ground:
    is_cases = fields.has(_CASES)
    window = fields[_WITHIN]
    if window is None and not is_cases:
        raise UnreadError(_WITHIN.key)
    days = 0 if window is None else _days(window)
    counted_by = fields[_COUNTED_BY] if window is not None else CountedBy.MONTHS
    return BreachesWithin(
        at_least=fields[_CASES if is_cases else _BREACHES],
        months=1 if window is None else 0 if days else window.months,
        days=days,
        counted_by=CountedBy.DATES if days else counted_by,
        counted=Counted.CASES if is_cases else Counted.BREACHES,
    )


def _days(window: Duration | None) -> int:
    """The days of a window that is counted in them; 0 for one of months."""
    if window is None or window.unit not in _IN_DAYS:
        return 0
    return int(window.count) * _IN_DAYS[window.unit]


_IN_DAYS = {Unit.DAY: 1, Unit.CALENDAR_DAY: 1, Unit.WEEK: 7}


TERMINATION: Directive[tuple[TerminationRight, ...]] = Directive(
    "termination",
    ListOf(
        Record(
            "termination right",
            "A right of the customer to terminate. Any one of several is enough.",
            (
                _CONSECUTIVE,
                _QUARTERS,
                _MONTHS,
                _QUARTERS_WITHIN,
                _BREACHES,
                _CASES,
                _WITHIN,
                _COUNTED_BY,
                _COUNTED_OVER,
                _FIGURE,
                _OUTAGE,
                _OUTAGES,
                _LASTING,
                _DOWNTIME,
                _CREDITS,
                _AT_CAP,
                _AFTER_NOTICE,
                _NOTICE_KIND,
                _OBJECTIVES,
                _PLANS,
                _PENALTY,
                _NOTICE,
                _EXERCISED_WITHIN,
                _EXERCISED_FROM,
                _REFUND,
                CLAUSE,
            ),
            _build,
        ),
        "a mapping (termination right) or a list of them",
    ),
    "After which breaches a customer may leave.",
    "[{consecutive_months_with_breach: 3, penalty: none}]",
    default=Otherwise((), "none"),
)
