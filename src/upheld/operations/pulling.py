"""Pulling: what a Prometheus has measured over a span, asked for in pieces and taken in as if it was sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.parcel.parcel import MOST_ROWS, ParcelProblems
from upheld.collect.range_query import RangeQuery, values_in
from upheld.collect.shapes import SHAPES
from upheld.collect.shapes.json_body import MOST_BYTES
from upheld.errors import UnreadableFile, UsageError
from upheld.operations.receiving import Posting, Receipt, receive
from upheld.operations.taking_in import Place
from upheld.telemetry.durable import make_folder, write_whole

POINTS_AT_ONCE = 500
"""Of each series; a Prometheus gives 11 000 at most."""
FOLDER = "pulls"
Ask = Callable[[Instant, Instant], bytes]
"""Gives the answer for the instants from a first to a last, both included."""


class Pull(Struct, frozen=True, kw_only=True):
    """What is asked for, and what becomes of it.

    Instants are whole steps since 1970, so that they are the same ones whenever it is asked.
    """

    asked: RangeQuery
    source: str
    metric: str = ""
    """What series are called that have no name."""
    actor: str

    @property
    def name(self) -> str:
        """What it is known by, whatever the span."""
        said = (self.asked.address.rstrip("/"), self.asked.query, self.asked.step, self.source, self.metric)
        return hashlib.sha256(msgspec.json.encode(said)).hexdigest()[:32]


class Piece(Struct, frozen=True, kw_only=True):
    """What came of a piece of the span."""

    first: Instant
    last: Instant
    outcome: Receipt | ParcelProblems


def whole_steps(at: Instant, step: int) -> Instant:
    """The first instant from one on that is a whole number of steps since 1970."""
    return Instant(-(-at // step) * step)


def pull(place: Place, wish: Pull, since: Instant, until: Instant, now: Instant, ask: Ask) -> Iterator[Piece]:
    """Take what was measured from one instant until before another, piece by piece.

    Each piece is recorded before the next is asked for, and is the same rows and samples however often it is
    taken. It ends with a piece that can't be taken. Errors as of `ask` and `receive`.
    """
    step = wish.asked.step
    first, end = whole_steps(since, step), whole_steps(until, step)
    length = POINTS_AT_ONCE
    while first < end:
        last = Instant(min(first + length * step, end) - step)
        body = ask(first, last)
        if (len(body) > MOST_BYTES or values_in(body) > MOST_ROWS) and last > first:
            length = max(((last - first) // step + 1) // 2, 1)
            continue
        outcome = receive(place, _posting(wish, body), now)
        yield Piece(first=first, last=last, outcome=outcome)
        if isinstance(outcome, ParcelProblems):
            return
        first = Instant(last + step)


def _posting(wish: Pull, body: bytes) -> Posting:
    return Posting(
        shape=SHAPES["prometheus"],
        source=wish.source,
        body=body,
        media_type="application/json",
        parameters={"metric": wish.metric} if wish.metric else {},
        actor=wish.actor,
    )


def pulled_until(data: Path, dossier: str, wish: Pull) -> Instant | None:
    """Until when a pull has come, as far as anybody remembers."""
    try:
        return Instant(msgspec.json.decode(_mark(data, dossier, wish).read_bytes(), type=int))
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise UnreadableFile(
            f"{_mark(data, dossier, wish)} can't be read: delete it, and say --from"
        ) from error


def remember(data: Path, dossier: str, wish: Pull, until: Instant) -> None:
    """Remember until when a pull has come, once that is recorded; it spares work, and may be lost."""
    mark = _mark(data, dossier, wish)
    make_folder(mark.parent)
    write_whole(mark, msgspec.json.encode(int(until)))


def span_of(known: Instant | None, since: Instant | None, until: Instant) -> tuple[Instant, Instant]:
    """From when until when is asked: on from where a pull has come, unless it is said otherwise."""
    start = since if known is None else known
    if start is None:
        raise UsageError("nothing was pulled like this yet: say from when on, --from 2026-03-01T00:00:00Z")
    return start, until


def _mark(data: Path, dossier: str, wish: Pull) -> Path:
    return data / FOLDER / f"{dossier}-{wish.name}"
