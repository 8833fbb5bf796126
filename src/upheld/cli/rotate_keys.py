"""`upheld rotate-keys`: every secret at rest encrypted with the newest key."""

from __future__ import annotations

import click

from upheld.runtime.opened import open_service


@click.command(name="rotate-keys", short_help="Encrypt secrets at rest with the newest key.")
def command() -> None:
    """Encrypt anew whatever is not encrypted with the first key of UPHELD_KEYS; older ones may go then."""
    opened = open_service()
    from upheld.operations.accounts.note import note_command  # records can be imported now
    from upheld.operations.accounts.secrecy import rotate
    from upheld.operations.probing.secrecy import rotate_probes

    changed = rotate() + rotate_probes()
    note_command("rotate_keys", f"{changed} secrets", opened.now)
    click.echo(f"{changed} {'secret' if changed == 1 else 'secrets'} encrypted anew")
