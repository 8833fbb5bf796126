"""Enrol: an agreement on files, with its folder of evidence, taken into the store."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.discovery import BINDINGS
from upheld.collect.folder import FolderReading, read_folder
from upheld.collect.parcel.folder import unpack_folder
from upheld.collect.parcel.parcel import Parcel
from upheld.evaluation.in_force import beginning
from upheld.operations.check import check_files
from upheld.operations.enlisting import enlist
from upheld.operations.filing import file_parcel
from upheld.operations.gathering import gather, read_bytes
from upheld.operations.grounds import Grounds, InvalidAgreement, InvalidEvidence, grounds_on
from upheld.operations.lock import calendars_by, frozen, lock_path
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.dossiers import Dossier
from upheld.store.planning import tell_planner
from upheld.store.recording import Origin
from upheld.store.sealing import Text, seal_agreement, seal_bindings


class Enrolment(Struct, frozen=True, kw_only=True):
    """What is taken in, by whom and when."""

    agreement: Path
    evidence: Path | None = None
    """A folder of tables; an agreement may come alone."""
    slug: str
    """Of the agreement, and of the dossier that its evidence goes into."""
    actor: str
    now: Instant


class Enrolled(Struct, frozen=True, kw_only=True):
    """An agreement stands in the store."""

    version: AgreementVersion
    rows: int
    """Of evidence that were recorded; those that were known before are not among them."""


Outcome = Enrolled | InvalidAgreement | InvalidEvidence


def enrol(enrolment: Enrolment) -> Outcome:
    """Seal an agreement with its calendars, and record its evidence: both or none; again, nothing changes.

    Where no lock stands beside the agreement, the calendars of the installed libraries are frozen with it.
    ConflictError where the version is sealed with another text; UnreadableFile where there are no such files.
    """
    sealed = _text(enrolment.agreement)
    if isinstance(sealed, InvalidAgreement):
        return sealed
    text, name = sealed
    with transaction.atomic():
        dossier, _ = Dossier.objects.get_or_create(slug=enrolment.slug, defaults={"name": name})
        agreement, _ = Agreement.objects.get_or_create(
            slug=enrolment.slug, defaults={"name": name, "dossier": dossier}
        )
        version = seal_agreement(agreement, text, enrolment.now)
        filed = _file_evidence(dossier, enrolment)
        if isinstance(filed, FolderReading):
            transaction.set_rollback(True)
            return InvalidEvidence(filed)
        enlist(dossier)
    tell_planner(filed)
    return Enrolled(version=version, rows=filed)


def _text(path: Path) -> tuple[Text, str] | InvalidAgreement:
    """The text of an agreement as it is sealed, and the agreement's name."""
    files = gather(path)
    read = check_files(files, path)
    if read.agreement is None:
        return InvalidAgreement(read.diagnostics, read.holes)
    beside = lock_path(path)
    lock = read_bytes(beside, "the lock") if beside.exists() else frozen(read, read.agreement, files)[1]
    grounds = grounds_on(read, lambda asked: calendars_by(asked, lock))
    if isinstance(grounds, InvalidAgreement):
        return grounds
    return _as_sealed(
        path, grounds, {name: data for name, data in files.items() if isinstance(data, bytes)}, lock
    )


def _as_sealed(path: Path, grounds: Grounds, files: dict[str, bytes], lock: bytes) -> tuple[Text, str]:
    agreement, zone = grounds.agreement, grounds.zone
    term = agreement.in_force
    text = Text(
        main=path.name,
        files={name: data.decode() for name, data in files.items()},
        lock=lock.decode(),
        version=agreement.version,
        in_force_from=beginning(zone, term.since),
        in_force_until=None if term.until is None else beginning(zone, term.until),
    )
    return text, agreement.name


def _file_evidence(dossier: Dossier, enrolment: Enrolment) -> int | FolderReading:
    """Record all rows of the folder, a batch for each part of a file; all that is wrong where some is."""
    folder = enrolment.evidence
    if folder is None:
        return 0
    reading = read_folder(folder)
    if reading.evidence is None:
        return reading
    bindings = folder / BINDINGS
    if bindings.exists():
        seal_bindings(dossier, read_bytes(bindings, "bindings"), enrolment.now)
    parts: dict[str, int] = {}
    recorded = 0

    def take(parcel: Parcel) -> None:
        nonlocal recorded
        part = parts[parcel.name] = parts.get(parcel.name, 0) + 1
        origin = Origin(key=f"{parcel.name} {part}", actor=enrolment.actor, now=enrolment.now)
        filed = file_parcel(dossier, parcel, origin)
        recorded += filed.added + filed.corrected

    return unpack_folder(folder, take) or recorded
