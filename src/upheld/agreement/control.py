"""Controls: facts that hold throughout, and watching that never sleeps, with what proves them."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from upheld.quantity import Duration


class Coverage(Struct, frozen=True, kw_only=True):
    """The share of the period for which there is evidence of each of some measures and services."""

    of: tuple[str, ...]
    """Measures and services by name; each is judged by itself, and the lowest share counts."""


class ControlProof(Enum):
    """What shows that a control holds."""

    ATTESTATION = "attestation"
    """Somebody states it, with a document, until a date."""
    PROBE = "probe"
    """Checks of measurement points find it so."""
    EXERCISE = "exercise"
    """It was tried, such as an alarm that was set off on purpose."""


class Control(Struct, frozen=True, kw_only=True):
    """A fact that is promised to hold throughout."""

    states: str
    """The fact, in a sentence."""
    proved_by: tuple[ControlProof, ...] = ()
    """Each of them is needed; nothing proves it where empty."""
    renewed_every: Duration | None = None
    """How long an attestation or an exercise lasts at most; to its own expiry where absent."""
    points: tuple[str, ...] = ()
    """Measurement points whose checks prove it, where a probe does."""
    documents: tuple[str, ...] = ()
    """Documents that the text makes part of the promise."""
