"""Standing: an agreement of the store, and what is known of its dossier, made ready for judging."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

import orjson

from upheld.collect.clock_steps import Key
from upheld.collect.folder import FolderReading
from upheld.collect.holdings import Holding, read_holdings
from upheld.collect.series import Run
from upheld.errors import LedgerError
from upheld.evidence.account import ClaimCase
from upheld.evidence.evidence import Table
from upheld.operations.check import check_files
from upheld.operations.grounds import Grounds, InvalidAgreement, Whose, grounds_on
from upheld.operations.lock import calendars_by
from upheld.store.agreements import AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.holding import bindings_known, rows_known, rows_known_of
from upheld.store.keeping import tables_kept

LATEST = 2**62
"""Beyond every entry of a ledger."""


def grounds_in_store(version: AgreementVersion, whose: Whose | None = None) -> Grounds:
    """Read a sealed version with the calendars that were frozen with it; errors as for `grounds_of`.

    LedgerError where it can't be read any more: what was sealed was valid then.
    """
    if version.content is None:
        raise LedgerError(f"{version.agreement.slug} version {version.version} was erased")
    written = orjson.loads(bytes(version.content))
    files = {name: text.encode() for name, text in written["files"].items()}
    read = check_files(files, PurePath(written["main"]))
    grounds = grounds_on(read, lambda each: calendars_by(each, written["lock"].encode()), whose)
    if isinstance(grounds, InvalidAgreement):
        said = "; ".join(diagnostic.message for diagnostic in grounds.diagnostics)
        raise LedgerError(
            f"{version.agreement.slug} version {version.version} was sealed by an earlier Upheld; "
            f"this one can't read it: {said}"
        )
    return grounds


def claims_in_store(dossier: Dossier) -> tuple[ClaimCase, ...] | None:
    """Read the claims that are known of a dossier, and nothing else of it; None where they can't be read."""
    holdings = [
        Holding(rows=rows.rows, recorded_with=rows.key)
        for rows in rows_known_of(dossier, [Table.CLAIMS.value], LATEST)
    ]
    if not holdings:
        return ()
    read = read_holdings({Table.CLAIMS: holdings}, bindings_known(dossier), frozenset({Table.CLAIMS}), None)
    return None if read.evidence is None else tuple(read.evidence.claims)


def evidence_in_store(
    dossier: Dossier, sequence: int | None = None, telemetry: Mapping[Key, Run] | None = None
) -> FolderReading:
    """Read what is known of a dossier, or was once the entry of a sequence was written."""
    held: dict[Table, list[Holding]] = {}
    for rows in rows_known(dossier, sequence):
        held.setdefault(Table(rows.table), []).append(Holding(rows=rows.rows, recorded_with=rows.key))
    present = frozenset(Table(name) for name in tables_kept(dossier, sequence))
    return read_holdings(held, bindings_known(dossier, sequence), present, telemetry)
