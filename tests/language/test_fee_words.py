"""The words of contracts for fees: read as what they are, or refused without changing what is owed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from upheld.agreement.credit_rule import CreditedDowntime, Occasion
from upheld.agreement.fee import Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.price import TimeOfFee
from upheld.agreement.service import Quorum
from upheld.errors import PhraseError
from upheld.language.terms.amounts import parse_amount
from upheld.language.terms.claim_ends import parse_claim_end
from upheld.language.terms.credit_counts import parse_credited, parse_per
from upheld.language.terms.prices import parse_band_price, parse_lost_time, parse_price
from upheld.language.terms.quorums import NOUNS, quorum_of
from upheld.language.terms.things import THINGS
from upheld.quantity import Unit, parse_duration

WORDS = (Path(__file__).parents[2] / "docs" / "words.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "fee"),
    [
        ("monthly bill", Fee()),
        ("monthly recurring charges", Fee()),
        ("total monthly service fees", Fee()),
        ("MRCs", Fee()),
        ("MRR", Fee()),
        ("the monthly invoice", Fee()),
        ("monthly rent", Fee()),
        ("monthly network access charges of the affected site", Fee(scope=FeeScope.RESOURCE, noun="site")),
        ("the fees paid for the month", Fee()),
        ("charges billed in that month", Fee()),
        ("fees for the billing month", Fee()),
        ("annual subscription fee", Fee(FeePeriod.YEAR)),
        ("one twelfth (1/12th) of the annual charge", Fee()),
        ("annual fee / 12", Fee()),
        ("the yearly subscription fees, divided by twelve (12)", Fee()),
        ("annual fee/12 of the affected service", Fee(scope=FeeScope.SERVICE)),
        ("prepaid fees for the month", Fee()),
        ("the prepaid annual fee", Fee(FeePeriod.YEAR)),
        ("1/12 of annual fee of the affected service", Fee(scope=FeeScope.SERVICE)),
        ("charges of the preceding month", Fee(time=FeeTime.PREVIOUS_MONTH)),
        ("fees paid in the preceding 30 days", Fee(time=FeeTime.PRECEDING_DAYS, days=30)),
        ("monthly bill of the affected service", Fee(scope=FeeScope.SERVICE)),
        ("the MRC of the affected cabinet", Fee(scope=FeeScope.RESOURCE, noun="cabinet")),
        ("average monthly fees of the last two months", Fee(time=FeeTime.AVERAGE, months=2)),
        (
            "average monthly fee over the preceding 12 months, months without a fee counted",
            Fee(time=FeeTime.AVERAGE, months=12, counts_empty=True),
        ),
        (
            "average of the MRC for the prior three months of the affected port",
            Fee(scope=FeeScope.RESOURCE, time=FeeTime.AVERAGE, months=3, noun="port"),
        ),
        (
            "monthly recurring charge of every circuit",
            Fee(scope=FeeScope.RESOURCE, noun="circuit", of_every=True),
        ),
        ("annual fee of every widget", Fee(FeePeriod.YEAR, FeeScope.RESOURCE, noun="widget", of_every=True)),
        ("monthly fee of every affected port", Fee(scope=FeeScope.RESOURCE, noun="port")),
        (
            "monthly fees of each affected virtual machine",
            Fee(scope=FeeScope.RESOURCE, noun="virtual machine"),
        ),
    ],
)
def test_words_for_fees(words: str, fee: Fee) -> None:
    assert parse_band_price(f"1/30th of {words}") == ShareOfFee(Fraction(1, 30), fee)
    price = parse_band_price(f"1 day of {words}")
    assert isinstance(price, TimeOfFee)
    assert (price.length.count, price.length.unit, price.of) == (1, Unit.DAY, fee)


@pytest.mark.parametrize("thing", THINGS)
def test_every_thing_may_be_paid_for_and_be_a_point(thing: str) -> None:
    assert f"`{thing}`" in WORDS.partition("## Words for fees")[2].replace("\n", " ")
    amount = parse_band_price(f"100 % of the MRC of the affected {thing}")
    assert isinstance(amount, ShareOfFee)
    assert (amount.of.scope, amount.of.thing) == (FeeScope.RESOURCE, thing)
    if thing in NOUNS:
        assert quorum_of("point", apart=True).parse(f"each {thing} by itself") is Quorum.EACH


@pytest.mark.parametrize(
    ("phrase", "message", "remedy"),
    [
        (
            "15 days of monthly fee",
            "`15 days of monthly fee` is what a length of time costs, and a share of the fee or a sum is "
            "needed here",
            # 15 of the 30 days that a month counts as.
            "write the share that is meant, such as `1/2 of monthly fee`, where a month counts as 30 days",
        ),
        (
            "12 hours of monthly fee",
            "`12 hours of monthly fee` is what a length of time costs, and a share of the fee or a sum is "
            "needed here",
            # 12 of 720 hours.
            "write the share that is meant, such as `1/60 of monthly fee`, where a month counts as 30 days",
        ),
        (
            "15 days",
            "`15 days` does not say of what",
            "write `15 days of service`, or `15 days of monthly fee`",
        ),
        (
            "100 % of the MRC of the balcony",
            "`balcony` is not known as a thing that a fee is paid for",
            "write `of the affected balcony` where it is one of several parts of the service, or `of the "
            "affected service`; docs/words.md lists the words for things",
        ),
        (
            "100 % of port hour charges",
            "`port hour charges` in `100 % of port hour charges` is no known fee",
            "write a fee that is known, such as `100 % of monthly fee` for all that is paid, or `100 % of "
            "monthly fee of the affected resource`; docs/words.md lists the words for fees",
        ),
    ],
)
def test_a_remedy_never_changes_what_is_owed(phrase: str, message: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refused:
        parse_amount(phrase)
    assert (refused.value.message, refused.value.remedy) == (message, remedy)


@pytest.mark.parametrize(
    ("words", "share"),
    [
        ("the monthly fee", 1),
        ("full monthly fee", 1),
        ("twice the monthly fee", 2),
        ("half of the monthly fee", Fraction(1, 2)),
        ("one thirtieth of the MRC", Fraction(1, 30)),
        ("one month's fee", 1),
        ("2 months’ subscription charges", 2),
    ],
)
def test_shares_in_words(words: str, share: Fraction) -> None:
    assert parse_amount(words) == ShareOfFee(Fraction(share), Fee())


@pytest.mark.parametrize(
    ("words", "same"),
    [
        ("one day's fee", "1 day of monthly fee"),
        ("two days’ charges for the affected circuit", "2 days of monthly charges for the affected circuit"),
        ("one day's annual fee", "1 day of annual fee"),
        ("one hour's worth of the MRC", "1 hour of MRC"),
    ],
)
def test_what_a_time_costs_in_other_words(words: str, same: str) -> None:
    assert parse_price(words) == parse_price(same)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("each hour", parse_duration("1 h")),
        ("every 30 minutes", parse_duration("30 min")),
        ("incident", Occasion.OUTAGE),
        ("day late", Occasion.AFFECTED_DAY),
        ("each working day late", Occasion.BUSINESS_DAY_LATE),
    ],
)
def test_what_an_amount_is_owed_for(words: str, meant: object) -> None:
    assert parse_per(words) == meant


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        ("day", "write `24 h`, or `affected day`"),
        ("fortnight late", "write a share of the time (`1 %`), a length (`30 min`), or one of"),
        ("each full hour", "write `hour`, and beside it `counted: per full`"),
        ("1 business day", "write the hours of such a day, as `8 h`"),
    ],
)
def test_what_to_write_for_words_that_say_too_much_or_too_little(words: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refused:
        parse_per(words)
    assert refused.value.remedy.startswith(remedy)


def test_words_for_what_is_beyond_the_target_and_how_often() -> None:
    assert parse_credited("downtime beyond the target") is CreditedDowntime.BEYOND_TARGET
    assert parse_credited("excess") is CreditedDowntime.BEYOND_TARGET
    assert [parse_lost_time(each) for each in ("10x", "twice")] == [(10, Fee()), (2, Fee())]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("last day of the next month", 1),
        ("end of the calendar month following the month of the incident", 1),
        ("end of the month of the failure", 0),
    ],
)
def test_ends_by_which_a_claim_is_made(words: str, number: int) -> None:
    assert parse_claim_end(words).number == number


def test_a_length_in_place_of_an_end_is_told_where_it_stands() -> None:
    with pytest.raises(PhraseError) as refused:
        parse_claim_end("30 days after the end of the month")
    assert refused.value.remedy == "write `within: 30 days`, and `from: end of the month`"
