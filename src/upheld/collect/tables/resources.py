"""The table of resources: what of a service a customer has, and from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from upheld.chrono.instant import EARLIEST, LATEST, Instant
from upheld.chrono.interval import Interval
from upheld.collect.column import CUSTOMER, SOURCE, Column, Kind
from upheld.collect.labels import read_labels, why_no_labels
from upheld.collect.problem import Problems, quoted
from upheld.collect.records import Entry
from upheld.collect.register import Placed, RecordTable
from upheld.errors import PhraseError
from upheld.evidence.resource import ResourceCase
from upheld.quantity import write_share
from upheld.quantity.phrase import take_number

RESOURCES = (
    SOURCE,
    Column(
        name="resource",
        kind=Kind.TEXT,
        required=True,
        meaning="what it is called: the measurement point whose records tell its state",
    ),
    Column(
        name="service",
        kind=Kind.TEXT,
        meaning="the service of the agreement it is a part of; any where empty",
    ),
    CUSTOMER,
    Column(name="since", kind=Kind.TIME, meaning="from when on it was deployed; since ever where empty"),
    Column(name="until", kind=Kind.TIME, meaning="until when; it still stands where empty"),
    Column(
        name="weight",
        kind=Kind.TEXT,
        meaning="how much it counts for where resources are weighed: a number such as `4`, or its share of "
        "all of them, such as `40 %`",
    ),
    Column(name="labels", kind=Kind.LABELS, meaning="what else is known of it: `region=eu-west`"),
    Column(
        name="subscription",
        kind=Kind.TEXT,
        meaning="which of the customer's subscriptions it belongs to; all of them where empty",
    ),
)


def _resource(entry: Entry) -> ResourceCase | None:
    entry.lasts("since", "until", "resource")
    weight = _weight(entry)
    labels = entry.text("labels") or ""
    if why := why_no_labels(labels):
        entry.refuse(*why, "labels")
        return None
    return ResourceCase(
        source=entry.known("source"),
        name=entry.known("resource"),
        service=entry.text("service"),
        customer=entry.text("customer"),
        subscription=entry.text("subscription"),
        since=entry.time("since"),
        until=entry.time("until"),
        weight=None if weight is None else weight[0],
        is_share=weight is not None and weight[1],
        labels=read_labels(labels),
    )


def _weight(entry: Entry) -> tuple[Fraction, bool] | None:
    """The weight, and whether it is written as a share of all."""
    text = entry.text("weight")
    if text is None:
        return None
    try:
        number, sign = take_number(text, ratios=True)
    except PhraseError as error:
        entry.refuse(error.message, "write a number such as `4`, or a share such as `40 %`", "weight")
        return None
    if sign not in ("", "%") or number <= 0:
        entry.refuse(
            f"{quoted(text)} is no weight",
            "write a number above 0 such as `4`, or a share such as `40 %`",
            "weight",
        )
        return None
    return (number / 100, True) if sign else (number, False)


def _check(placed: Iterable[Placed[ResourceCase]], problems: Problems) -> None:
    """Refuse what can't hold together: one resource twice at once, and weights that don't go together."""
    together = tuple(placed)
    _refuse_two_at_once(together, problems)
    for part in _parts(together):
        _check_weights(part, problems)


def _whole(placed: Iterable[Placed[ResourceCase]], problems: Problems) -> None:
    """Refuse shares that are not all of it."""
    for part in _parts(placed):
        if {_sort(each) for each, _ in part} == {"a share"}:
            _refuse_parts_of_a_whole(part, problems)


def _parts(placed: Iterable[Placed[ResourceCase]]) -> Iterable[Sequence[Placed[ResourceCase]]]:
    """Resources of one service and customer."""
    parts: dict[tuple[str, str], list[Placed[ResourceCase]]] = {}
    for each in placed:
        parts.setdefault((each[0].customer or "", each[0].service or ""), []).append(each)
    return parts.values()


def _refuse_two_at_once(placed: Sequence[Placed[ResourceCase]], problems: Problems) -> None:
    known: dict[str, list[Placed[ResourceCase]]] = {}
    for each in sorted(placed, key=lambda each: (each[0].name, _life(each[0]).start)):
        for other in known.setdefault(each[0].name, []):
            if _are_one(each[0], other[0]) and _life(each[0]).overlaps(_life(other[0])):
                problems.of_pair(
                    each[1],
                    other[1],
                    f"resource {each[0].name} is there twice at once ({{other}})",
                    "say in `until` when one was removed, or give the two different names",
                )
        known[each[0].name].append(each)


def _are_one(one: ResourceCase, other: ResourceCase) -> bool:
    """Whether two rows are about one thing for somebody; an absent service or customer stands for any."""
    same_service = None in (one.service, other.service) or one.service == other.service
    return same_service and (None in (one.customer, other.customer) or one.customer == other.customer)


def _check_weights(part: Sequence[Placed[ResourceCase]], problems: Problems) -> None:
    """Refuse weights that are partly missing or of two sorts, and those that change."""
    sorts = {_sort(each) for each, _ in part}
    if sorts == {"none"}:
        return
    first, row = part[0]
    if len(sorts) > 1:
        other = next(each for each in part if _sort(each[0]) != _sort(first))
        problems.of_pair(
            other[1],
            row,
            f"the weight of resource {other[0].name} is {_sort(other[0])}, and that of {first.name} "
            f"{_sort(first)} ({{other}})",
            "give every resource of the service a number, every one a share, or none a weight",
        )
        return
    weights: dict[str, Placed[ResourceCase]] = {}
    for each in part:
        known = weights.setdefault(each[0].name, each)
        if known[0].weight != each[0].weight:
            problems.of_pair(
                each[1],
                known[1],
                f"resource {each[0].name} has another weight than before ({{other}})",
                "give it one weight, or another name from then on",
            )


def _sort(each: ResourceCase) -> str:
    return "none" if each.weight is None else "a share" if each.is_share else "a number"


def _refuse_parts_of_a_whole(part: Sequence[Placed[ResourceCase]], problems: Problems) -> None:
    """Refuse shares that at some time, in which there are any, are not the whole."""
    for start in sorted({_life(each).start for each, _ in part} | {_life(each).end for each, _ in part}):
        at_once = [(each, row) for each, row in part if start in _life(each)]
        whole = sum((each.weight or Fraction(0) for each, _ in at_once), Fraction(0))
        if at_once and whole != 1:
            _, row = at_once[-1]
            names = ", ".join(each.name for each, _ in at_once)
            problems.of_row(
                row,
                f"the weights of {names} come to {write_share(whole)}, and shares of all must come to 100 %",
                "correct the shares, or write numbers without `%`, which need not come to anything",
                column="weight",
            )
            return


def _life(each: ResourceCase) -> Interval:
    since = EARLIEST if each.since is None else each.since
    until = LATEST if each.until is None else each.until
    return Interval(since, max(until, Instant(since + 1)))


RESOURCE_ROWS: RecordTable[ResourceCase] = RecordTable(
    read=_resource, spoken=lambda each: f"resource {each.name}", check=_check, whole=_whole
)
