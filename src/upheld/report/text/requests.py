"""What an availability by requests shows: how many there were, how many failed, and the worst slices."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from upheld.chrono.zone import Zone
from upheld.quantity import write_length
from upheld.quantity.measured import decimal
from upheld.report.figure import Json
from upheld.report.text.wording import counted, from_to

SLICE_HEADERS = ["from", "to", "slices", "requests", "failed", "error rate", "at"]


def tells_time(record: Json) -> bool:
    """Whether the figure is one of time; a share of requests, or a mean of error rates, is none."""
    return "requests" not in record or bool(record["measured"])


def request_words(record: Json) -> Iterator[str]:
    """The requests counted and failed, and what the slices come to; nothing of a figure of time."""
    if "requests" not in record:
        return
    requests = record["requests"]
    doubt = (
        f"; of {requests['in_doubt']} more nobody knows whether they count" if requests["in_doubt"] else ""
    )
    records = counted(requests["records"], "record")
    yield f"{_amount(requests['failed'])} of {_amount(requests['total'])} failed, in {records}{doubt}"
    for each in requests.get("left_out", ()):
        yield f"{counted(each['values'], 'record')} left out, {each['why']}"
    if "slices" in requests:
        yield _slices(requests["slices"])


def _slices(slices: Json) -> str:
    parts = [f"{slices[key]} {words}" for key, words in _KINDS if slices[key]]
    kinds = f": {', '.join(parts)}" if parts else ""
    return f"{counted(slices['number'], 'slice')} of {write_length(slices['of'])}{kinds}"


_KINDS = (
    ("bad", "down"),
    ("empty", "without requests, or with too few"),
    ("left_out", "left out"),
    ("unknown", "unknown"),
)


def slice_rows(record: Json, zone: Zone) -> list[list[str]]:
    """The slices with the highest error rates as rows: ends, requests of all of them, failures, rate."""
    slices = record.get("requests", {}).get("slices", {})
    return [
        [
            *from_to(part["start"], part["end"], zone),
            str(part["number"]),
            decimal(Fraction(part["total"]) * part["number"]),
            decimal(Fraction(part["failed"]) * part["number"]),
            part["rate"]["percent"],
            part.get("point", ""),
        ]
        for part in slices.get("worst", ())
    ]


def _amount(number: str) -> str:
    return decimal(Fraction(number))
