"""OpenMetrics 1.0: figures as text that monitors read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.operations.gauges import Gauge
from upheld.runtime.traffic import BOUNDS, CLASSES, Answered

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def write(gauges: Iterable[Gauge], traffic: Iterable[Answered] = ()) -> str:
    """Write figures in the order in which they are given."""
    lines = [line for gauge in gauges for line in _lines(gauge)]
    return "\n".join([*lines, *_traffic(list(traffic)), "# EOF", ""])


def _traffic(answered: list[Answered]) -> Iterator[str]:
    """Write what was answered, by route; machines that share the work each tell their own."""
    if not answered:
        return
    yield "# TYPE upheld_requests counter"
    yield "# HELP upheld_requests Requests answered on this machine."
    for each in answered:
        for name, count in zip(CLASSES, each.by_class, strict=True):
            if count:
                yield f'upheld_requests_total{{route="{each.route}",status="{name}"}} {count}'
    yield "# TYPE upheld_request_seconds histogram"
    yield "# UNIT upheld_request_seconds seconds"
    yield "# HELP upheld_request_seconds How long requests took to answer."
    for each in answered:
        below = 0
        for bound, count in zip((*map(_figure, BOUNDS), "+Inf"), each.by_length, strict=True):
            below += count
            yield f'upheld_request_seconds_bucket{{route="{each.route}",le="{bound}"}} {below}'
        yield f'upheld_request_seconds_count{{route="{each.route}"}} {below}'
        yield f'upheld_request_seconds_sum{{route="{each.route}"}} {_figure(each.seconds)}'


def _lines(gauge: Gauge) -> Iterator[str]:
    kind, ending = ("counter", "_total") if gauge.only_grows else ("gauge", "")
    yield f"# TYPE {gauge.name} {kind}"
    yield f"# HELP {gauge.name} {_escaped(gauge.help)}"
    for labels, value in gauge.values:
        about = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        name = f"{gauge.name}{ending}"
        yield f"{name}{{{about}}} {_figure(value)}" if about else f"{name} {_figure(value)}"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
