"""Acceptances: reported facts of a text that the parties know of and leave as they are."""

from __future__ import annotations

from msgspec import Struct

from upheld.agreement.provenance import Place


class Acceptance(Struct, frozen=True, kw_only=True):
    """A fact that is reported by a code, and why it stands; below one place of the file, or anywhere."""

    code: str
    at: tuple[str, ...] = ()
    """Keys and names from the top of the file down; anywhere where empty."""
    because: str
    place: Place
