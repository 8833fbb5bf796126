"""The table of requests: how many there were, and how many failed, stretch by stretch."""

from __future__ import annotations

from collections.abc import Iterable

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.column import CUSTOMER, SOURCE, Column, Kind
from upheld.collect.labels import read_labels, why_no_labels
from upheld.collect.problem import Problems
from upheld.collect.records import Entry
from upheld.collect.register import Placed, RecordTable
from upheld.evidence.measurement import LabelSet
from upheld.evidence.request import RequestCount

EVENLY = "evenly"

REQUESTS = (
    SOURCE,
    Column(
        name="service", kind=Kind.TEXT, meaning="the service of the agreement they went to; all where empty"
    ),
    Column(name="resource", kind=Kind.TEXT, meaning="the instance, region or point they went to"),
    CUSTOMER,
    Column(name="labels", kind=Kind.LABELS, meaning="what tells them apart: `type=write;region=eu-west`"),
    Column(name="since", kind=Kind.TIME, required=True, meaning="from when on they were counted"),
    Column(name="until", kind=Kind.TIME, required=True, meaning="until when, itself not included"),
    Column(
        name="total",
        kind=Kind.COUNT,
        meaning="how many there were, such as requests or user minutes; empty where nobody counted",
    ),
    Column(name="failed", kind=Kind.COUNT, meaning="how many of them failed; stands with `total`"),
    Column(
        name="spread",
        kind=Kind.WORD,
        words=(EVENLY,),
        meaning="`evenly` where they were spread evenly over a time longer than the slices that are judged",
    ),
)

_Counted = tuple[str | None, str | None, str | None, LabelSet]
"""Service, resource, customer and labels."""


def _count(entry: Entry) -> RequestCount | None:
    interval, labels = entry.interval("since", "until", "time"), _labels(entry)
    total, failed = entry.count("total"), entry.count("failed")
    if (total is None) is not (failed is None):
        empty = "total" if total is None else "failed"
        entry.refuse("the cell is empty", "`total` and `failed` stand together", empty)
        return None
    if total is not None and failed is not None and failed > total:
        entry.refuse(
            f"{failed} failed, of {total} in all", "`failed` is one part of `total`, at most all", "failed"
        )
        return None
    if interval is None or labels is None:
        return None
    return RequestCount(
        source=entry.known("source"),
        service=entry.text("service"),
        resource=entry.text("resource"),
        customer=entry.text("customer"),
        labels=labels,
        interval=interval,
        total=total,
        failed=failed or 0,
        is_even=entry.text("spread") == EVENLY,
    )


def _labels(entry: Entry) -> LabelSet | None:
    text = entry.text("labels") or ""
    if why := why_no_labels(text):
        entry.refuse(*why, "labels")
        return None
    return read_labels(text)


def _spoken(count: RequestCount) -> str:
    of = f" of {count.service}" if count.service else ""
    return f"the count{of} from {format_instant(count.interval.start)} on"


def _no_overlap(placed: Iterable[Placed[RequestCount]], problems: Problems) -> None:
    """Refuse counts of the same over the same time: they would be added up twice."""
    by_what: dict[_Counted, list[Placed[RequestCount]]] = {}
    for each in placed:
        count = each[0]
        by_what.setdefault((count.service, count.resource, count.customer, count.labels), []).append(each)
    for counts in by_what.values():
        counts.sort(key=_begins)
        before = counts[0]
        for each in counts[1:]:
            if each[0].interval.start < before[0].interval.end:
                problems.of_pair(each[1], before[1], f"{_spoken(each[0])} overlaps {{other}}", _TELL_APART)
            before = max(before, each, key=_ends)


def _begins(placed: Placed[RequestCount]) -> tuple[Instant, str]:
    return placed[0].interval.start, placed[0].identity


def _ends(placed: Placed[RequestCount]) -> Instant:
    return placed[0].interval.end


_TELL_APART = "cut the times so that they meet, or tell the two apart by `resource` or `labels`"

REQUEST_ROWS: RecordTable[RequestCount] = RecordTable(read=_count, spoken=_spoken, check=_no_overlap)
"""How the table `requests` is read."""
