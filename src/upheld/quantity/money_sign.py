"""Signs of money: which currency `$`, `£` or `¥` stands for, where the currency of a text is known."""

from __future__ import annotations

import re

_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "JMD", "TTD", "BSD", "BBD", "BMD", "KYD", "FJD")
_PESOS = ("MXN", "ARS", "CLP", "COP", "UYU", "DOP")
_OF_SIGN = {
    "$": frozenset((*_DOLLARS, *_PESOS)),
    "£": frozenset(("GBP", "GIP", "FKP", "SHP", "EGP")),
    "¥": frozenset(("JPY", "CNY")),
    "€": frozenset(("EUR",)),
}
_NAMED = {
    "US": "USD",
    "A": "AUD",
    "AU": "AUD",
    "C": "CAD",
    "CA": "CAD",
    "NZ": "NZD",
    "S": "SGD",
    "HK": "HKD",
    "NT": "TWD",
}
_SIGN = re.compile(r"(?:\b(US|AU|A|CA|C|NZ|HK|S|NT))?([$£¥€])")


def in_currency(text: str, currency: str | None) -> str:
    """The same with codes in place of signs that `currency` has, or that name theirs (`US$`).

    A sign of another currency stays as it is, and so does one of several where no currency is known.
    """
    return _SIGN.sub(lambda found: _code(found, currency), text)


def _code(found: re.Match[str], currency: str | None) -> str:
    country, sign = found.groups()
    if country is not None:
        return f"{_NAMED[country]} " if sign == "$" else found[0]
    return f"{currency} " if currency in _OF_SIGN[sign] else found[0]
