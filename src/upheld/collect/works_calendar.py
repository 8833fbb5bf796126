"""Works that come again and again: rules in iCalendar (RFC 5545), expanded into rows of maintenance.

The library expands walls of clocks; instants come from the zones that everything else is judged by. What was
expanded is kept as rows, so that no later version of a library changes it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct

from upheld.chrono.instant import DAY, EARLIEST, LATEST, SECOND, Instant, format_instant
from upheld.chrono.interval import EVER
from upheld.chrono.zone import WallTime, Zone
from upheld.collect.almanac import read_zone
from upheld.collect.parcel.parcel import ParcelProblems, RowProblem
from upheld.collect.problem import quoted
from upheld.errors import TimeError, UsageError
from upheld.evidence.maintenance import WorkKind

KIND, SERVICES, RESOURCES, ANNOUNCED = (
    "X-UPHELD-KIND",
    "X-UPHELD-SERVICES",
    "X-UPHELD-RESOURCES",
    "X-UPHELD-ANNOUNCED",
)
MOST_OCCURRENCES = 5_000
"""Of one rule: more are no works."""
Part = Any
"""What the library gives, which says nothing of its types."""
Refuse = Callable[[str, str], None]
_EPOCH = datetime.datetime(1970, 1, 1)  # noqa: DTZ001 a wall, not an instant
_STRETCH = 366 * DAY
_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_MICRO = datetime.timedelta(microseconds=1)
_CALENDAR = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Upheld//works//EN\r\n{}END:VCALENDAR\r\n"


class Rule(Struct, frozen=True, kw_only=True):
    """One work with all that is said of its occurrences."""

    uid: str
    name: str
    text: str
    """A calendar with this rule alone."""
    zone: str
    """The zone that its times are of; `UTC` where they are of none."""


class Occurrence(Struct, frozen=True, kw_only=True):
    """One time at which a work is planned; cells as a row of maintenance has them."""

    starts_at: Instant
    ends_at: Instant
    cells: Mapping[str, str]
    """All but source, start and end."""


def read_rules(name: str, data: bytes) -> tuple[Rule, ...] | ParcelProblems:
    """Read the rules of a calendar, or say all that keeps them from being works, by file and work."""
    try:
        calendar = _library().Calendar.from_ical(data)
    except (ValueError, UnicodeDecodeError, IndexError, KeyError) as error:
        return _refused([_problem(name, f"it is no calendar ({error})", "hand over iCalendar (RFC 5545)")])
    problems: list[RowProblem] = []
    events: dict[str, list[Part]] = {}
    for event in calendar.walk("VEVENT"):
        events.setdefault(str(event.get("UID", "")), []).append(event)
    rules = [rule for uid, several in events.items() if (rule := _rule(name, uid, several, problems))]
    names = [rule.name for rule in rules]
    for each in sorted({each for each in names if names.count(each) > 1}):
        reason = f"two works are called {quoted(each)}"
        problems.append(_problem(name, reason, "give each a SUMMARY of its own: rows are known by it"))
    if not events:
        problems.append(_problem(name, "there is no VEVENT in it", "write each work as one"))
    return _refused(problems) if problems else tuple(rules)


def occurrences(rule: Rule, since: Instant, until: Instant) -> list[Occurrence]:
    """Expand a rule: the occurrences that begin from `since` until before `until`, in order of time.

    Those that an override cancels are not among them. UsageError for more than anybody plans.
    """
    calendar = _library().Calendar.from_ical(rule.text)
    masters = [each for each in calendar.walk("VEVENT") if "RECURRENCE-ID" not in each]
    overrides = {
        _at(each["RECURRENCE-ID"]): each for each in calendar.walk("VEVENT") if "RECURRENCE-ID" in each
    }
    found = []
    for event in _expanded(calendar, since, until):
        start = _at(event["DTSTART"])
        if since <= start < until:
            source = overrides.get(_at(event["RECURRENCE-ID"]), masters[0]) if masters else event
            if str(source.get("STATUS", "")).upper() != "CANCELLED":
                is_own = "RECURRENCE-ID" in source
                found.append(
                    _occurrence(rule.name, source, masters[0], start, _end(source, event, start), is_own)
                )
        if len(found) > MOST_OCCURRENCES:
            raise UsageError(f"{quoted(rule.name)} comes more than {MOST_OCCURRENCES} times: end it sooner")
    return sorted(found, key=lambda each: each.starts_at)


def begins(rule: Rule) -> Instant:
    """The earliest instant at which an occurrence may begin."""
    events = _library().Calendar.from_ical(rule.text).walk("VEVENT")
    told = [each["DTSTART"] for each in events]
    return min(_at(each) for each in told)


def is_endless(rule: Rule) -> bool:
    """Whether it comes again for ever."""
    events = _library().Calendar.from_ical(rule.text).walk("VEVENT")
    rules = [part for each in events if "RRULE" in each for part in _listed(each["RRULE"])]
    return any("UNTIL" not in each and "COUNT" not in each for each in rules)


def _expanded(calendar: Part, since: Instant, until: Instant) -> Iterator[Part]:
    import recurring_ical_events  # heavy, and of the server's extra

    query = recurring_ical_events.of(calendar)
    first, last = Instant(max(since - 2 * DAY, EARLIEST)), Instant(min(until + 2 * DAY, LATEST))
    while first < last:
        # a stretch at a time: whoever looks on stops where there are too many
        end = Instant(min(first + _STRETCH, last))
        for event in query.between(_datetime(first), _datetime(end)):
            if first <= _at(event["DTSTART"]) < end:
                yield event
        first = end


def _library() -> Part:
    try:
        import icalendar  # heavy, and of the server's extra
    except ImportError as error:
        raise UsageError("calendars need the extra: pip install 'upheld[server]'") from error
    return icalendar


def _rule(name: str, uid: str, events: Sequence[Part], problems: list[RowProblem]) -> Rule | None:
    masters = [each for each in events if "RECURRENCE-ID" not in each]
    title = str(events[0].get("SUMMARY", "")).strip()
    spoken = f"{name}: {quoted(title or uid)}"
    before = len(problems)

    def refuse(reason: str, remedy: str) -> None:
        problems.append(_problem(spoken, reason, remedy))

    if not uid:
        refuse("it has no UID", "give it one: by it a later version of it is known")
    if not title:
        refuse("it has no SUMMARY", "name the work")
    if len(masters) != 1:
        refuse(
            f"{len(masters)} of its parts have no RECURRENCE-ID",
            "write the rule once, and what differs after it",
        )
    for event in events:
        _refuse_unfit(event, refuse)
    if len(problems) > before:
        return None
    text = _CALENDAR.format("".join(each.to_ical().decode() for each in events))
    zone = str(masters[0]["DTSTART"].params.get("TZID", "UTC"))
    return Rule(uid=uid, name=title, text=text, zone=zone)


def _refuse_unfit(event: Part, refuse: Refuse) -> None:
    if "DTSTART" not in event or ("DTEND" not in event and "DURATION" not in event):
        refuse("DTSTART, or both DTEND and DURATION, are missing", "say when it begins, and when it ends")
        return
    for key in ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"):
        for value in _listed(event.get(key)):
            for each in getattr(value, "dts", [value]):
                _refuse_time(key, each, value.params, refuse)
    if event.get("RECURRENCE-ID") is not None and "RANGE" in event["RECURRENCE-ID"].params:
        refuse("RECURRENCE-ID has a RANGE", "end the rule there, and write another from there on")
    for each in _listed(event.get("RRULE")):
        if set(each.get("FREQ", ())) & _OFTEN or "BYSECOND" in each or "BYMINUTE" in each or "BYHOUR" in each:
            refuse("RRULE comes more often than once a day", "write a rule for each time of day")
    kinds = [kind.value for kind in WorkKind]
    if str(event.get(KIND, kinds[0])) not in kinds:
        refuse(f"{KIND} is {quoted(str(event[KIND]))}", f"write {', '.join(kinds)}")
    try:
        _announced(event, Instant(0))
    except (TimeError, ValueError):
        refuse(
            f"{ANNOUNCED} is {quoted(str(event[ANNOUNCED]))}", "write 20260301T090000Z, or -P14D before each"
        )


def _refuse_time(key: str, value: Part, params: Mapping[str, Part], refuse: Refuse) -> None:
    at = getattr(value, "dt", None)
    if not isinstance(at, datetime.datetime):
        refuse(
            f"{key} is no instant",
            "write a day with a time of day, such as TZID=Europe/London:20260301T020000",
        )
        return
    zone = params.get("TZID")
    if zone is not None:
        try:
            _zone(str(zone))
        except TimeError as error:
            reason, _, remedy = str(error).partition(": ")
            refuse(f"{key}: {reason}", remedy)
    elif at.tzinfo is None:
        refuse(f"{key} is of no zone", "name it, such as TZID=Europe/London, or write it in UTC with a Z")


def _occurrence(
    name: str, event: Part, master: Part, start: Instant, end: Instant, is_own: bool
) -> Occurrence:
    cells = {"name": name, "kind": str(event.get(KIND, master.get(KIND, WorkKind.PLANNED.value)))}
    for column, key in (("services", SERVICES), ("resources", RESOURCES)):
        said = str(event.get(key, master.get(key, ""))).replace(",", ";")
        if said:
            cells[column] = said
    # who is told of the rule is not told of what differs from it
    announced = _announced(event, start) if is_own or ANNOUNCED in event else _announced(master, start)
    if announced is not None:
        cells["announced_at"] = format_instant(announced)
    return Occurrence(starts_at=start, ends_at=end, cells=cells)


def _announced(event: Part, start: Instant) -> Instant | None:
    """When it was announced: at an instant, or so long before each occurrence."""
    said = event.get(ANNOUNCED)
    if said is None:
        return None
    library = _library()
    if str(said).startswith("-P"):
        before = library.vDuration.from_ical(str(said))
        return Instant(start + before // _MICRO)
    at = library.vDatetime.from_ical(str(said))
    if at.tzinfo is None:
        raise TimeError("it has no zone; write it in UTC")
    return Instant((at.astimezone(datetime.UTC).replace(tzinfo=None) - _EPOCH) // _MICRO)


def _end(source: Part, event: Part, start: Instant) -> Instant:
    """As long after the start as its rule says: days by the clock, all else exactly (RFC 5545, 3.8.5.3)."""
    if "DURATION" in source:
        length = source["DURATION"].dt
        if length.days and not length.seconds:
            zone = _zone_of(source["DTSTART"])
            return _instant(zone, WallTime(_wall(event["DTSTART"].dt) + length // _MICRO))
        return Instant(start + length // _MICRO)
    return Instant(start + _at(source["DTEND"]) - _at(source["DTSTART"]))


def _at(value: Part) -> Instant:
    """The instant of a value by our own zones; of a time that never was, the one with the offset before."""
    at = value.dt
    zone = value.params.get("TZID")
    if zone is None:
        return Instant((at.astimezone(datetime.UTC).replace(tzinfo=None) - _EPOCH) // _MICRO)
    return _instant(_zone(str(zone)), WallTime(_wall(at)))


@cache
def _zone(name: str) -> Zone:
    """A zone by its name; TimeError for an unknown one."""
    return read_zone(name, EVER)


def _instant(zone: Zone, wall: WallTime) -> Instant:
    found = zone.instants(wall)
    return found[0] if found else Instant(wall - zone.offset(Instant(wall - DAY)))


def _zone_of(value: Part) -> Zone:
    return _zone(str(value.params.get("TZID", "UTC")))


def _wall(at: datetime.datetime) -> int:
    return (at.replace(tzinfo=None) - _EPOCH) // _MICRO


def _datetime(at: Instant) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(at // SECOND, datetime.UTC)


def _listed(value: Part) -> list[Part]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _problem(place: str, reason: str, remedy: str) -> RowProblem:
    return RowProblem(row=None, place=place, reason=reason, remedy=remedy)


def _refused(problems: Sequence[RowProblem]) -> ParcelProblems:
    return ParcelProblems(problems=tuple(problems))
