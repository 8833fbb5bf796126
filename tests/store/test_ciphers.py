"""Secrets at rest: encrypted, bound to what they are for, and encrypted anew when keys change."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from hypothesis import given
from hypothesis import strategies as st

from upheld.errors import SettingError
from upheld.operations.accounts.secrecy import conceal, reveal, rotate
from upheld.runtime.environment import read_environment
from upheld.runtime.keys import encryption_keys
from upheld.store.ciphers import decrypt, encrypt, is_current
from upheld.store.people import User

OLD, NEW = b"o" * 32, b"n" * 32


@given(text=st.text(), purpose=st.text())
def test_what_was_encrypted_can_be_read(text: str, purpose: str) -> None:
    sealed = encrypt(text, purpose)
    assert decrypt(sealed, purpose) == text
    assert encrypt(text, purpose) != sealed


def test_what_was_changed_or_is_for_something_else_can_not(settings: Any) -> None:
    sealed = encrypt("secret", "one thing")
    with pytest.raises(SettingError, match="changed since, or moved"):
        decrypt(sealed, "another thing")
    form, name, body = sealed.split(":")
    content = bytearray(base64.urlsafe_b64decode(body))
    content[-1] ^= 1
    with pytest.raises(SettingError, match="changed since, or moved"):
        decrypt(f"{form}:{name}:{base64.urlsafe_b64encode(bytes(content)).decode()}", "one thing")
    settings.ENCRYPTION_KEYS = (NEW,)
    with pytest.raises(SettingError, match="UPHELD_KEYS does not have"):
        decrypt(sealed, "one thing")


def test_keys_are_changed_while_everything_can_still_be_read(db: None, settings: Any) -> None:
    settings.ENCRYPTION_KEYS = (OLD,)
    user = User.objects.create_user("a@example.net")
    for kind, part in (("totp", "secret"), ("recovery_codes", "seed")):
        Authenticator.objects.create(user=user, type=kind, data={part: conceal(f"{part} of a")})
    settings.ENCRYPTION_KEYS = (NEW, OLD)
    assert rotate() == 2
    assert rotate() == 0
    settings.ENCRYPTION_KEYS = (NEW,)
    for kind, part in (("totp", "secret"), ("recovery_codes", "seed")):
        kept = Authenticator.objects.get(type=kind).data[part]
        assert is_current(kept)
        assert reveal(kept) == f"{part} of a"


def test_a_key_that_is_none_is_refused_without_being_shown() -> None:
    for keys in ("c2hvcnQ=", "no base64 at all!", f"{base64.b64encode(OLD).decode()},"):
        with pytest.raises(SettingError, match="UPHELD_KEYS") as refused:
            encryption_keys(read_environment({"UPHELD_KEYS": keys}))
        assert "c2hvcnQ" not in str(refused.value)
    both = f"{base64.b64encode(NEW).decode()},{base64.urlsafe_b64encode(OLD).decode().rstrip('=')}"
    assert encryption_keys(read_environment({"UPHELD_KEYS": both})) == (NEW, OLD)
