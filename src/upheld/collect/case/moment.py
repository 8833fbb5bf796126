"""Moments: times and stretches of time as people write them, by the clocks of the agreement's zone."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from upheld.chrono.instant import HOUR, MINUTE, SECOND, Instant, format_instant
from upheld.chrono.interval import Interval
from upheld.chrono.zone import WallTime, Zone, wall_midnight
from upheld.errors import PhraseError, TimeError
from upheld.quantity import parse_duration
from upheld.quantity.pattern import Pattern

EXAMPLE = "2026-06-03 14:03/14:10"
"""How a stretch of time is written."""

_FORMS = "write 2026-06-03 14:03, 2026-06-03T14:03:00+02:00, or a date alone for its midnight"
_QUOTED = (
    "put the whole line in quotation marks, or on a line of its own after `- `: within brackets a comma "
    "ends it"
)
_FACT = Pattern(r"(?:affected|detected|reported|not reported|never reported|degraded)\b")
_DAY = r"(?P<day>\d{4}-\d{2}-\d{2})"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?"
_OFFSET = r"(?: ?(?P<offset>[Zz]|[+-]\d{2}:\d{2}))?"
_END = r"(?=[\s/,;]|$)"
_DATED = Pattern(rf"{_DAY}(?:[Tt ] *{_CLOCK}{_OFFSET})?{_END}", re.ASCII)
_ON_THE_DAY = Pattern(rf"{_CLOCK}{_OFFSET}{_END}", re.ASCII)
_OTHER_CLOCK = Pattern(
    r"(?:(?:\d{1,2}(?:[:.]\d{2})?(?: ?[ap]\.?m\b\.?)|[ap]\.?m\b\.?|\d{1,2}[:.]\d{2})(?![\w])\S*"
    r"|\d{1,2}h\d{0,2}/\S+|\d{4}/\d{4}\b)",
    re.ASCII | re.IGNORECASE,
)
_SEPARATOR = Pattern(r"\s*(?P<slash>/)\s*|\s+(?P<word>to|until|for)\s+", re.ASCII)
_MOST_WORDS = 6
"""Words a length is made of at most: `1 h 30 min`."""


class Stretch(Struct, frozen=True):
    """A stretch of time, half-open, and what was written after it; without an end it still lasts."""

    start: Instant
    end: Instant | None
    rest: str


class _Read(Struct, frozen=True):
    at: Instant
    day: date
    """On the wall, so that a time without a date can follow."""
    length: int
    """Characters that were read."""
    is_dated: bool


def read_moment(text: str, zone: Zone, day: date | None = None) -> Instant:
    """Read one time; a date alone is its midnight, and a time without a date is one of `day`.

    Raises PhraseError for what is no time, and for a local time that clocks never showed, or showed twice.
    """
    found = _moment(text.strip(), zone, day, text.strip())
    if found.length < len(text.strip()):
        raise PhraseError(f"`{text.strip()}` is no time", _FORMS)
    return found.at


def read_stretch(text: str, zone: Zone) -> Stretch:
    """Read `2026-06-03 14:03/14:10 eu-west`: from, until (or `for 7 min`), and what follows.

    A date alone is midnight, on either side; without any end it is that whole day. Errors as for a moment;
    PhraseError also where the end does not come after the start.
    """
    phrase = " ".join(text.split())
    begun = _moment(phrase, zone, None, phrase)
    rest = phrase[begun.length :]
    separator = _SEPARATOR.match(rest)
    if separator is None:
        return _whole_day(phrase, begun, rest.strip(), zone)
    rest = rest[separator.end() :]
    if separator["word"] == "for":
        return _lasting(begun.at, rest, phrase)
    if not rest:
        return Stretch(begun.at, None, "")
    ended = _moment(rest, zone, begun.day, phrase)
    if ended.at <= begun.at:
        raise PhraseError(*_backwards(phrase, begun, ended))
    after = rest[ended.length :].strip()
    _check_rest(after, phrase)
    return Stretch(begun.at, ended.at, after)


def read_interval(text: str, zone: Zone) -> Interval:
    """Read a stretch that has an end, and nothing after it; errors as for a stretch."""
    stretch = read_stretch(text, zone)
    if stretch.end is None or stretch.rest:
        raise PhraseError(f"`{text.strip()}` is no stretch of time", f"write {EXAMPLE}")
    return Interval(stretch.start, stretch.end)


def _moment(text: str, zone: Zone, day: date | None, whole: str) -> _Read:
    match = _DATED.match(text) or (_ON_THE_DAY.match(text) if day is not None else None)
    if match is None:
        missing = _ON_THE_DAY.match(text) is not None
        what = "names no date" if missing else "does not begin with a time"
        remedy = _QUOTED if _FACT.match(whole) else _FORMS
        raise PhraseError(f"`{whole}` {what}" if text == whole else f"`{text}` is no time", remedy)
    named = match.groupdict()
    on = _date(named["day"]) if named.get("day") else day
    if on is None:
        raise PhraseError(f"`{whole}` names no date", _FORMS)
    at = _midnight(on, zone) if named["hour"] is None else _at(named, on, zone, match[0])
    return _Read(at, on, match.end(), bool(named.get("day")))


def _at(named: dict[str, str | None], day: date, zone: Zone, text: str) -> Instant:
    hour, minute, second = (int(named[part] or "0") for part in ("hour", "minute", "second"))
    ends_day = hour == 24 and not minute and not second and not int(named["fraction"] or "0")
    if minute > 59 or second > 59 or (hour > 23 and not ends_day):
        raise PhraseError(f"`{text}` is not a time that exists", "hours go to 23, minutes and seconds to 59")
    micros = int((named["fraction"] or "").ljust(6, "0"))
    wall = WallTime(wall_midnight(day) + hour * HOUR + minute * MINUTE + second * SECOND + micros)
    offset = named["offset"]
    if offset is not None:
        return Instant(wall - _offset(offset))
    try:
        found = zone.instants(wall)
    except TimeError as error:
        raise PhraseError(f"`{text}` lies outside the time that is judged", str(error)) from error
    if len(found) == 1:
        return found[0]
    if not found:
        raise PhraseError(
            f"`{text}` never came in {zone.name}, where clocks were set forward",
            "write it with its offset from UTC, such as +02:00, or the time the clocks showed",
        )
    offsets = " or ".join(f"`{text}{_written(zone.offset(at))}`" for at in found)
    raise PhraseError(
        f"`{text}` came twice in {zone.name}, where clocks were set back", f"write which is meant: {offsets}"
    )


def _midnight(day: date, zone: Zone) -> Instant:
    try:
        return zone.midnight(day)
    except TimeError as error:
        raise PhraseError(f"`{day}` has no midnight in {zone.name}", str(error)) from error


def _date(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError as error:
        raise PhraseError(f"`{text}` is not a date that exists", f"check it: {error}") from error


def _offset(text: str) -> int:
    if text in "Zz":
        return 0
    micros = int(text[1:3]) * HOUR + int(text[4:6]) * MINUTE
    return -micros if text[0] == "-" else micros


def _written(offset: int) -> str:
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _check_rest(rest: str, phrase: str) -> None:
    """Refuse what looks like a time and would be taken for a name, such as `2:03pm/2:50pm`."""
    if clock := _OTHER_CLOCK.match(rest):
        remedy = f"write times of day by the 24-hour clock: {EXAMPLE}"
        raise PhraseError(f"`{clock[0]}` in `{phrase}` is no time that can be read", remedy)


def _whole_day(phrase: str, begun: _Read, rest: str, zone: Zone) -> Stretch:
    if ":" in phrase[: begun.length]:
        raise PhraseError(f"`{phrase}` says when it began and not when it ended", f"write {EXAMPLE}")
    _check_rest(rest, phrase)
    return Stretch(begun.at, _midnight(begun.day + timedelta(days=1), zone), rest)


def _lasting(start: Instant, rest: str, phrase: str) -> Stretch:
    """Read a length in place of an end: as many words as make one."""
    words = rest.split(" ")
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        try:
            length = parse_duration(" ".join(words[:count]).rstrip(",;"))
            micros = 0 if length.is_business else length.micros
        except PhraseError:
            continue
        if micros > 0:
            return Stretch(start, Instant(start + micros), " ".join(words[count:]))
    raise PhraseError(f"`{phrase}` does not say how long it lasted", "write `2026-06-03 14:03 for 7 min`")


def _backwards(phrase: str, begun: _Read, ended: _Read) -> tuple[str, str]:
    if ended.at == begun.at:
        return f"`{phrase}` takes no time", "write a later end"
    following = begun.day + timedelta(days=1)
    said = f"`{phrase}` ends before it begins"
    if ended.is_dated:
        return said, f"it begins at {format_instant(begun.at)}: write a later end"
    return said, f"write the date of its end too, such as {following} 01:00"
