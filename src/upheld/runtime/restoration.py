"""Restoration: a service made from a backup, and not started before all of it is there and settled."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings
from msgspec import Struct

from upheld.errors import BackupError
from upheld.runtime.environment import BACKUP_KEY, DATA, Environment
from upheld.runtime.folder import UNFINISHED, prepare, sole_use
from upheld.runtime.keys import backup_key, encryption_keys, signing_secret
from upheld.runtime.opened import SETTINGS, Opened, database_file

TO_BE_FRESH = ("telemetry", UNFINISHED)
MADE_KEYS = ("signing.key", "encryption.key")


class Restored(Struct, frozen=True, kw_only=True):
    """What came of it."""

    made_at: str
    entries: int
    chain: str
    held: int
    """Deliveries that wait until somebody has looked."""
    faults: Sequence[str]
    """What is not as it was recorded."""


def restore(backup: Path, environment: Environment, key_file: Path | None) -> Restored:
    """Make a service from a backup, in a folder and database without one."""
    data = environment.data
    prepare(data)
    with sole_use(data, "restored into it"):
        _require_fresh(environment)
        key = _key(environment, key_file)
        (data / UNFINISHED).touch()
        restored = _fill(backup, environment, key)
        (data / UNFINISHED).unlink()
    return restored


def _fill(backup: Path, environment: Environment, key: bytes) -> Restored:
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
    django.setup()
    for name in MADE_KEYS:  # made a moment ago, since there were none; those in the backup take their place
        (environment.data / name).unlink(missing_ok=True)
    from upheld.operations.backup.restoring import reconcile, require_unused, unpack  # Django must be set up
    from upheld.runtime.upgrade import bring_up_to_date
    from upheld.store.verification import verify

    if environment.database is not None:
        require_unused()
    about = unpack(backup, key, environment.data, database_file(environment))
    # this process has read the keys that were made a moment ago: what was restored is read with its own
    settings.SECRET_KEY, settings.ENCRYPTION_KEYS = signing_secret(environment), encryption_keys(environment)
    bring_up_to_date(lambda: None)
    held = reconcile(Opened(environment).now)
    verified = verify()
    faults = [f"entry {fault.sequence}: {fault.says}" for fault in verified.faults]
    if (verified.entries, verified.chain.hex()) != (about.sequence, about.chain or verified.chain.hex()):
        faults.append(f"the ledger has {verified.entries} entries, and the backup tells of {about.sequence}")
    return Restored(
        made_at=about.made_at,
        entries=verified.entries,
        chain=verified.chain.hex(),
        held=held,
        faults=faults,
    )


def _require_fresh(environment: Environment) -> None:
    there = [environment.data / name for name in TO_BE_FRESH] + [database_file(environment)]
    for path in there:
        if path.exists():
            raise BackupError(
                f"{environment.data} has {path.name} already: restore into an empty folder, named by {DATA}"
            )


def _key(environment: Environment, key_file: Path | None) -> bytes:
    if key_file is not None:
        try:
            given = key_file.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BackupError(f"{key_file} can't be read as a key") from error
        return backup_key(Environment(data=environment.data, backups=environment.backups, backup_key=given))
    if environment.backup_key is None and not (environment.data / "backup.key").exists():
        raise BackupError(
            f"the key of the backup is needed: set {BACKUP_KEY}, or give --key-file with the backup.key of "
            "the service that made it"
        )
    return backup_key(environment)
