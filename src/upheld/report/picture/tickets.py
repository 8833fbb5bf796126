"""Tickets against their clocks: one bar each, or their distribution where they are many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction

from upheld.report.figure import Json
from upheld.report.markup import Markup
from upheld.report.picture.drawing import (
    LABELS,
    Axis,
    Key,
    Picture,
    box,
    level,
    row_figure,
    row_name,
    ticks,
    upright,
    words,
)
from upheld.report.text.wording import in_states

MOST_BARS = 40
_SHAPES = {"kept": "bar", "breached": "beyond", "running": "frame", "indeterminate": "unknown"}
_MEANS = {"kept": "kept", "breached": "breached", "running": "running", "indeterminate": "undecided"}
_VALUES = Fraction(86, 100)
_ROW = 22
_LONGEST = Fraction(3)
"""Bars are cut at three times their target."""
_TENTHS = 20
_TOP, _FOOT = 22, 112


def tickets(finding: Json) -> Picture | None:
    """How much of its target each ticket took: the furthest first."""
    clocks: Sequence[Json] = finding["record"]["clocks"]
    if not clocks:
        return None
    return _bars(finding, clocks) if len(clocks) <= MOST_BARS else _distribution(finding, clocks)


def share_taken(clock: Json) -> Fraction:
    """The time a clock ran, as a share of its target."""
    whole = clock["elapsed"] + clock["remaining"]
    return Fraction(clock["elapsed"], whole) if whole > 0 else Fraction(1 if clock["remaining"] >= 0 else 2)


def _bars(finding: Json, clocks: Sequence[Json]) -> Picture:
    ordered = sorted(clocks, key=lambda clock: (-share_taken(clock), clock["ticket"]))
    longest = max(share_taken(clock) for clock in clocks)
    axis = Axis(Fraction(0), min(max(longest, Fraction(5, 4)), _LONGEST), LABELS, _VALUES)
    foot = 20 + _ROW * len(ordered)
    return Picture(
        title="Tickets against their clocks",
        says=f"{in_states(finding['record'], 'ticket')}; each bar is a share of its own target",
        height=foot + 4,
        shapes=(
            *(shape for number, clock in enumerate(ordered) for shape in _bar(clock, number, axis)),
            upright(axis.at(1), 16, foot, "target"),
            words(axis.at(1), 12, "target", "label strong", anchor="middle"),
        ),
        legend=_legend(clocks),
    )


def _bar(clock: Json, number: int, axis: Axis) -> Iterator[Markup]:
    top, share = 18 + _ROW * number, share_taken(clock)
    yield row_name(clock["ticket"], top + 13)
    yield box(axis.left, axis.at(share), top + 3, 12, _SHAPES[clock["state"]], clock["ticket"])
    said = _per_cent(share) if share <= axis.high else f"→ {_per_cent(share)}"
    yield row_figure(said, top + 13)


def _distribution(finding: Json, clocks: Sequence[Json]) -> Picture:
    """How many tickets took how much of their target, in tenths of it."""
    counts = Counter((_tenth(clock), clock["state"]) for clock in clocks)
    tenths = Counter(_tenth(clock) for clock in clocks)
    axis = Axis(Fraction(0), Fraction(_TENTHS + 1))
    marks = [(Fraction(tenth), f"{tenth * 10} %") for tenth in range(0, _TENTHS, 5)]
    marks.append((Fraction(_TENTHS), f"{_TENTHS * 10} % and more"))
    return Picture(
        title="Tickets by the share of their target they took",
        says=in_states(finding["record"], "ticket"),
        height=134,
        shapes=(
            level(Fraction(0), Fraction(1), _FOOT, "axis"),
            *_columns(counts, max(tenths.values()), axis),
            upright(axis.at(10), 16, _FOOT + 4, "target"),
            words(axis.at(10), 12, "target", "label strong"),
            *ticks(axis, marks, _FOOT),
        ),
        legend=_legend(clocks),
    )


def _columns(counts: Counter[tuple[int, str]], most: int, axis: Axis) -> Iterator[Markup]:
    """The tickets of a tenth, stacked by what became of them."""
    for tenth in range(_TENTHS + 1):
        foot = _FOOT
        for state, shape in _SHAPES.items():
            count = counts[tenth, state]
            if count:
                height = max(2, (_FOOT - _TOP) * count // most)
                foot -= height
                yield box(
                    axis.at(tenth), axis.at(tenth + 1), foot, height, f"{shape} bin", f"{count} {state}"
                )


def _tenth(clock: Json) -> int:
    """Which tenth of its target a ticket ended in; exactly the target belongs to the tenth before it."""
    share = share_taken(clock) * 10
    tenth = int(share) - (1 if share == int(share) and clock["state"] == "kept" and share > 0 else 0)
    return min(tenth, _TENTHS)


def _legend(clocks: Sequence[Json]) -> tuple[Key, ...]:
    states = {clock["state"] for clock in clocks}
    return tuple(Key(shape=_SHAPES[state], means=_MEANS[state]) for state in _SHAPES if state in states)


def _per_cent(share: Fraction) -> str:
    return f"{int(share * 100)} %"
