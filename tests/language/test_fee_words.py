"""The words of contracts for fees: read as what they are, or refused without changing what is owed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from upheld.agreement.fee import Fee, FeePeriod, FeeScope, FeeTime, ShareOfFee
from upheld.agreement.price import TimeOfFee
from upheld.agreement.service import Quorum
from upheld.errors import PhraseError
from upheld.language.terms.amounts import parse_amount
from upheld.language.terms.prices import parse_band_price
from upheld.language.terms.quorums import NOUNS, quorum_of
from upheld.language.terms.things import THINGS
from upheld.quantity import Unit

WORDS = (Path(__file__).parents[2] / "docs" / "words.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "fee"),
    [
        ("monthly bill", Fee()),
        ("monthly recurring charges", Fee()),
        ("total monthly service fees", Fee()),
        ("MRCs", Fee()),
        ("the fees paid for the month", Fee()),
        ("charges billed in that month", Fee()),
        ("fees for the billing month", Fee()),
        ("annual subscription fee", Fee(FeePeriod.YEAR)),
        ("charges of the preceding month", Fee(time=FeeTime.PREVIOUS_MONTH)),
        ("fees paid in the preceding 30 days", Fee(time=FeeTime.PRECEDING_DAYS, days=30)),
        ("monthly bill of the affected service", Fee(scope=FeeScope.SERVICE)),
        ("the MRC of the affected cabinet", Fee(scope=FeeScope.RESOURCE, noun="cabinet")),
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
            "100 % of the MRC of the affected balcony",
            "`balcony` is not known as a thing that a fee is paid for",
            "write `of the affected service` or `of the affected resource`; docs/words.md lists the words "
            "for things",
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
