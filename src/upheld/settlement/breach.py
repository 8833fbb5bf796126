"""Breaches: each promise broken, when it was, and the failures that broke it."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.period import Period
from upheld.evaluation.reason import Moment, NoData


class Failure(Struct, frozen=True, kw_only=True):
    """One thing that went wrong: an outage, a late answer, a figure that missed."""

    what: str
    began_at: Instant
    """When it began to be a failure: an answer fails when its time is over, not when it was asked for."""
    ended_at: Moment | NoData
    downtime: Micros = Micros(0)
    """How much of it counts as downtime."""
    evidence: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    """What it affected, as far as that is known: circuits, machines, parts whose own figure missed."""
    ticket: str | None = None
    """The ticket that was late, with its source."""
    incidents: tuple[str, ...] = ()
    """The incidents that it is about, by number."""
    of: str | None = None
    """The one of these that is meant alone, where each is owed a credit of its own."""

    @property
    def said(self) -> str:
        """What went wrong, and for what alone, where that is meant."""
        return self.what if self.of is None else f"{self.what}, for {self.of}"


class Breach(Struct, frozen=True, kw_only=True, cache_hash=True):
    """One breach of a guarantee, as the agreement counts them; `failures` in order of time, at least one."""

    objective: str
    member: str | None = None
    """The member of a service that was judged by itself, where one was: its breaches are its own."""
    number: int
    """Its place among the breaches of its finding, from 1."""
    at: Instant
    """When the promise could no longer be kept."""
    what: str
    period: Period
    """The period of the objective, to which it belongs."""
    failures: tuple[Failure, ...]
    evidence: tuple[str, ...]
    """Natural keys of the first few rows it rests on."""
    clause: Clause | None = None

    @property
    def subject(self) -> str:
        """What was breached, in words: the objective, and the member it is about."""
        return self.objective if self.member is None else f"{self.objective}, {self.member}"
