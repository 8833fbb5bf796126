"""Inlets: make one, end one, and take in what comes by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from msgspec import Struct, field

from upheld.chrono.instant import Instant
from upheld.collect.parcel.parcel import ParcelProblems
from upheld.collect.shapes import SHAPES
from upheld.errors import ConflictError, UsageError
from upheld.operations.receiving import Posting, Receipt, receive
from upheld.operations.taking_in import Place
from upheld.store.dossiers import Dossier
from upheld.store.inlets import Inlet, InletKind, digest_of_ending, ending_by, inlet_at, new_ending, note_use
from upheld.store.reach import reached
from upheld.store.roles import STAFF_TOKEN_ROLES, Scope
from upheld.store.viewer import Viewer
from upheld.telemetry.intake import Intake

__all__ = [
    "Inlet",
    "InletKind",
    "InletWish",
    "Made",
    "Sent",
    "end_inlet",
    "find_inlet",
    "let_in",
    "make_inlet",
    "make_inlet_once",
]

LONGEST_WORD = 100
_SHAPE_OF = {InletKind.HEARTBEAT: "heartbeat", InletKind.WEB_VITALS: "web-vitals"}


class InletWish(Struct, frozen=True, kw_only=True):
    """The inlet that somebody asks for."""

    kind: InletKind
    name: str
    source: str
    dossier: int
    site: str = ""
    location: str = ""
    origins: Sequence[str] = ()


class Made(Struct, frozen=True, kw_only=True):
    """An inlet that was made under a key."""

    number: int
    ending: str
    is_repetition: bool
    """Whether it was made before."""


def make_inlet(viewer: Viewer, wish: InletWish, now: Instant) -> tuple[int, str]:
    """Make an inlet; give its number and the end of its address, which of a heartbeat is kept nowhere.

    UsageError where it is not theirs to make, or can't be one.
    """
    ending = new_ending()
    made = _inlet(viewer, wish, ending, now)
    made.save(force_insert=True)
    return made.pk, ending


def make_inlet_once(viewer: Viewer, wish: InletWish, key: str, now: Instant) -> Made:
    """Make an inlet under a key: asked for again, it is the same one, and so is its address.

    The address is worked out from the key and the key that signs, and kept no more than any other. Errors as
    of `make_inlet`; ConflictError where the key stands for another inlet, or for one that was ended.
    """
    ending = ending_by(key, viewer.actor)
    wanted = _inlet(viewer, wish, ending, now)
    kept = {name: getattr(wanted, name) for name in (*_SAID, "hint", "public", "made_by", "made_at")}
    known, is_new = Inlet.objects.get_or_create(digest=wanted.digest, defaults=kept)
    if any(getattr(known, name) != getattr(wanted, name) for name in _SAID):
        raise ConflictError("this key stands for another inlet: take another key")
    if known.revoked_at is not None:
        raise ConflictError("the inlet that this key stands for was ended: take another key")
    return Made(number=known.pk, ending=ending, is_repetition=not is_new)


_SAID = ("kind", "name", "dossier_id", "source", "site", "location", "origins")


def _inlet(viewer: Viewer, wish: InletWish, ending: str, now: Instant) -> Inlet:
    if not _may_make(viewer, wish.dossier):
        raise UsageError("this inlet is not yours to make")
    is_public = wish.kind is InletKind.WEB_VITALS
    _check(wish, is_public=is_public)
    return Inlet(
        kind=wish.kind,
        name=wish.name,
        digest=digest_of_ending(ending),
        hint=ending[:6],
        public=ending if is_public else "",
        dossier_id=wish.dossier,
        source=wish.source,
        site="" if is_public else wish.site,
        location="" if is_public else wish.location,
        origins=sorted({_origin(each) for each in wish.origins}) if is_public else [],
        made_by=viewer.actor,
        made_at=now,
    )


def end_inlet(viewer: Viewer, number: int, now: Instant) -> bool:
    """End an inlet at once; tell whether there was one that was the viewer's to end."""
    if not (viewer.roles & STAFF_TOKEN_ROLES or Scope.EVIDENCE_WRITE in (viewer.scopes or ())):
        return False
    return reached(viewer, Inlet).filter(pk=number, revoked_at=None).update(revoked_at=now) == 1


def find_inlet(ending: str, kind: InletKind) -> Inlet | None:
    """The inlet at an address; absent where there is none."""
    return inlet_at(ending, kind)


class Sent(Struct, frozen=True, kw_only=True):
    """What came by an inlet."""

    body: bytes = b""
    media_type: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    """Beside the body."""


def let_in(inlet: Inlet, intake: Intake, sent: Sent, now: Instant) -> Receipt | ParcelProblems:
    """Take in what came by an inlet. Errors as of `upheld.operations.receiving.receive`."""
    received = receive(Place(inlet.dossier, intake), _posting(inlet, sent), now)
    note_use(inlet, now)
    return received


def _posting(inlet: Inlet, sent: Sent) -> Posting:
    """What came by an inlet, as it was sent; of what an inlet stands for, nothing can be said otherwise."""
    own = {"site": inlet.site, "location": inlet.location} if inlet.kind == InletKind.HEARTBEAT else {}
    return Posting(
        shape=SHAPES[_SHAPE_OF[InletKind(inlet.kind)]],
        source=inlet.source,
        body=sent.body,
        media_type=sent.media_type,
        parameters={**sent.said, **own},
        actor=inlet.actor,
    )


def _may_make(viewer: Viewer, dossier: int) -> bool:
    if viewer.scopes is None:
        return bool(viewer.roles & STAFF_TOKEN_ROLES) and reached(viewer, Dossier).filter(pk=dossier).exists()
    is_theirs = viewer.dossier in (None, dossier) and Dossier.objects.filter(pk=dossier).exists()
    return Scope.EVIDENCE_WRITE in viewer.scopes and viewer.is_of_provider and is_theirs


def _check(wish: InletWish, *, is_public: bool) -> None:
    for noun, word in (("source", wish.source), ("site", wish.site), ("location", wish.location)):
        if word and (len(word) > LONGEST_WORD or not word.isprintable() or word != word.strip()):
            raise UsageError(f"the {noun} is no name: write at most {LONGEST_WORD} letters")
    if not wish.name.strip() or not wish.source:
        raise UsageError("an inlet has a name, and a source that the evidence calls it by")
    if not is_public and not wish.site:
        raise UsageError("a heartbeat is of something: name its site")
    if is_public and not wish.origins:
        raise UsageError("web vitals come from pages: name their origins, such as https://shop.example.com")


def _origin(text: str) -> str:
    """An origin as browsers write it (RFC 6454)."""
    parts = urlsplit(text.strip())
    try:
        port = parts.port
    except ValueError:
        port = -1
    is_origin = parts.scheme in ("http", "https") and parts.hostname and parts.path in ("", "/")
    if not is_origin or port == -1 or parts.query or parts.fragment or "@" in parts.netloc:
        raise UsageError(f"{text!r} is no origin: write it as https://shop.example.com, without a path")
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{parts.hostname}" + ("" if port in (None, usual) else f":{port}")
