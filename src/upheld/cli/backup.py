"""`upheld backup`: all that a service holds, in one encrypted file."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.runtime.opened import open_service


@click.command(name="backup", short_help="Write all that the service holds to an encrypted file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Write a backup to FILE while the service goes on: all records, samples and keys of one moment.

    It is encrypted with UPHELD_BACKUP_KEY, or with the key that is kept in backup.key in the data folder.
    Keep that key elsewhere: without it the backup can't be read.
    """
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # the service must be open
    from upheld.operations.backup.making import make_backup
    from upheld.runtime.keys import backup_key

    place = opened.environment
    made = make_backup(file.absolute(), place.data, backup_key(place), lambda: opened.now)
    note_command("backup", f"{made.sequence} entries of the ledger", opened.now)
    click.echo(f"{made.path}: {made.bytes} bytes, with {made.sequence} entries of the ledger")
    if place.backup_key is None:
        click.echo(f"its key is in {place.data / 'backup.key'}: keep a copy of that elsewhere", err=True)
