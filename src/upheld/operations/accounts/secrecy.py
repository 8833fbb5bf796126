"""Secrecy: how secrets of second factors are kept in the records; all secrets encrypted anew."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from upheld.store.ciphers import decrypt, encrypt, is_current
from upheld.store.hearers import Hearer, reconceal

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
    return changed + _rotate_webhooks()


def _rotate_webhooks() -> int:
    changed = 0
    for number in Hearer.objects.exclude(secrets="").values_list("pk", flat=True):
        with transaction.atomic():
            row = Hearer.objects.select_for_update().get(pk=number)
            if not is_current(row.secrets):
                row.secrets = reconceal(row.secrets)
                row.save(update_fields=["secrets"])
                changed += 1
    return changed
