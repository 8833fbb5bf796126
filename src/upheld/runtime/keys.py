"""Keys: what signs sessions and links, and what encrypts secrets at rest.

They come from the environment. Where it names none they are kept in the data folder, readable by its owner
only, and made when they are first asked for; where there is no data folder, they last as long as the process.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
from pathlib import Path

from upheld.errors import SettingError
from upheld.runtime.environment import BACKUP_KEY, KEYS, SECRET, Environment

KEY_BYTES = 32
"""AES-256."""
_LEAST_SECRET = 32


def signing_secret(environment: Environment) -> str:
    """Give the secret that signs sessions and links; SettingError for one that is too short to be one."""
    secret = environment.secret or _kept(environment.data / "signing.key")
    if len(secret) < _LEAST_SECRET:
        raise SettingError(f"{SECRET} is shorter than {_LEAST_SECRET} characters: {_MAKE_ONE}")
    return secret


def encryption_keys(environment: Environment) -> tuple[bytes, ...]:
    """Give the keys for secrets at rest, the one to encrypt with first; SettingError for one that is none."""
    text = environment.keys or _kept(environment.data / "encryption.key")
    return tuple(_key(part.strip()) for part in text.split(","))


def backup_key(environment: Environment) -> bytes:
    """Give the key of backups; SettingError for one that is none."""
    return _key((environment.backup_key or _kept(environment.data / "backup.key")).strip(), BACKUP_KEY)


_MAKE_ONE = "make one with `python3 -c 'import secrets; print(secrets.token_urlsafe(32))'`"


def _key(text: str, name: str = KEYS) -> bytes:
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        # never the key itself: this is shown, and logged
        raise SettingError(f"{name} has a key that is not {KEY_BYTES} bytes in base64: {_MAKE_ONE}")
    return key


def _kept(file: Path) -> str:
    if not file.parent.is_dir():
        return secrets.token_urlsafe(KEY_BYTES)
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def _make(file: Path) -> None:
    """Write a key for all processes: of several that start at once, one writes the key of all."""
    draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as written:
        written.write(secrets.token_urlsafe(KEY_BYTES) + "\n")
        written.flush()
        os.fsync(written.fileno())
    try:
        # a link, not a rename: it fails where another process was first
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
