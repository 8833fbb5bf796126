"""The exchange: what an agent and the server say to each other, as JSON."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.chrono.instant import Instant, Micros
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import Probe

BEAT = "/api/v1/agent/beat"
PROBES = "/api/v1/agent/probes"
OUTCOMES = "/api/v1/agent/outcomes"
MOST_RECORDS = 5000
"""Of one delivery."""
SIGN_LENGTH = 32
"""Of an instance and of a run: so many hexadecimal digits."""


class Standing(Enum):
    """What an agent is told to do."""

    ON_DUTY = "on duty"
    STANDS_BY = "stands by"
    """Another is on duty; this one probes nothing until that one is silent."""


class Errand(Struct, frozen=True, kw_only=True):
    """A probe to be asked once, beside its times; what is seen is no evidence."""

    number: int
    probe: str


class Ran(Struct, frozen=True, kw_only=True):
    """What an errand found."""

    number: int
    outcome: Outcome


class Beat(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How an agent is doing; said every few seconds."""

    location: str
    instance: str
    run: str
    version: str = ""
    clock_offset: int | None = None
    """So many microseconds its machine's clock is behind the server's."""
    clock_bound: int | None = None
    """Half of the shortest way there and back: the offset is no further off than that."""
    waiting: int = 0
    """Outcomes not delivered yet."""
    lost: int = 0
    """Outcomes that could not be kept and were not told yet."""
    passed_over: int = 0
    """Turns of this run that came so late that they were not taken: more is due than can be asked."""
    is_measuring: bool = False
    """It is one of several in a row, by which the clock is measured: no time has passed since the last."""
    is_leaving: bool = False
    """It stops: another may take over at once."""
    ran: tuple[Ran, ...] = ()
    """Errands that are done."""


class BeatAnswer(Struct, frozen=True, kw_only=True):
    """What comes back: what to do, and the server's clock."""

    standing: Standing
    words: str
    """Why, for people."""
    probes: str
    """The tag of the definitions that hold: others must be fetched."""
    again_after: Micros
    received: Instant
    """When the request was received, by the server's clock."""
    sent: Instant
    """When this was sent, by the same clock."""
    errands: tuple[Errand, ...] = ()
    """What somebody wants to be tested from there now; each is given once."""


class Orders(Struct, frozen=True, kw_only=True):
    """What is to be probed from a location; secrets apart, and never shown."""

    location: str
    probes: tuple[Probe, ...]
    secrets: dict[str, str]


class Batch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Outcomes put down together, with what was known of the clock when they were."""

    offset: int = 0
    """So many microseconds must be added to their instants to have them by the server's clock."""
    bound: int | None = None
    """How far that may be off; absent where it was taken over from an earlier run."""
    outcomes: tuple[Outcome, ...]


class Record(Struct, frozen=True, kw_only=True):
    """A batch with its place in the order."""

    sequence: int
    lost: int = 0
    """Outcomes that could not be kept since the record before."""
    seen: Batch


class Delivery(Struct, frozen=True, kw_only=True):
    """Records that follow each other, all of one run."""

    location: str
    instance: str
    run: str
    records: tuple[Record, ...]


class DeliveryAnswer(Struct, frozen=True, kw_only=True):
    """What was taken in; it is on disk."""

    delivered: int
    """Everything of the run up to this sequence need not be sent again."""
    taken: int
    """Outcomes that are evidence now."""
    left_out: int
    """Outcomes of probes that nobody has defined here, or of a time to come."""
