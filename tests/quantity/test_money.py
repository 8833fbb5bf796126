"""Money: currencies and minor units, exact arithmetic, one rounding, and the round trip."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import PhraseError
from upheld.quantity import CURRENCIES, ExactMoney, Money, MoneyRounding, minor_units, parse_money

CODES = st.sampled_from(sorted(CURRENCIES))
DECIMAL_MODES = {
    MoneyRounding.HALF_UP: decimal.ROUND_HALF_UP,
    MoneyRounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    MoneyRounding.DOWN: decimal.ROUND_DOWN,
    MoneyRounding.UP: decimal.ROUND_UP,
}


@st.composite
def payable(draw: st.DrawFn) -> Money:
    code = draw(CODES)
    places = draw(st.integers(0, minor_units(code)))
    return Money(Decimal(draw(st.integers(0, 10**15))).scaleb(-places), code)


@pytest.mark.parametrize(
    ("code", "digits"),
    [
        ("EUR", 2),
        ("USD", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("ISK", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLP", 0),
        ("CLF", 4),
    ],
)
def test_a_currency_has_its_minor_unit(code: str, digits: int) -> None:
    assert minor_units(code) == digits


def test_every_currency_is_a_code_of_three_capitals() -> None:
    assert len(CURRENCIES) > 150
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in CURRENCIES)


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("eur", "did you mean `EUR`?"),
        ("ERU", "did you mean"),
        ("$", "write the code: USD"),
        ("£", "write the code: GBP"),
        ("euros", "write the code: EUR"),
        ("XAU", "did you mean"),
        ("", "write a code of ISO 4217"),
    ],
)
def test_an_unknown_currency_is_refused_with_the_nearest(code: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        minor_units(code)
    assert remedy in refusal.value.remedy


@given(payable())
def test_money_reads_back_the_same(money: Money) -> None:
    assert parse_money(str(money)) == money


@given(payable(), st.sampled_from(["{a} {c}", "{c} {a}", "{a}{c}", "{c}{a}", "{c}\u00a0{a}"]))
def test_every_spelling_of_an_amount_is_the_same_amount(money: Money, spelling: str) -> None:
    assert parse_money(spelling.format(a=format(money.amount, "f"), c=money.currency)) == money


@pytest.mark.parametrize(
    ("phrase", "canonical"),
    [
        ("500 EUR", "500.00 EUR"),
        ("EUR 500", "500.00 EUR"),
        ("€500", "500.00 EUR"),
        ("500.5 €", "500.50 EUR"),
        ("500 JPY", "500 JPY"),
        ("1.25 KWD", "1.250 KWD"),
        ("0 EUR", "0.00 EUR"),
    ],
)
def test_money_is_written_with_its_minor_units(phrase: str, canonical: str) -> None:
    assert str(parse_money(phrase)) == canonical


@pytest.mark.parametrize(
    ("phrase", "says", "remedy"),
    [
        ("1.500 EUR", "EUR has 2 decimals", "thousands without a separator"),
        ("500.50 JPY", "JPY has no minor unit", "no decimals"),
        ("500.00 JPY", "JPY has no minor unit", "no decimals"),
        ("1,500 EUR", "has a comma", "without separators"),
        ("1.500,00 EUR", "has a comma", "without separators"),
        ("1'500 CHF", "has a separator", "digits together"),
        ("-5 EUR", "is negative", "without the sign"),
        ("EUR -5", "is negative", "without the sign"),
        ("NaN EUR", "is not a number", "write a figure"),
        ("1e3 EUR", "has an exponent", "all the digits"),
        ("500", "has no currency", "write `500 EUR`"),
        ("EUR 500 USD", "has two currencies", "write `500 EUR`"),
        ("$500", "`$` is not a currency", "USD, or CAD"),
        ("US$ 500", "`US$` is not a currency", "write the code: USD"),
        ("500 dollars", "`dollars` is not a currency", "USD, or CAD"),
        ("500 EU", "`EU` is not a currency", "did you mean `EUR`?"),
        ("EUR", "doesn't start with a number", "write a figure"),
        ("500 EUR per month", "`EUR per month` is not a currency", "EUR"),
    ],
)
def test_a_phrase_that_is_no_amount_says_why(phrase: str, says: str, remedy: str) -> None:
    with pytest.raises(PhraseError) as refusal:
        parse_money(phrase)
    assert says in refusal.value.message
    assert remedy in refusal.value.remedy


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "1e60", "1e-60", "1e999999"])
def test_an_amount_that_is_no_amount_is_refused(amount: str) -> None:
    with pytest.raises(PhraseError):
        Money(Decimal(amount), "EUR")


@given(payable(), st.fractions(-2, 2), st.sampled_from(MoneyRounding))
def test_rounding_agrees_with_decimal(money: Money, factor: Fraction, rounding: MoneyRounding) -> None:
    exact = money * factor
    places = minor_units(money.currency)
    # Enough digits that cutting the quotient never makes or breaks a tie, with one more to mark a remainder.
    scaled = exact.amount * 10 ** (places + 40)
    marked = Decimal(int(scaled)) * 10 + (0 if scaled.denominator == 1 else (1 if scaled > 0 else -1))
    with decimal.localcontext(prec=200):
        expected = marked.scaleb(-places - 41).quantize(Decimal(1).scaleb(-places), DECIMAL_MODES[rounding])
    assert exact.rounded(rounding) == Money(abs(expected) if expected == 0 else expected, money.currency)


@pytest.mark.parametrize(
    ("amount", "rounding", "rounded"),
    [
        ("2.345", MoneyRounding.HALF_UP, "2.35 EUR"),
        ("2.345", MoneyRounding.HALF_EVEN, "2.34 EUR"),
        ("2.349", MoneyRounding.DOWN, "2.34 EUR"),
        ("2.341", MoneyRounding.UP, "2.35 EUR"),
        ("-2.345", MoneyRounding.HALF_UP, "-2.35 EUR"),
        ("-0.001", MoneyRounding.HALF_UP, "0.00 EUR"),
    ],
)
def test_money_rounds_to_its_minor_unit(amount: str, rounding: MoneyRounding, rounded: str) -> None:
    assert str(Money(Decimal(amount), "EUR").rounded(rounding)) == rounded


def test_half_up_is_the_default() -> None:
    assert (Money(Decimal(5), "JPY") * Fraction(1, 2)).rounded() == Money(Decimal(3), "JPY")


@given(payable(), st.integers(1, 1000))
def test_arithmetic_loses_nothing_before_it_is_rounded(money: Money, parts: int) -> None:
    share = money * Fraction(1, parts)
    total = ExactMoney(Fraction(0), money.currency)
    for _ in range(parts):
        total = total + share
    assert total == money.exact
    assert total.rounded() == money


@given(payable(), st.integers(1, 40))
def test_the_decimal_context_of_the_caller_changes_nothing(money: Money, precision: int) -> None:
    usual = (str(money), (money * Fraction(1, 3)).rounded(), money + money, money < money * 2)
    with decimal.localcontext(prec=precision):
        assert (str(money), (money * Fraction(1, 3)).rounded(), money + money, money < money * 2) == usual


def test_an_amount_finer_than_its_minor_unit_is_written_in_full() -> None:
    amount = Decimal("0.0012345678901234567890123456789012345")
    with decimal.localcontext(prec=3):
        assert str(Money(amount, "EUR")) == f"{amount} EUR"
        assert str(Money(Decimal("1E+3"), "JPY")) == "1000 JPY"


def test_amounts_of_one_currency_compare_and_subtract() -> None:
    fee, cap = parse_money("500 EUR"), parse_money("50 EUR")
    assert cap < fee
    assert min(fee * Fraction(1, 5), cap.exact).rounded() == cap
    assert (fee - cap).rounded() == parse_money("450 EUR")
    assert parse_money("500 EUR") == parse_money("500.00 EUR")


def test_currencies_don_t_mix() -> None:
    euros, yen = parse_money("500 EUR"), parse_money("500 JPY")
    for mixing in (lambda: euros + yen, lambda: euros - yen, lambda: euros < yen, lambda: euros <= yen * 2):
        with pytest.raises(PhraseError, match="EUR and JPY don't mix"):
            mixing()
    assert euros != yen
