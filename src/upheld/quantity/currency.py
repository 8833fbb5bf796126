"""Currencies: the codes of ISO 4217 in which money can be owed, and the digits of their minor units."""

from __future__ import annotations

from upheld.errors import PhraseError
from upheld.quantity.phrase import did_you_mean

_TWO_DIGITS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD
CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA
MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR
RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD
TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG
"""
"""In use, with the lev and the Antillean guilder (withdrawn 2026, 2025) for agreements of their days."""

_OTHER_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}

_MINOR_UNITS = dict.fromkeys(_TWO_DIGITS.split(), 2) | {
    code: digits for digits, codes in _OTHER_DIGITS.items() for code in codes.split()
}
_SIGNS = {
    "$": "USD, or CAD, AUD, …",
    "US$": "USD",
    "£": "GBP, or EGP, GIP, …",
    "¥": "JPY or CNY",
    "kr": "SEK, NOK, DKK or ISK",
    "EURO": "EUR",
    "EUROS": "EUR",
    "DOLLARS": "USD, or CAD, AUD, …",
    "POUNDS": "GBP, or EGP, GIP, …",
}

CURRENCIES = frozenset(_MINOR_UNITS)
"""Every code that can be owed in; metals, test codes and withdrawn currencies are not among them."""


def minor_units(currency: str) -> int:
    """Digits after the point in which a currency is paid: 2 for EUR, 0 for JPY, 3 for KWD, 4 for CLF.

    Raises PhraseError for anything but a code of ISO 4217 in upper case.
    """
    digits = _MINOR_UNITS.get(currency)
    if digits is None:
        raise PhraseError(f"`{currency}` is not a currency", _remedy(currency))
    return digits


def _remedy(currency: str) -> str:
    """Which code may be meant."""
    meant = _SIGNS.get(currency) or _SIGNS.get(currency.upper())
    if meant is not None:
        return f"write the code: {meant}"
    return did_you_mean(currency, sorted(CURRENCIES), "write a code of ISO 4217 such as EUR")
