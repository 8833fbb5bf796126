"""Rows of `measurements` and `samples`, written from points as the bindings of their source say."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from upheld.chrono.instant import Instant, format_instant
from upheld.collect.bindings import MetricBinding
from upheld.collect.forms.json_rows import UnfitError
from upheld.collect.problem import quoted
from upheld.collect.shapes.points import DIGITS, Figures, Point
from upheld.collect.units import unit_named

_PLAIN = "number"
_UNITS_WITHOUT_END = {"min": 60, "h": 3600}
"""Units whose smallest parts have no end as decimals, in seconds."""


def named(point: Point, binding: MetricBinding, source: str) -> dict[str, str]:
    """The cells that say of what a figure is."""
    labels = {
        ours: _in_a_label(text)
        for ours, theirs in binding.labels.items()
        if (text := point.labels.get(theirs))
    }
    start = point.since
    if binding.over is not None and start is None:
        start = Instant(point.at - binding.over)
    when = {"at": format_instant(point.at if start is None else start)}
    if start is not None:
        when["until"] = format_instant(point.at)
    return {
        "source": source,
        "series": binding.series,
        "labels": ";".join(f"{name}={text}" for name, text in labels.items()),
        **when,
    }


def _in_a_label(text: str) -> str:
    """Labels in a cell are separated by semicolons."""
    return text.strip().replace(";", ",")


def measured(point: Point, binding: MetricBinding) -> dict[str, str]:
    """The cells that say how much; figures are rounded to whole smallest parts of their unit."""
    unit = _unit(point, binding)
    factor = unit_named(unit).factor
    written_in = "s" if unit in _UNITS_WITHOUT_END else unit
    times = _UNITS_WITHOUT_END.get(unit or "", 1)
    figures = point.figures
    cells = {} if written_in is None else {"unit": written_in}
    for column, figure in (("value", figures.value), ("sum", figures.total)):
        if figure is not None:
            cells[column] = rounded(figure, factor, times)
    if figures.count is not None:
        cells["count"] = str(figures.count)
    if figures.buckets:
        cells["histogram"] = _histogram(figures, times)
    return cells


def _unit(point: Point, binding: MetricBinding) -> str | None:
    """The unit that the bindings say, or the sender; where they say different ones, one of them is wrong."""
    said = None if point.unit == _PLAIN else point.unit
    if binding.unit is not None and said not in (None, binding.unit):
        raise UnfitError(
            f"the metric `{point.metric}` at {quoted(point.place)} is in {said}, and bindings.yaml says "
            f"{binding.unit}",
            "leave out its `unit` there",
        )
    return binding.unit or point.unit


def rounded(figure: Decimal, factor: int, times: int = 1) -> str:
    """Write a figure rounded to whole parts of its unit, of which `factor` are one; halves to even."""
    with localcontext(prec=DIGITS):
        if not figure.is_finite() or abs(figure) >= Decimal(10) ** 30:
            return str(figure)
        parts = (figure * factor).to_integral_value(ROUND_HALF_EVEN)
        return f"{(parts * times / factor).normalize():f}"


def _histogram(figures: Figures, times: int) -> str:
    below, written = 0, []
    for bound, count in zip((*figures.bounds, None), figures.buckets, strict=True):
        below += count
        written.append(f"{'+Inf' if bound is None else f'{bound * times:f}'}:{below}")
    return ";".join(written)


def state(point: Point, binding: MetricBinding, source: str) -> dict[str, str]:
    """The cells of a sample: 1 is up, 0 is down."""
    site = point.labels.get(binding.site or "", "")
    if not site:
        raise UnfitError(
            f"the point at {quoted(point.place)} has no label `{binding.site}` that names its site",
            "correct `site` in bindings.yaml",
        )
    value = point.figures.value
    if value not in (0, 1):
        raise UnfitError(
            f"the value at {quoted(point.place)} is neither 1 (up) nor 0 (down)",
            "ask for a metric that is, such as `probe_success`",
        )
    location = point.labels.get(binding.location or "", "")
    return {
        "source": source,
        "site": site,
        "location": location,
        "at": format_instant(point.at),
        "state": "up" if value == 1 else "down",
    }
