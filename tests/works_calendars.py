"""Calendars of works, written in few words."""

from __future__ import annotations


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT", ""))


def calendar(*events: str) -> bytes:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//test//EN\r\n"
    return f"{head}{''.join(events)}END:VCALENDAR\r\n".encode()


LONDON = "TZID=Europe/London"


def weekly(
    *more: str, name: str = "Patching", start: str = "20260315T020000", end: str = "20260315T040000"
) -> str:
    return event(
        f"UID:{name}",
        f"SUMMARY:{name}",
        f"DTSTART;{LONDON}:{start}",
        f"DTEND;{LONDON}:{end}",
        "RRULE:FREQ=WEEKLY;COUNT=4",
        *more,
    )
