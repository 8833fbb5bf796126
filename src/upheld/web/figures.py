"""Figures: how shares, lengths and figures of findings are shown on pages, and the picture of a share."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant
from upheld.quantity import percent
from upheld.quantity.measured import measured
from upheld.store.sight import SeenClock, SeenLive

register = template.Library()
_UNITS = ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s"))
WIDTH = 120


@register.filter
def share(value: Fraction | None) -> str:
    """A share as a percentage, floored; a dash for none."""
    return "–" if value is None else percent(value, 3)


@register.filter
def length(value: int | None) -> str:
    """A length in its two largest units, cut off; a negative one with a minus."""
    if value is None:
        return "–"
    sign, left = ("−", -value) if value < 0 else ("", value)
    parts: list[str] = []
    for unit, name in _UNITS:
        count, left = divmod(left, unit)
        if count or parts:
            parts.append(f"{count} {name}")
        if len(parts) == 2:
            break
    said = [each for each in parts if not each.startswith("0 ")]
    return sign + (" ".join(said) or "0 s")


@register.filter
def hours(value: int) -> str:
    """A length of business time in hours and minutes, cut off: of its days nobody knows how long they are."""
    sign, left = ("−", -value) if value < 0 else ("", value)
    whole, rest = divmod(left, HOUR)
    minutes = rest // MINUTE
    return sign + " ".join([f"{whole} h"] * (whole > 0) + [f"{minutes} min"] * (minutes > 0 or not whole))


@register.filter
def figure(data: Mapping[str, Any]) -> str:
    """A figure of a finding in few words; a dash where there is none."""
    match data["kind"]:
        case "share":
            return percent(Fraction(data["share"]), 3)
        case "length":
            is_plain = data["basis"] == "elapsed"
            return length(data["length"]) if is_plain else f"{hours(data['length'])}, {data['basis']}"
        case "count":
            return f"{data['count']} {data['of']}"
        case "measured":
            return measured(Fraction(data["value"]), data["scale"])
        case "words":
            return str(data["words"])
        case _:
            return "–"


@register.filter
def bar(used: Fraction | None, says: str = "used") -> SafeString | str:
    """A picture of how much of a whole is used: a bar that is full at all of it, and crossed beyond."""
    if used is None:
        return ""
    part = min(max(used, Fraction(0)), Fraction(1))
    kind = "over" if used >= 1 else "near" if used >= Fraction(3, 4) else "calm"
    return format_html(
        '<svg class="share share-{}" viewBox="0 0 {} 10" width="{}" height="10" role="img"'
        ' aria-label="{} {}">'
        '<rect class="whole" width="{}" height="10"/><rect class="part" width="{}" height="10"/>{}</svg>',
        kind,
        WIDTH,
        WIDTH,
        percent(used, 1),
        says,
        WIDTH,
        floor(part * WIDTH),
        format_html('<path d="M0 10L10 0M{} 10L{} 0"/>', WIDTH - 10, WIDTH) if used > 1 else "",
    )


@register.filter
def left_at(clock: SeenClock, now: Instant) -> int:
    """What is left of a clock."""
    return clock.left_at(now)


@register.filter
def used_at(clock: SeenClock, now: Instant) -> Fraction | None:
    """The share of a clock's target that is used."""
    return Fraction(clock.budget - clock.left_at(now), clock.budget) if clock.budget else None


@register.filter
def overdue_at(clock: SeenClock, now: Instant) -> bool:
    """Whether its target was used up."""
    return clock.is_overdue(now)


@register.filter
def allowance_used(promise: SeenLive) -> int:
    """How much of an allowance is used, in microseconds."""
    return (promise.allowance or 0) - (promise.allowance_left or 0)
