"""Eyes: one viewer's, and what they looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.store.viewer import Viewer

M = TypeVar("M", bound=Model)
T = TypeVar("T")
AT_ONCE = 100
"""So many rows at most are shown at once."""


class Wanted(Struct, frozen=True, kw_only=True):
    """The part of a long list that is asked for; what a list has nothing to do with plays no part in it."""

    after: tuple[int, ...] = ()
    """Where the part before ended; empty for the first."""
    at_most: int = AT_ONCE
    dossier: str | None = None
    """By its slug, and agreements too."""
    agreement: str | None = None
    customer: int | None = None
    name: str | None = None
    closing: int | None = None
    period: str | None = None
    subject: str | None = None
    since: Instant | None = None
    """Rows that begin at this instant or later, and before the other."""
    until: Instant | None = None
    known_at: int | None = None
    """What was known at an entry of the ledger; what is known now where it is absent."""


class Leaf(Struct, Generic[T], frozen=True):
    """A part of a long list."""

    items: list[T]
    after: tuple[int, ...] | None
    """Where it ended; absent where the list did."""


class Eyes:
    """Look on behalf of one viewer; keep of whom something was seen, for the trail."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer
        self.looked_at: set[int] = set()
        """Customers whose data was fetched, by number."""
        self.opened: set[int] = set()
        """Statements of which the document was fetched, by their keys."""


def leaf(
    rows: QuerySet[M],
    wanted: Wanted,
    seen: Callable[[M], T],
    *,
    latest_first: bool = False,
    order: Combinable | None = None,
) -> Leaf[T]:
    """Give a part of a list in the order in which its rows were made, or the latest first.

    The order may be written otherwise, where a database is to find it otherwise.
    """
    if wanted.after:
        rows = rows.filter(**{"pk__lt" if latest_first else "pk__gt": wanted.after[0]})
    found = list(rows.order_by(order or ("-pk" if latest_first else "pk"))[: wanted.at_most + 1])
    shown = found[: wanted.at_most]
    return Leaf([seen(each) for each in shown], (shown[-1].pk,) if len(found) > len(shown) else None)
