"""Fees as a case writes them: an amount, or a few keys that say what each is paid for."""

from __future__ import annotations

from collections.abc import Mapping

from upheld.agreement.agreement import Agreement
from upheld.chrono.instant import Instant, format_instant
from upheld.collect.case.places import paid_thing
from upheld.collect.case.rows import Pen
from upheld.collect.case.states import SINCE
from upheld.errors import PhraseError
from upheld.evidence.evidence import Table
from upheld.language.source import MapNode, Node
from upheld.quantity.paid import EVERY, PaidEvery, parse_paid

_EVERY = {
    "monthly": "month",
    "hourly": "hour",
    "daily": "day",
    "quarterly": "quarter",
    "half_yearly": "half-year",
    "yearly": "year",
}
KEYS = (*_EVERY, "previous_month", "one_time", "services", "resources")
_COLUMN = {"services": "service", "resources": "resource"}
_LENGTHS = {**{key: {"every": word} for key, word in _EVERY.items()}, "one_time": {"one_time": "yes"}}
"""For how long a fee of a thing is paid, and the cells that say it."""
_WORD = {every: word for word, every in EVERY.items()}


def take_fee(
    pen: Pen, node: Node, start: Instant, service_of: Mapping[str, str], agreement: Agreement
) -> None:
    """Write the rows of `fees` that `fee` stands for; a bare number is in the agreement's currency.

    `start` is that of the period: until then another fee may have been paid, and what is paid once is paid
    then. `service_of` tells resources that are parts of one service each; a service may stand before the
    name, too, as in `compute vm-1`.
    """
    if not isinstance(node, MapNode):
        _fee(pen, node, {})
        return
    keys = pen.desk.keys(node, KEYS, "`fee`")
    since = {"since": format_instant(start)}
    for key, value in keys.items():
        if key == "previous_month":
            _fee(pen, value, {"until": format_instant(start)})
        elif key == "one_time":
            _fee(pen, value, {**since, "one_time": "yes"})
        elif key == "monthly" and "previous_month" in keys:
            _fee(pen, value, since)
        elif key in _COLUMN:
            for name, each in pen.desk.entries(value, f"`{key}`"):
                for length, amount in _by_length(pen, each):
                    when = since if length == "one_time" else {}
                    thing, own = name.text.strip(), None
                    if key == "resources":
                        thing, own = paid_thing(thing, agreement)
                        own = own or service_of.get(thing)
                    whole = {} if own is None else {"service": own}
                    _fee(pen, amount, {_COLUMN[key]: thing, **whole, **_LENGTHS[length], **when})
        else:
            _fee(pen, value, _LENGTHS[key])


def _by_length(pen: Pen, node: Node) -> list[tuple[str, Node]]:
    if not isinstance(node, MapNode):
        return [("monthly", node)]
    return list(pen.desk.keys(node, tuple(_LENGTHS), "a fee").items())


def _fee(pen: Pen, node: Node, cells: Mapping[str, str]) -> None:
    text = pen.text(node, "a fee")
    if not text:
        return
    try:
        paid = parse_paid(text, pen.currency)
        said = EVERY.get(cells.get("every", "month"), PaidEvery.MONTH)
        if paid.every is not PaidEvery.MONTH and (
            "one_time" in cells or said not in (PaidEvery.MONTH, paid.every)
        ):
            raise PhraseError(
                f"`{text}` is {paid.every.value}, and stands under another length of time",
                "write the amount alone",
            )
    except PhraseError as error:
        pen.refuse(node, error)
        return
    money = paid.amount
    if paid.every is not PaidEvery.MONTH:
        cells = {**cells, "every": _WORD[paid.every]}
    since = {"since": format_instant(SINCE)}
    pen.add(
        Table.FEES,
        {**since, "amount": f"{money.amount:f}", "currency": money.currency, **cells},
        {"amount": node, "currency": node},
        node,
    )
