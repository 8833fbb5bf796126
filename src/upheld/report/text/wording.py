"""Wording: instants, lengths, figures and amounts of a document, as people read them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.chrono.zone import Zone
from upheld.quantity import write_length, write_share
from upheld.quantity.measured import FEWEST_PLACES, measured, percentage
from upheld.report.figure import Json
from upheld.report.local_time import write_offset

STATES = ("kept", "breached", "running", "indeterminate")
"""What a ticket or an occasion can come to, by the keys of a record."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def moment(utc: str, zone: Zone) -> str:
    """An instant on the wall clock: `Fri 2026-03-06 13:00 +01:00`; in UTC where no offset is known."""
    day, clock, offset = _parts(utc, zone)
    return f"{day} {clock} {offset}"


def last_day(utc: str, zone: Zone) -> str:
    """The last instant in time: as a date where it is the end of a day, otherwise with the time."""
    day, _, _ = _parts(utc, zone)
    after, _, _ = _parts(format_instant(Instant(parse_instant(utc) + 1)), zone)
    return moment(utc, zone) if day == after else day.split()[-1]


def span(start: str, end: str, zone: Zone) -> str:
    """An interval on the wall clock, the date and offset of its end only where they differ."""
    first_day, first_clock, first_offset = _parts(start, zone)
    last_day, last_clock, last_offset = _parts(end, zone)
    if first_offset != last_offset:
        return f"{moment(start, zone)} to {moment(end, zone)}"
    last = last_clock if first_day == last_day else f"{last_day} {last_clock}"
    return f"{first_day} {first_clock} to {last} {last_offset}"


def from_to(start: str, end: str, zone: Zone) -> tuple[str, str]:
    """The two ends of an interval for a table, the end as short as the start allows."""
    first_day, _, first_offset = _parts(start, zone)
    last_day, last_clock, last_offset = _parts(end, zone)
    is_short = (first_day, first_offset) == (last_day, last_offset)
    return moment(start, zone), last_clock if is_short else moment(end, zone)


def then(at: str, since: str, zone: Zone) -> str:
    """An instant beside another one that was just named: without what both have in common."""
    first_day, _, first_offset = _parts(since, zone)
    day, clock, offset = _parts(at, zone)
    if offset != first_offset:
        return moment(at, zone)
    return clock if day == first_day else f"{day} {clock}"


def titles(parts: Sequence[Json], zone: Zone) -> list[str]:
    """The objectives of findings or credit lines, each with its member where it is about one.

    The days judged are added where one of them stands there twice.
    """
    names = [
        f"{part['objective']}, {part['member']}" if "member" in part else part["objective"] for part in parts
    ]
    return [
        f"{name} ({days_in_words(part['interval'], zone)})" if names.count(name) > 1 else str(name)
        for name, part in zip(names, parts, strict=True)
    ]


def days_in_words(interval: Json, zone: Zone) -> str:
    """The first and last day of an interval, or the only one."""
    last = format_instant(Instant(parse_instant(interval["end"]) - 1))
    days = (_parts(at, zone)[0].split()[-1] for at in (interval["start"], last))
    return " to ".join(dict.fromkeys(days))


def _parts(utc: str, zone: Zone) -> tuple[str, str, str]:
    """The day, the time and the offset an instant has on the wall."""
    at = parse_instant(utc)
    if zone.span.start <= at < zone.span.end:
        text, offset = format_instant(Instant(zone.wall(at))), write_offset(zone.offset(at))
        day = zone.date(at)
        weekday = _WEEKDAYS[day.weekday()]
    else:
        text, offset, weekday = utc, "UTC", ""
    date, clock = text.removesuffix("Z").split("T")
    if clock.endswith(":59.999999"):
        after = format_instant(Instant(parse_instant(f"{date}T{clock}Z") + 1))[11:]
        clock = "24:00" if after.startswith("00:00") else after.removesuffix("Z")
    if clock.endswith(":00") and clock.count(":") > 1:
        clock = clock[:-3]
    return f"{weekday} {date}".strip(), clock, offset


def figure(data: Json, zone: Zone) -> str:
    """A figure in a few words."""
    text: str
    match data["kind"]:
        case "share":
            text = _percentage(data)
        case "length":
            text = write_length(data["length"])
            if data["basis"] != "elapsed":
                text += f", {data['basis']}"
        case "count":
            text = f"{data['count']} {_noun(data['of'], data['count'])}"
        case "moment":
            text = moment(data["at"], zone)
        case "stretch":
            text = span(data["start"], data["end"], zone)
        case "sum":
            text = f"{data['amount']} {data['currency']}"
        case "words":
            text = data["words"]
        case "measured":
            text = measured(Fraction(data["value"]), data["scale"])
        case _:
            text = f"no figure: {data['why']}"
    return text


def _percentage(data: Json) -> str:
    """The floored percentage; with more digits where flooring left few, which may be those of a bound."""
    floored = str(data["percent"])
    is_short = len(floored.removesuffix(" %").partition(".")[2]) < FEWEST_PLACES
    return percentage(Fraction(data["share"])) if is_short else floored


def amount(data: Json) -> str:
    """An amount promised or owed."""
    match data["kind"]:
        case "sum":
            return f"{data['amount']} {data['currency']}"
        case "share of fee":
            return f"{write_share(Fraction(data['share']))} of monthly fee"
        case "share of another fee":
            return f"{write_share(Fraction(data['share']))} of {data['fee']}"
        case "service time":
            return str(data["words"])
        case _:
            return "not worked out"


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number and its noun: `1 breach`, `3 breaches`."""
    return f"{count} {one if count == 1 else many or _PLURALS.get(one, one + 's')}"


_PLURALS = {"reply": "replies"}


def in_states(record: Json, noun: str) -> str:
    """How many tickets or occasions came to what: `4 tickets: 3 kept, 1 breached`."""
    total = sum(record[state] for state in STATES)
    if not total:
        return "none in this period"
    counts = ", ".join(f"{record[state]} {state}" for state in STATES if record[state] or state in STATES[:2])
    return f"{counted(total, noun)}: {counts}"


def target(text: str) -> str:
    """A time target as contracts say it: `within 4 business hours` for `<= 4 business hours`."""
    for sign, words in (("<= ", "within "), ("< ", "less than ")):
        if text.startswith(sign):
            return words + text.removeprefix(sign)
    return text


def _noun(many: str, count: int) -> str:
    """A noun that is given in the plural, for a count."""
    return many[:-1] if count == 1 and many.endswith("s") and not many.endswith("ss") else many


def share_of(data: Json) -> str:
    """A percentage, or why there is none."""
    return str(data["percent"]) if data["kind"] == "share" else f"none ({data['why']})"
