"""Metrics of a source: which of what it sends becomes which series, or tells the state of which site."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.chrono.instant import Micros
from upheld.collect.binding_nodes import Desk, plain
from upheld.collect.bindings import MetricBinding
from upheld.collect.units import UNITS
from upheld.errors import PhraseError
from upheld.language.diagnostic import Code
from upheld.language.source import MapNode, Node
from upheld.quantity import did_you_mean, parse_duration

METRIC_KEYS = ("series", "unit", "labels", "over", "site", "location")
_OF_SERIES = ("series", "unit", "labels", "over")


def read_metrics(node: Node | None, desk: Desk) -> Iterator[MetricBinding]:
    """Read the metrics under a source; one that would be both a series and a state is reported."""
    if node is None:
        return
    for name, value in desk.entries(node, "`metrics`"):
        what = f"metric `{plain(name.text)}`"
        keys = desk.keys(value, METRIC_KEYS, what)
        site = desk.text(keys.get("site"), "`site`") or None
        for key in _OF_SERIES if site else ():
            if key in keys:
                message = f"{what} tells the state of sites, and of no series"
                desk.report(Code.UNREADABLE_VALUE, keys[key], message, f"leave out `{key}`, or `site`")
        if "location" in keys and not site:
            message = f"{what} has a location without a site"
            desk.report(Code.UNREADABLE_VALUE, keys["location"], message, "add `site: …`")
        yield MetricBinding(
            metric=plain(name.text),
            series=desk.text(keys.get("series"), "`series`") or plain(name.text),
            unit=_unit(keys.get("unit"), desk),
            labels=_labels(keys.get("labels"), desk),
            over=_over(keys.get("over"), desk),
            site=site,
            location=desk.text(keys.get("location"), "`location`") or None,
        )


def _unit(node: Node | None, desk: Desk) -> str | None:
    text = desk.text(node, "`unit`")
    if node is not None and text and text not in UNITS:
        remedy = did_you_mean(text, UNITS, f"write one of {', '.join(UNITS)}")
        desk.report(Code.UNKNOWN_WORD, node, f"`{text}` is no unit", remedy)
        return None
    return text or None


def _labels(node: Node | None, desk: Desk) -> dict[str, str]:
    """Our labels and theirs: a mapping, or a list of those that are called the same."""
    if isinstance(node, MapNode):
        return desk.texts(node, "a label as the source calls it")
    names = [desk.text(each, "a label") for each in desk.items(node, "`labels`")]
    return {name: name for name in names if name}


def _over(node: Node | None, desk: Desk) -> Micros | None:
    text = desk.text(node, "`over`")
    if node is None or not text:
        return None
    try:
        length = parse_duration(text).micros
    except PhraseError as error:
        desk.report(Code.UNREADABLE_VALUE, node, error.message, error.remedy)
        return None
    if length <= 0:
        desk.report(Code.UNREADABLE_VALUE, node, "a value over no time is none", "write `over: 1 min`")
        return None
    return Micros(length)
