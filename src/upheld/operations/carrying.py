"""Carrying lists of points over from other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from upheld.collect.probes.foreign.carried import Carried
from upheld.collect.probes.foreign.table import carry
from upheld.collect.probes.secret import SecretRef, Secrets
from upheld.errors import UnreadableFile, UsageError


def carry_list(file: Path, form: str | None, targets: Sequence[Path], may_be_private: bool) -> Carried:
    """Read a list, and files with its targets. Raises UnreadableFile."""
    others = [(str(each), _bytes(each)) for each in targets]
    return carry(str(file), _bytes(file), form=form, targets=others, may_be_private=may_be_private)


def write_secrets(path: Path, secrets: Secrets) -> None:
    """Write secrets as lines `NAME=VALUE` into a new file that only its owner reads.

    Raises UsageError where there is a file already, or a value has several lines; UnreadableFile where none
    can be written.
    """
    values = {name: secrets.text(SecretRef(name)) for name in sorted(secrets)}
    if several := [name for name, value in values.items() if "\n" in value or "\r" in value]:
        raise UsageError(
            f"the secret `{several[0]}` has several lines, and a file of secrets has one for each"
        )
    lines = [f"{name}={value}\n" for name, value in values.items()]
    try:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise UsageError(f"{path} is there already: give the name of a new file") from error
    except OSError as error:
        raise UnreadableFile(f"{path} can't be written ({error.strerror})") from error
    with os.fdopen(number, "w", encoding="utf-8") as stream:
        stream.writelines(lines)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{path} can't be read ({error.strerror}); check it and its permissions"
        ) from error
