"""Letters about alarms: what is so, in a line, and what there is to know about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec import Struct

from upheld.chrono.instant import SECOND, Instant, to_datetime
from upheld.quantity.length import write_length
from upheld.report.letters.letter import Letter

Said = Mapping[str, Any]
UNTOLD = frozenset({"state", "promises"})
"""What an alarm is about of which it can't be told how it stands, though evidence may arrive."""


class Alarmed(Struct, frozen=True, kw_only=True):
    """An alarm as it is told of."""

    number: int
    kind: str
    said: Said
    raised_at: Instant
    link: str

    @property
    def title(self) -> str:
        """What is so."""
        return title_of(self.kind, self.said)


def title_of(kind: str, said: Said) -> str:
    """Say in a line what is so."""
    match kind:
        case "clock":
            return f"{_used(said, 'of the time', 'The time')}: ticket {said['ticket']}, {said['objective']}"
        case "allowance":
            return f"{_used(said, 'of the allowance', 'The allowance')}: {_promise(said)}, {said['period']}"
        case "burn rate":
            return f"The allowance burns {_times(said['rate'])} times too fast: {_promise(said)}"
        case _:
            return _silent(said)


def title_over(kind: str, said: Said) -> str:
    """Say in a line that it is not so any more."""
    if kind == "burn rate":
        return f"The allowance burns more slowly again: {_promise(said)}"
    if said.get("what") in UNTOLD:
        return f"How things stand can be told again: {said['agreement']}"
    return f"Evidence arrives again: {_source(said)}"


def explained(kind: str, said: Said) -> str:
    """Say in a sentence or two what there is to know about it."""
    match kind:
        case "clock":
            return _about_clock(said)
        case "allowance":
            left = _length(said["left"]) if said["left"] > 0 else "none"
            return (
                f"Of {_length(said['allowance'])} of downtime {left} is left until {_moment(said['until'])}."
            )
        case "burn rate":
            return (
                f"Over the last {_length(said['long'])}, and the last {_length(said['short'])} too, at least "
                f"{_times(said['rate'])} times as much as evenly over the period."
            )
        case _:
            return _about_silence(said)


def letter_of_alarms(raised: Sequence[Alarmed], over: Sequence[Alarmed], page: str) -> Letter:
    """Tell of several alarms at once: of a hundred that come together there is one letter."""
    parts = [_part(each, each.title, explained(each.kind, each.said)) for each in raised]
    parts += [_part(each, title_over(each.kind, each.said), "") for each in over]
    if len(raised) + len(over) == 1:
        subject = raised[0].title if raised else title_over(over[0].kind, over[0].said)
    else:
        said = [f"{len(raised)} alarms"] if raised else []
        said += [f"{len(over)} over"] if over else []
        subject = ", ".join(said)
    return Letter(_in_a_line(subject), "\n".join(parts) + f"\nAll of them: {page}\n")


def _part(alarm: Alarmed, title: str, says: str) -> str:
    told = f"{says}\n" if says else ""
    note = f"{alarm.said['illustration']}\n" if alarm.said.get("illustration") else ""
    return f"{title}\n{told}{note}"


def _in_a_line(text: str) -> str:
    """A subject has one line, whatever names are in it (RFC 5322)."""
    return " ".join(text.split())[:200]


def _used(said: Said, of: str, whole: str) -> str:
    share = Fraction(said["share"])
    return f"{whole} is used up" if share == 1 else f"{int(share * 100)} % {of} is used"


def _promise(said: Said) -> str:
    member = f" of {said['member']}" if said.get("member") else ""
    whose = [said.get("customer"), said.get("subscription"), said.get("plan") and f"plan {said['plan']}"]
    named = ", ".join(str(each) for each in whose if each)
    return f"{said['objective']}{member} of {said['agreement']}" + (f" ({named})" if named else "")


def _times(rate: str) -> str:
    value = Fraction(rate)
    return str(int(value)) if value.denominator == 1 else f"{float(value):g}"


def _source(said: Said) -> str:
    return f"{said['what']} {said['name']} of {said['agreement'] or said['dossier']}"


def _silent(said: Said) -> str:
    if said.get("what") == "state":
        return f"It can't be told how things stand: {said['agreement']}"
    if said.get("what") == "promises":
        return f"Not every promise can be judged: {said['agreement']}"
    return f"No evidence arrives: {_source(said)}"


def _about_silence(said: Said) -> str:
    if said.get("what") in UNTOLD:
        return str(said["trouble"])
    since = said.get("since")
    last = "There has been none yet" if since is None else f"The last is of {_moment(since)}"
    return f"{last}; it is expected every {_length(said['every'])}." if said.get("every") else f"{last}."


def _about_clock(said: Said) -> str:
    whose = f" of {said['customer']}" if said.get("customer") else ""
    priority = f", {said['priority']}" if said.get("priority") else ""
    due = f" Due {_moment(said['due'])}." if said.get("due") is not None else ""
    return f"{said['agreement']}{whose}{priority}: {said.get('promise') or said['objective']}.{due}"


def _length(micros: int) -> str:
    return write_length(micros - micros % SECOND)


def _moment(at: int) -> str:
    return f"{to_datetime(Instant(at)):%Y-%m-%d %H:%M} UTC"
