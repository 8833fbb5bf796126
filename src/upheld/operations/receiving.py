"""Receiving: what other systems send in shapes of their own, recorded as rows and samples of a dossier."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.binding_reader import parse_bindings
from upheld.collect.bindings import Bindings
from upheld.collect.discovery import BINDINGS
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes.shape import Reception, Shape
from upheld.errors import ConflictError
from upheld.operations.taking_in import Place, TakenIn, append_samples, record_parcel
from upheld.store.dossiers import Dossier
from upheld.store.holding import bindings_known
from upheld.store.recording import Origin


class Posting(Struct, frozen=True, kw_only=True):
    """A body in the shape of another system, as it was sent."""

    shape: Shape
    source: str
    """What the evidence calls the sender."""
    body: bytes
    media_type: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    """Its own, by which it is known when it is sent again."""
    actor: str


class Receipt(Struct, frozen=True, kw_only=True):
    """What came of a body: rows and samples together, and what nobody asked for."""

    taken: TakenIn
    left_out: Mapping[str, int]


def receive(place: Place, posting: Posting, now: Instant) -> Receipt | ParcelProblems:
    """Record what was sent, as the bindings of the dossier ask for it.

    Rows are recorded before samples are taken in. Without a key of its own a body is known by what it is, and
    by when it came where its shape says nothing else that would tell two apart. Errors as of `take_in` and
    `take_in_samples`.
    """
    reception = Reception(
        source=posting.source,
        now=now,
        bindings=_bindings_of(place.dossier),
        media_type=posting.media_type,
        parameters=posting.parameters,
    )
    received = posting.shape.read(posting.body, reception)
    if isinstance(received, ParcelProblems):
        return received
    taken, key = TakenIn(added=0), _key_of(posting, now)
    if received.parcel is not None:
        origin = Origin(key=key, actor=posting.actor, now=now)
        recorded = record_parcel(place.dossier, received.parcel, origin)
        if isinstance(recorded, ParcelProblems):
            return recorded
        taken = recorded
    if received.samples is not None:
        try:
            appended = append_samples(place, received.samples, key, now)
        except ConflictError:
            if posting.key is None or not posting.shape.is_of_its_time:
                raise
            # sent again under its key, it says another time than at first: that it came again says nothing
            appended = TakenIn(added=0, repeated=len(received.samples.batch.at), is_repetition=True)
        taken = _together(taken, appended)
    return Receipt(taken=taken, left_out=received.left_out)


def _bindings_of(dossier: Dossier) -> Bindings:
    """The bindings of a dossier; none where there are none, or none that can be read."""
    written = bindings_known(dossier)
    bindings = None if written is None else parse_bindings(BINDINGS, written)[0]
    return Bindings() if bindings is None else bindings


def _key_of(posting: Posting, now: Instant) -> str:
    """A digest of what tells a body from others: parameters too, and the time where it says something."""
    told: list[object] = [posting.source, posting.key]
    if posting.key is None:
        time = now if posting.shape.is_of_its_time else None
        told += [dict(posting.parameters), time, hashlib.sha256(posting.body).hexdigest()]
    return f"sha256:{hashlib.sha256(msgspec.json.encode(told, order='deterministic')).hexdigest()}"


def _together(rows: TakenIn, samples: TakenIn) -> TakenIn:
    return TakenIn(
        added=rows.added + samples.added,
        corrected=rows.corrected,
        repeated=rows.repeated + samples.repeated,
        ledger=rows.ledger,
        is_repetition=samples.is_repetition and (rows.is_repetition or rows.ledger is None),
    )
