"""The notebook: what an agent must know after it was started anew, kept beside the spool.

What is probed is kept encrypted with a key that only whoever has the token has, so that a copy of the folder
gives no secret away.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct, structs

from upheld.collect.probes.exchange import SIGN_LENGTH, Orders

_NONCE_BYTES = 12
_PURPOSE = b"upheld orders of an agent 1"


class Notes(Struct, frozen=True, kw_only=True):
    """What is written down in clear."""

    instance: str
    """The agent's own sign."""
    wall_offset: int = 0
    """How far the machine's clock was behind the server's when that was measured last."""
    is_on_duty: bool = False
    """Whether it was, when the server was heard last."""


class Notebook:
    """A file of notes, and one of orders; without room they stay as they were."""

    def __init__(self, folder: Path, token: str) -> None:
        self._notes, self._orders = folder / "agent.json", folder / "orders"
        self._key = hashlib.sha256(_PURPOSE + token.encode()).digest()
        self.notes = self._read()

    def note(self, **changes: object) -> None:
        """Write down what has changed."""
        changed = structs.replace(self.notes, **changes)
        if changed != self.notes:
            self.notes = changed
            _put(self._notes, msgspec.json.encode(changed))

    def keep(self, tag: str, orders: bytes) -> None:
        """Keep what is to be probed, encrypted."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self._key).encrypt(nonce, tag.encode() + b"\n" + orders, _PURPOSE)
        _put(self._orders, nonce + sealed)

    def kept(self) -> tuple[str, Orders] | None:
        """What was to be probed, with its tag; nothing where that can't be read any more."""
        try:
            sealed = self._orders.read_bytes()
            opened = AESGCM(self._key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _PURPOSE)
            tag, _, orders = opened.partition(b"\n")
            return tag.decode(), msgspec.json.decode(orders, type=Orders)
        except (OSError, InvalidTag, ValueError):
            return None

    def _read(self) -> Notes:
        try:
            return msgspec.json.decode(self._notes.read_bytes(), type=Notes)
        except (OSError, msgspec.MsgspecError):
            fresh = Notes(instance=secrets.token_hex(SIGN_LENGTH // 2))
            _put(self._notes, msgspec.json.encode(fresh))
            return fresh


def _put(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.draft")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
