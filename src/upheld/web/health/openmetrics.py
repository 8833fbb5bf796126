"""OpenMetrics 1.0: figures as text that monitors read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from upheld.operations.gauges import Gauge

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def write(gauges: Iterable[Gauge]) -> str:
    """Write figures in the order in which they are given."""
    return "\n".join([*(line for gauge in gauges for line in _lines(gauge)), "# EOF", ""])


def _lines(gauge: Gauge) -> Iterator[str]:
    yield f"# TYPE {gauge.name} gauge"
    yield f"# HELP {gauge.name} {_escaped(gauge.help)}"
    for labels, value in gauge.values:
        about = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        yield f"{gauge.name}{{{about}}} {_figure(value)}" if about else f"{gauge.name} {_figure(value)}"


def _figure(value: float) -> str:
    return str(value) if isinstance(value, int) else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
