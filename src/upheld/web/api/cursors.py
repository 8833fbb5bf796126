"""Cursors: where a part of a list ended, signed, so that nobody makes one up or uses it for another list."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.signing import BadSignature, Signer

from upheld.web.api.troubles import TroubleError

_PLACE = "at"
_ASKED = "of"


def cursor_of(after: tuple[int, ...], name: str, asked: Mapping[str, str]) -> str:
    """Write a cursor of a list, as it was asked for."""
    return _signer(name).sign_object({_PLACE: list(after), _ASKED: dict(asked)})


def place_of(cursor: str, name: str, asked: Mapping[str, str]) -> tuple[int, ...]:
    """Read a cursor; TroubleError where it is of another list, or of the same one asked for otherwise."""
    try:
        said = _signer(name).unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        raise TroubleError(
            400, "The cursor can't be used", "send it as it was given, to the list that gave it"
        ) from error
    if said[_ASKED] != dict(asked):
        raise TroubleError(
            400, "The cursor can't be used", "it goes on with another choice: send the same parameters again"
        )
    return tuple(said[_PLACE])


def _signer(name: str) -> Signer:
    return Signer(salt=f"upheld.cursor.{name}", sep=".")
