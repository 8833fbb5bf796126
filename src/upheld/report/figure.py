"""Figures, reasons and the other small parts of a document, as plain data that says of what kind it is.

Instants are RFC 3339 in UTC, lengths are integer microseconds, fractions are strings such as `143/144`, money
is a decimal string and a currency. What is absent has no key.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from upheld.agreement.fee import MONTHLY_FEE, Amount, ShareOfFee
from upheld.agreement.provenance import Clause
from upheld.agreement.service_time import ServiceTime
from upheld.chrono.instant import format_instant
from upheld.chrono.interval import Interval
from upheld.evaluation.reason import (
    Count,
    Figure,
    Length,
    Measured,
    Moment,
    NoData,
    Reason,
    Share,
    Stretch,
    Sum,
    Words,
)
from upheld.quantity import Money, percent

Json = dict[str, Any]
"""A JSON object, as plain data: text, whole numbers, booleans, lists and objects."""


def present(**parts: object) -> Json:
    """An object of the parts that are there: `None` and empty lists have no key."""
    return {key: part for key, part in parts.items() if part is not None and part != []}


def figure_data(figure: Figure) -> Json:
    """A figure with its `kind`; a share carries its exact value and the floored percentage."""
    data: Json
    match figure:
        case Share(value):
            data = {"kind": "share", **share_data(value)}
        case Length(value, basis):
            data = {"kind": "length", "length": value, "basis": basis}
        case Count(value, of):
            data = {"kind": "count", "count": value, "of": of}
        case Moment(value):
            data = {"kind": "moment", "at": format_instant(value)}
        case Stretch(value):
            data = {"kind": "stretch", **interval_data(value)}
        case Sum(value):
            data = {"kind": "sum", **money_data(value)}
        case Words(value):
            data = {"kind": "words", "words": value}
        case Measured(value, scale):
            data = {"kind": "measured", "value": str(value), "scale": scale.value}
        case NoData(why):
            data = {"kind": "no data", "why": why}
    return data


def reason_data(reason: Reason) -> Json:
    """A reason and all that it rests on."""
    return {
        "kind": "reason",
        "rule": reason.rule,
        "says": reason.says,
        **present(
            figure=None if reason.figure is None else figure_data(reason.figure),
            clause=clause_data(reason.clause),
            because=[reason_data(step) for step in reason.because],
        ),
        **evidence_data(reason.evidence, reason.evidence_count),
    }


def evidence_data(keys: Iterable[str], count: int) -> Json:
    """The natural keys of the first few rows, and how many rows there are; nothing where there are none."""
    listed = list(keys)
    return {"evidence": listed, "evidence_count": max(count, len(listed))} if listed or count else {}


def amount_data(amount: Amount | NoData) -> Json:
    """An amount promised or owed."""
    match amount:
        case ShareOfFee(share, of):
            if of == MONTHLY_FEE:
                return {"kind": "share of fee", **share_data(share)}
            return {"kind": "share of another fee", **share_data(share), "fee": str(of)}
        case Money():
            return {"kind": "sum", **money_data(amount)}
        case ServiceTime(months, days):
            return {"kind": "service time", "months": str(months), "days": str(days), "words": str(amount)}
        case NoData(why):
            return {"kind": "no data", "why": why}


def share_data(share: Fraction) -> Json:
    """An exact ratio and its floored percentage."""
    return {"share": str(share), "percent": percent(share)}


def money_data(money: Money) -> Json:
    """An amount in a currency, with all the digits it is written with."""
    amount, currency = str(money).rsplit(" ", 1)
    return {"amount": amount, "currency": currency}


def interval_data(interval: Interval) -> Json:
    """A half-open interval."""
    return {"start": format_instant(interval.start), "end": format_instant(interval.end)}


def clause_data(clause: Clause | None) -> Json | None:
    """A clause and its words, where they are quoted."""
    return None if clause is None else present(reference=clause.reference, quote=clause.quote)
