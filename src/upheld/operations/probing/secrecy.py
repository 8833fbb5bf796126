"""Secrecy of probes: definitions and secrets encrypted anew when keys change."""

from __future__ import annotations

from django.db import transaction

from upheld.store.ciphers import decrypt, encrypt, is_current
from upheld.store.probing import SECRET, SHEET, ProbeSecret, ProbeSheet, ProbeVersion


def rotate_probes() -> int:
    """Encrypt anew whatever is not encrypted with the first key, and tell how much that was.

    What the ledger vouches for stays the same. SettingError as of `decrypt`.
    """
    changed = 0
    for number in ProbeVersion.objects.exclude(content=None).values_list("pk", flat=True):
        with transaction.atomic():
            version = ProbeVersion.objects.select_for_update().get(pk=number)
            if not is_current(bytes(version.content or b"").decode()):
                version.conceal(version.reveal())
                version.save(update_fields=["content"])
                changed += 1
    for number in ProbeSheet.objects.values_list("pk", flat=True):
        with transaction.atomic():
            sheet = ProbeSheet.objects.select_for_update().get(pk=number)
            if not is_current(sheet.content):
                sheet.content = encrypt(decrypt(sheet.content, SHEET), SHEET)
                sheet.save(update_fields=["content"])
                changed += 1
    for number in ProbeSecret.objects.values_list("pk", flat=True):
        with transaction.atomic():
            secret = ProbeSecret.objects.select_for_update().get(pk=number)
            if not is_current(secret.value):
                secret.value = encrypt(decrypt(secret.value, SECRET), SECRET)
                secret.save(update_fields=["value"])
                changed += 1
    return changed
