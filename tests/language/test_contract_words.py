"""Words of contracts as they stand: lengths, numbers, periods and the events that time runs from."""

from __future__ import annotations

import pytest

from upheld.agreement.claim import ClaimStart
from upheld.agreement.fee import Fee, FeeScope, ShareOfFee
from upheld.chrono.instant import Micros
from upheld.chrono.recurrence import CalendarDay, CalendarMonth, CalendarWeek, RollingMonths
from upheld.chrono.window import Weekday
from upheld.errors import PhraseError
from upheld.language.terms.amounts import parse_amount
from upheld.language.terms.caps import parse_cap
from upheld.language.terms.claim_ends import SPOKEN_STARTS
from upheld.language.terms.downtimes import parse_lasting
from upheld.language.terms.lengths import parse_notice_before
from upheld.language.terms.periods import parse_period_rule
from upheld.language.terms.spans import parse_span, parse_window
from upheld.quantity import Operator, Target, parse_duration

MINUTE = 60_000_000


@pytest.mark.parametrize(
    ("words", "operator", "minutes"),
    [
        ("five or more consecutive minutes", Operator.AT_LEAST, 5),
        ("one or more consecutive minutes", Operator.AT_LEAST, 1),
        ("ten (10) or more minutes", Operator.AT_LEAST, 10),
        ("a period of ten consecutive minutes", Operator.AT_LEAST, 10),
        ("any continuous period of at least fifteen minutes", Operator.AT_LEAST, 15),
        ("more than thirty minutes", Operator.MORE, 30),
    ],
)
def test_how_long_an_outage_lasts(words: str, operator: Operator, minutes: int) -> None:
    assert parse_lasting(words) == Target(operator, Micros(minutes * MINUTE))


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("thirty (30) days", "30 days"),
        ("five (5) business days", "5 business days"),
        ("forty-five days", "45 days"),
        ("twenty four hours", "24 h"),
        ("ninety-nine minutes", "99 min"),
    ],
)
def test_numbers_in_words(words: str, plain: str) -> None:
    assert parse_span(words) == parse_duration(plain)


def test_a_number_in_words_and_in_figures_is_one() -> None:
    with pytest.raises(PhraseError, match=r"`thirty \(13\)` says two numbers"):
        parse_span("thirty (13) days")


def test_a_notice_in_advance() -> None:
    assert parse_notice_before("48 hours in advance") == 48 * 60 * MINUTE
    assert parse_notice_before("at least five (5) business days prior notice") == parse_duration(
        "5 business days"
    )


def test_a_window_that_rolls() -> None:
    assert parse_window("any rolling 12 months") == parse_duration("12 months")
    assert parse_window("a rolling period of six months") == parse_duration("6 months")


def test_periods_with_each_before_them() -> None:
    assert parse_period_rule("each calendar month") == CalendarMonth()
    assert parse_period_rule("any rolling 6 months") == RollingMonths(6)
    assert parse_period_rule("each calendar day") == CalendarDay()
    assert parse_period_rule("any calendar week") == CalendarWeek()
    assert parse_period_rule("each calendar week beginning on Sunday") == CalendarWeek(Weekday.SUNDAY)
    assert parse_period_rule("week from Sat") == CalendarWeek(Weekday.SATURDAY)


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("week", "`calendar week from Sunday`"),
        ("weekly", "`rolling 7 days`"),
        ("each day", "`calendar day`"),
        ("daily", "`rolling 1 day`"),
        ("week from May", "`calendar week from Monday`"),
    ],
)
def test_a_week_or_day_of_which_the_words_say_too_little(words: str, right: str) -> None:
    with pytest.raises(PhraseError) as refused:
        parse_period_rule(words)
    assert right in refused.value.remedy


@pytest.mark.parametrize("words", ["billing month", "monthly billing cycle", "each billing period"])
def test_a_billing_month_begins_on_some_day(words: str) -> None:
    with pytest.raises(PhraseError) as refused:
        parse_period_rule(words)
    assert refused.value.message.endswith("does not say on which day it begins")
    assert "`billing month from day 15`" in refused.value.remedy


@pytest.mark.parametrize(
    ("words", "scope", "noun"),
    [
        ("the monthly bill for the respective covered service", FeeScope.SERVICE, ""),
        ("monthly service fees for that service resource", FeeScope.RESOURCE, ""),
        ("monthly fees of the affected service feature", FeeScope.RESOURCE, "feature"),
        ("amounts paid for the affected service for the month", FeeScope.SERVICE, ""),
        ("charges paid for the affected region in that month", FeeScope.RESOURCE, "region"),
    ],
)
def test_fees_of_what_was_affected(words: str, scope: FeeScope, noun: str) -> None:
    amount = parse_amount(f"10 % of {words}")
    assert isinstance(amount, ShareOfFee)
    assert (amount.of.scope, amount.of.noun) == (scope, noun)


def test_a_cap_for_the_applicable_month() -> None:
    stated = parse_cap("50 % of the amount due for the month for the applicable month")
    assert isinstance(stated.limit, ShareOfFee)
    assert stated.limit.of == Fee()


def test_events_that_a_time_to_claim_runs_from() -> None:
    assert SPOKEN_STARTS["time customer becomes eligible"] is ClaimStart.ELIGIBILITY
    assert SPOKEN_STARTS["last day of the month"] is ClaimStart.END_OF_MONTH
    assert SPOKEN_STARTS["incident"] is ClaimStart.FAILURE
