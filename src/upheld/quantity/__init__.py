"""Quantities of a contract, exact: shares, money, durations, rates, and targets with their operator."""

from __future__ import annotations

from upheld.quantity.comparison import Operator
from upheld.quantity.currency import CURRENCIES, minor_units
from upheld.quantity.duration import Duration, Unit, parse_duration
from upheld.quantity.length import write_length
from upheld.quantity.money import ExactMoney, Money, MoneyRounding, parse_money
from upheld.quantity.phrase import did_you_mean, nearest
from upheld.quantity.rate import Counted, Rate, parse_rate
from upheld.quantity.share import parse_share, percent, write_share
from upheld.quantity.target import Target, parse_target

__all__ = [
    "CURRENCIES",
    "Counted",
    "Duration",
    "ExactMoney",
    "Money",
    "MoneyRounding",
    "Operator",
    "Rate",
    "Target",
    "Unit",
    "did_you_mean",
    "minor_units",
    "nearest",
    "parse_duration",
    "parse_money",
    "parse_rate",
    "parse_share",
    "parse_target",
    "percent",
    "write_length",
    "write_share",
]
