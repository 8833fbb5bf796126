"""Openings: `Mon-Fri 09:00-17:00`, `daily 22:00-06:00`, `always`, as hours on a door."""

from __future__ import annotations

import re
from collections.abc import Iterator

from upheld.chrono.hours import ALWAYS, EVERY_DAY, MONDAY_TO_FRIDAY, DayWindow, Weekday, Window
from upheld.chrono.instant import DAY, HOUR, MINUTE, Micros
from upheld.errors import PhraseError
from upheld.quantity import did_you_mean
from upheld.quantity.pattern import Pattern
from upheld.quantity.phrase import tidy

_WEEKDAYS = {
    name: day
    for day in Weekday
    for name in (day.name.lower(), day.name.lower()[:3], day.name.lower()[:2], f"{day.name.lower()}s")
} | {"tues": Weekday.TUESDAY, "thur": Weekday.THURSDAY, "thurs": Weekday.THURSDAY}
_GROUPS = {
    "daily": EVERY_DAY,
    "every day": EVERY_DAY,
    "weekdays": MONDAY_TO_FRIDAY,
    "weekends": EVERY_DAY - MONDAY_TO_FRIDAY,
}
_TIME = r"([0-9]{1,2}):([0-9]{2})"
_SPAN = Pattern(rf"{_TIME} ?(?:-|–|to) ?{_TIME}")
_RANGE = Pattern(r" ?(?:-|–| to ) ?")
_COMMA = Pattern(r" ?, ?(?:and )?| and ")
_AROUND_THE_CLOCK = Pattern(r"24 ?[/x×*] ?7", re.IGNORECASE)
_WEEK = Pattern(rf"([a-z.]+) {_TIME} ?(?:-|–|to|until|till|through) ?([a-z.]+) {_TIME}", re.IGNORECASE)
_ALL_WEEKDAYS = Pattern(r"24 ?[/x×*] ?5", re.IGNORECASE)
_NAKED_HOUR = Pattern(r"[0-9]{1,2}(?: ?[ap]\.?m\.?| ?h)?|[0-9]{1,2}[.:][0-9]{2} ?[ap]\.?m\.?", re.IGNORECASE)


def parse_opening(text: str) -> tuple[Window, ...]:
    """The weekly windows of `Mon-Fri 09:00-12:00, 13:00-17:00`, `Sat, Sun 22:00-06:00`, `always`.

    A window that closes before it opens runs past midnight; `Sun 15:00-Fri 17:00` is one stretch of each
    week, and `24x5` all of Monday to Friday. PhraseError for times without minutes or with am
    and pm, for unknown days, and for a window without length.
    """
    phrase = tidy(text)
    if phrase.lower() == "always" or _AROUND_THE_CLOCK.fullmatch(phrase):
        return ALWAYS
    if _ALL_WEEKDAYS.fullmatch(phrase):
        return (Window(MONDAY_TO_FRIDAY, Micros(0), DAY),)
    week = _WEEK.fullmatch(phrase)
    if week is not None:
        return tuple(_through(week, phrase))
    first = _SPAN.search(phrase)
    if first is None:
        raise _no_times(phrase)
    days = (
        parse_days(phrase[: first.start()].strip(" ,") or "daily") if first.start() else _refuse_days(phrase)
    )
    spans = _COMMA.split(phrase[first.start() :])
    return tuple(Window(days, *_overnight(*_span(span, phrase))) for span in spans)


def _through(week: re.Match[str], phrase: str) -> Iterator[Window]:
    """One stretch of each week, day by day: from a time of one day to a time of another."""
    first, last = _weekday(week[1], phrase), _weekday(week[4], phrase)
    opens, closes = _time(week[2], week[3], phrase), _time(week[5], week[6], phrase)
    if first is last:
        raise PhraseError(
            f"`{phrase}` begins and ends on the same day", f"write `{week[1]} 09:00-17:00`, or both days"
        )
    if opens == DAY or closes == 0:
        raise PhraseError(f"`{phrase}` has a day of no length", "begin before 24:00, and end after 00:00")
    yield Window(frozenset({first}), opens, DAY)
    between = _from_to(first, last) - {first, last}
    if between:
        yield Window(frozenset(between), Micros(0), DAY)
    yield Window(frozenset({last}), Micros(0), closes)


