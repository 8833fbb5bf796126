"""Ciphers: secrets that must be read again, encrypted at rest with AES-256-GCM.

What is encrypted says with which key, so that keys can be changed while the service runs: the new one is put
first, everything is encrypted anew, and then the old one is taken away.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from upheld.errors import SettingError

_FORM = "aes256gcm"
_NONCE_BYTES = 12


def encrypt(text: str, purpose: str) -> str:
    """Encrypt with the first key; what was encrypted for one purpose can't be read for another."""
    key: bytes = settings.ENCRYPTION_KEYS[0]
    # random nonces of 96 bits may be used 2^32 times under one key (NIST SP 800-38D, 8.3)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = _cipher(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{_FORM}:{name_of(key)}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(encrypted: str, purpose: str) -> str:
    """Read what was encrypted. SettingError where its key is not among those of the environment."""
    form, name, body = encrypted.split(":") if encrypted.count(":") == 2 else ("", "", "")
    key = next((key for key in settings.ENCRYPTION_KEYS if form == _FORM and name_of(key) == name), None)
    if key is None:
        raise SettingError(
            f"a secret was encrypted with a key {name or 'unknown'} that UPHELD_KEYS does not have: add it"
        )
    content = base64.urlsafe_b64decode(body)
    try:
        return _cipher(key).decrypt(content[:_NONCE_BYTES], content[_NONCE_BYTES:], purpose.encode()).decode()
    except InvalidTag as error:
        raise SettingError(f"a secret encrypted with the key {name} was changed since, or moved") from error


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def is_current(encrypted: str) -> bool:
    """Tell whether something is encrypted with the first key."""
    return encrypted.startswith(f"{_FORM}:{name_of(settings.ENCRYPTION_KEYS[0])}:")


@lru_cache(maxsize=8)
def name_of(key: bytes) -> str:
    """The name under which a key stands beside what it encrypted; it does not give the key away."""
    return hashlib.sha256(b"upheld key " + key).hexdigest()[:8]
