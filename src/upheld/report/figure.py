"""Figures, reasons and the other small parts of a document, as plain data that says of what kind it is.

Instants are RFC 3339 in UTC, lengths are integer microseconds, fractions are strings such as `143/144`, money
is a decimal string and a currency. What is absent has no key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    # by its type in a table: of a statement there are many, and patterns are tried one after the other
    return _FIGURES[type(figure)](figure)


def _no_data(figure: NoData) -> Json:
    return {"kind": "no data", "why": figure.why}


_FIGURES: dict[type[Figure], Callable[[Any], Json]] = {
    Share: lambda figure: {"kind": "share", **share_data(figure.value)},
    Length: lambda figure: {"kind": "length", "length": figure.value, "basis": figure.basis},
    Count: lambda figure: {"kind": "count", "count": figure.value, "of": figure.of},
    Moment: lambda figure: {"kind": "moment", "at": format_instant(figure.value)},
    Stretch: lambda figure: {"kind": "stretch", **interval_data(figure.value)},
    Sum: lambda figure: {"kind": "sum", **money_data(figure.value)},
    Words: lambda figure: {"kind": "words", "words": figure.value},
    Measured: lambda figure: {
        "kind": "measured",
        "value": str(figure.value),
        "scale": figure.scale.value,
    },
    NoData: _no_data,
}


def reason_data(reason: Reason) -> Json:
    """A reason and all that it rests on."""
    data: Json = {"kind": "reason", "rule": reason.rule, "says": reason.says}
    if reason.figure is not None:
        data["figure"] = figure_data(reason.figure)
    if reason.clause is not None:
        data["clause"] = clause_data(reason.clause)
    if reason.because:
        data["because"] = [reason_data(step) for step in reason.because]
    if reason.evidence or reason.evidence_count:
        data |= evidence_data(reason.evidence, reason.evidence_count)
    return data


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
