"""Logs: one line of JSON an event, on standard error, without secrets or personal data.

At a terminal the same stands in plain words, but for work done and requests answered as they should be.

Only fields of the list below are written, whatever is handed to the logger. The text of an exception may
quote anything, so that only its kind and the place in the program are told.
"""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path

import orjson

from upheld.chrono.instant import Instant, format_instant

FIELDS = (
    "actor",
    "attempt",
    "bytes",
    "child",
    "code",
    "error",
    "file",
    "kind",
    "method",
    "milliseconds",
    "number",
    "place",
    "reason",
    "released",
    "request",
    "route",
    "status",
    "work",
    "worker",
)
"""What may stand in a line besides time, level, source and event. An actor is a number, a route a name."""
OURS = "upheld"
ROUTINE = frozenset({"work done", "request"})
_AT_TERMINAL = sys.stderr.isatty()


class Lines(logging.Formatter):
    """Writes an event as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the fields that may be told."""
        line: dict[str, object] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "source": record.name,
            "process": record.process,
            "event": _event(record),
        }
        return orjson.dumps(line | _told(record), default=str).decode()


class Words(logging.Formatter):
    """Writes an event as one line to be read at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the fields that may be told."""
        told = ", ".join(f"{field} {value}" for field, value in _told(record).items())
        level = "" if record.levelno < logging.WARNING else f"{record.levelname.lower()}: "
        return f"{_at(record)[11:19]} {record.name}: {level}{_event(record)}{told and f' ({told})'}"


def is_news(record: logging.LogRecord) -> bool:
    """Tell whether who watches a terminal wants to see it: what they should read must not scroll away."""
    return record.levelno > logging.INFO or record.msg not in ROUTINE


def _at(record: logging.LogRecord) -> str:
    return format_instant(Instant(int(record.created * 1_000_000)))


def _told(record: logging.LogRecord) -> dict[str, str | int | float]:
    # Django hands over requests themselves, which quote their address
    every = {field: record.__dict__.get(field) for field in FIELDS}
    told = {field: value for field, value in every.items() if isinstance(value, str | int | float)}
    if record.exc_info and record.exc_info[0] is not None:
        told |= {"error": record.exc_info[0].__name__, "raised_in": _place(record)}
    return told


def _event(record: logging.LogRecord) -> str:
    """Our own messages are fixed words; those of libraries may have anything in their arguments."""
    if record.name.split(".")[0] == OURS:
        return record.getMessage()
    return str(record.msg)


def _place(record: logging.LogRecord) -> str:
    raised = record.exc_info[2] if record.exc_info else None
    frames = traceback.extract_tb(raised)[-4:]
    return " > ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": Words if _AT_TERMINAL else Lines}},
    "handlers": {
        "error": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "lines",
            "filters": [is_news] if _AT_TERMINAL else [],
        }
    },
    "root": {"handlers": ["error"], "level": "WARNING"},
    "loggers": {
        OURS: {"level": "INFO"},
        # replaces the handlers that Django brings along, one of which mails tracebacks
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # of what was refused the line of the request tells more
        "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
"""As the standard library's `logging.config` reads it."""