def parse_days(phrase: str) -> frozenset[Weekday]:
    """The weekdays a phrase names: `Mon-Fri`, `Mon, Wed and Fri`, `Sat-Mon`, `daily`, `weekdays`."""
    group = _GROUPS.get(phrase.lower())
    if group is not None:
        return group
    days: set[Weekday] = set()
    for part in _COMMA.split(phrase):
        ends = [_weekday(name, phrase) for name in _RANGE.split(part)]
        if len(ends) > 2:
            raise PhraseError(
                f"`{part}` in `{phrase}` has more than two ends", "write a range such as Mon-Fri"
            )
        days |= {ends[0]} if len(ends) == 1 else _from_to(*ends)
    return frozenset(days)


def parse_windows_of_date(text: str) -> tuple[DayWindow, ...]:
    """The windows of one date: `09:00-12:00`, `09:00-12:00, 13:00-15:00`, or none: `closed`."""
    phrase = tidy(text)
    if phrase.lower() == "closed":
        return ()
    spans = [_span(span, phrase) for span in _COMMA.split(phrase)]
    for opens, closes in spans:
        if closes <= opens:
            raise PhraseError(
                f"`{phrase}` runs past the end of the date",
                "end it at 24:00, and give the date after its own windows",
            )
    return tuple(DayWindow(opens, closes) for opens, closes in spans)


def parse_business_day(text: str) -> Window:
    """The business days of a week, and when each begins and ends: `Mon-Fri 09:00-17:00`, or `Mon-Fri`."""
    phrase = tidy(text)
    if _SPAN.search(phrase) is None and not any(map(str.isdigit, phrase)):
        return Window(parse_days(phrase), Micros(0), DAY)
    windows = parse_opening(phrase)
    if len(windows) != 1 or windows[0].closes > DAY:
        raise PhraseError(
            f"`{phrase}` is not one stretch of one date", "write one, such as `Mon-Fri 09:00-17:00`"
        )
    return windows[0]


def _refuse_days(phrase: str) -> frozenset[Weekday]:
    raise PhraseError(f"`{phrase}` names no days", f"write `daily {phrase}` or `Mon-Fri {phrase}`")


def _weekday(name: str, phrase: str) -> Weekday:
    found = _WEEKDAYS.get(name.lower().rstrip("."))
    if found is None:
        known = [day.name.capitalize() for day in Weekday]
        remedy = did_you_mean(name, known, "write days as Mon, Tue, Wed, Thu, Fri, Sat and Sun")
        raise PhraseError(f"`{name}` in `{phrase}` is not a day of the week", remedy)
    return found


def _from_to(first: Weekday, last: Weekday) -> set[Weekday]:
    """All days from one to another, over the weekend where the second comes before the first."""
    return {Weekday((first + step) % 7) for step in range((last - first) % 7 + 1)}


def _span(text: str, phrase: str) -> tuple[Micros, Micros]:
    """Opening and closing, as they stand on the clock."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise _no_times(phrase)
    opens, closes = _time(found[1], found[2], phrase), _time(found[3], found[4], phrase)
    if opens in (closes, DAY):
        raise PhraseError(f"`{text}` has no length", "write 00:00-24:00 for the whole day")
    return opens, closes


def _overnight(opens: Micros, closes: Micros) -> tuple[Micros, Micros]:
    return opens, closes if opens < closes else Micros(closes + DAY)


def _time(hours: str, minutes: str, phrase: str) -> Micros:
    at = Micros(int(hours) * HOUR + int(minutes) * MINUTE)
    if int(minutes) > 59 or at > DAY:
        raise PhraseError(f"`{hours}:{minutes}` in `{phrase}` is not a time of day", "write 00:00 to 24:00")
    return at


def _no_times(phrase: str) -> PhraseError:
    if _NAKED_HOUR.search(phrase):
        return PhraseError(
            f"`{phrase}` does not give opening and closing by the 24-hour clock",
            "write hours and minutes, such as `Mon-Fri 09:00-17:00`",
        )
    return PhraseError(
        f"`{phrase}` does not say when it opens", "write `always`, or such as `Mon-Fri 09:00-17:00`"
    )
