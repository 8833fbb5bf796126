"""Secrecy of second factors: how their secrets are kept in the records, and encrypted anew."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from upheld.store.ciphers import decrypt, encrypt, is_current

_PURPOSE = "second factor"
_SECRET_PARTS = ("secret", "seed")


def conceal(text: str) -> str:
    """Encrypt a secret of a second factor."""
    return encrypt(text, _PURPOSE)


def reveal(encrypted: str) -> str:
    """Read it again."""
    return decrypt(encrypted, _PURPOSE)


def rotate() -> int:
    """Encrypt anew whatever is not encrypted with the first key, and tell how much that was.

    SettingError where something was encrypted with a key that the environment does not have any more.
    """
    changed = 0
    for number in Authenticator.objects.values_list("pk", flat=True):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update().get(pk=number)
            stale = [part for part in _SECRET_PARTS if part in row.data and not is_current(row.data[part])]
            for part in stale:
                row.data[part] = conceal(reveal(row.data[part]))
            if stale:
                row.save(update_fields=["data"])
                changed += 1
    return changed
