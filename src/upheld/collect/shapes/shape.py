"""A shape: how another system sends what it measured, and what comes of a body in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.bindings import Bindings
from upheld.collect.parcel.parcel import Parcel, ParcelProblems
from upheld.collect.parcel.samples import Samples

JSON = "application/json"
TEXT = "text/plain"
PROTOBUF = "application/x-protobuf"
"""Media types of bodies; what browsers send as beacons says that it is text."""


class Reception(Struct, frozen=True, kw_only=True):
    """What a body does not say itself."""

    source: str
    """What the evidence calls the sender, as in `bindings.yaml`."""
    now: Instant
    """When it came."""
    bindings: Bindings = field(default_factory=Bindings)
    media_type: str = JSON
    """Of the body, without its parameters."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What was asked beside the body, such as in the query of an address."""


class Received(Struct, frozen=True, kw_only=True):
    """What came of a body: rows that can be kept, samples, and what nobody asked for."""

    parcel: Parcel | None = None
    """Rows of `measurements`."""
    samples: Samples | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why something was left out, and how often; in order of the reasons."""


class Shape(Struct, frozen=True, kw_only=True):
    """One shape."""

    takes: str
    """What it is, in a few words."""
    media_types: tuple[str, ...] = (JSON,)
    """Forms of body that it reads; any where none is named, for the body says nothing."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What may be asked beside the body, and what each means."""
    is_of_its_time: bool = False
    """Whether the same body at another time says something else."""
    read: Callable[[bytes, Reception], Received | ParcelProblems]
    """Reads a body, all of it or nothing."""
