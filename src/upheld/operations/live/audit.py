"""Audit: live state as it is kept, held against what raw evidence comes to, with no tolerance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import Instant, format_instant, parse_instant
from upheld.errors import UpheldError, UsageError
from upheld.evaluation.ordering import with_order
from upheld.operations.compacting import telemetry_of
from upheld.operations.folding import read_telemetry
from upheld.operations.live.docket import Docket, whose_of
from upheld.operations.live.judging import Sitting, clocks_of, findings_of
from upheld.operations.live.keeping import followed_to, head_of_ledger, version_in_force
from upheld.operations.live.samples import sign_of
from upheld.operations.live.writing import told_clock, told_finding
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.quantity import did_you_mean
from upheld.store.agreements import Agreement
from upheld.store.holding import moved_since
from upheld.store.live import FORM, LiveBook, LiveClock, LiveFinding
from upheld.store.live_rows import ClockKey, FindingKey

TRIES = 5
"""So often a comparison is tried while evidence comes in."""


class Difference(Struct, frozen=True):
    """Something that is kept otherwise than it comes to."""

    agreement: str
    row: str
    says: str


class Audited(Struct, frozen=True, kw_only=True):
    """What came of an audit."""

    agreements: int
    findings: int
    clocks: int
    differences: tuple[Difference, ...]
    unsettled: tuple[tuple[str, str], ...]
    """Agreements that were not compared, and why."""


class _Row(Struct, frozen=True, kw_only=True):
    digest: str
    as_of: Instant
    fields: Mapping[str, object]


class _Kept(Struct, frozen=True, kw_only=True):
    """Everything that is kept of an agreement, as it stood at one moment."""

    book: LiveBook
    findings: dict[FindingKey, _Row]
    clocks: dict[ClockKey, _Row]


def audit(data: Path, slug: str | None, now: Instant, pause: Callable[[], None]) -> Audited:
    """Recompute the live state of an agreement, or of all, as of the same instants and by the same entries.

    While the service runs, what it has not looked at yet is waited for with `pause`. An agreement that is not
    in force at an instant has no live state then. UsageError where there is no such agreement.
    """
    chosen = _chosen(slug)
    differences: list[Difference] = []
    unsettled: list[tuple[str, str]] = []
    findings = clocks = 0
    for agreement in chosen:
        if _kept(agreement) is None and version_in_force(agreement, now)[0] is None:
            continue
        outcome = _settled(agreement, data, pause)
        if isinstance(outcome, str):
            unsettled.append((agreement.slug, outcome))
            continue
        kept, found = outcome
        findings, clocks = findings + len(kept.findings), clocks + len(kept.clocks)
        differences += found
    return Audited(
        agreements=len(chosen),
        findings=findings,
        clocks=clocks,
        differences=tuple(differences),
        unsettled=tuple(unsettled),
    )


def audit_at(data: Path, slug: str | None, as_of: str) -> Audited:
    """Follow the evidence up to an instant as the service does, and hold that against a recomputation.

    UsageError where there is no such agreement; PhraseError for what is no instant.
    """
    chosen = _chosen(slug)
    head = head_of_ledger()
    differences: list[Difference] = []
    unsettled: list[tuple[str, str]] = []
    findings = clocks = 0
    for agreement in chosen:
        at = parse_instant(as_of)
        version, _ = version_in_force(agreement, at)
        if version is None:
            unsettled.append((agreement.slug, f"no version of it is in force at {as_of}"))
            continue
        try:
            docket = Docket(grounds_in_store(version))
            followed = _told(followed_to(agreement, docket, data, head, at))
            raw = _told(recomputed(agreement, docket, data, head, at))
        except UpheldError as error:
            unsettled.append((agreement.slug, str(error)))
            continue
        findings, clocks = findings + len(raw[0]), clocks + len(raw[1])
        differences += _between(agreement.slug, followed[0], raw[0])
        differences += _between(agreement.slug, followed[1], raw[1])
    return Audited(
        agreements=len(chosen),
        findings=findings,
        clocks=clocks,
        differences=tuple(differences),
        unsettled=tuple(unsettled),
    )


Fields = Mapping[str, object]


def _told(sitting: Sitting) -> tuple[dict[tuple[object, ...], Fields], dict[tuple[object, ...], Fields]]:
    findings: dict[tuple[object, ...], Fields] = {}
    clocks: dict[tuple[object, ...], Fields] = {}
    for party in sitting.parties():
        for finding in findings_of(sitting, party, party.objectives):
            told = told_finding(finding)
            findings[told.key] = told.fields
        for clock in clocks_of(sitting, party):
            told_of = told_clock(clock)
            clocks[told_of.key] = told_of.fields
    return findings, clocks


def _between(
    slug: str, one: Mapping[tuple[object, ...], Fields], other: Mapping[tuple[object, ...], Fields]
) -> Iterator[Difference]:
    for key in sorted(one.keys() | other.keys(), key=str):
        if key not in other:
            yield Difference(slug, _named(key), "is kept, and comes to nothing")
        elif key not in one:
            yield Difference(slug, _named(key), "is not kept")
        elif one[key] != other[key]:
            fields = (name for name in other[key] if one[key][name] != other[key][name])
            said = (
                f"{name} is kept as {_short(one[key][name])}, and comes to {_short(other[key][name])}"
                for name in fields
            )
            yield Difference(slug, _named(key), "; ".join(said))


def _chosen(slug: str | None) -> list[Agreement]:
    agreements = Agreement.objects.select_related("dossier").order_by("slug")
    if slug is None:
        return list(agreements)
    found = list(agreements.filter(slug=slug))
    if not found:
        known = list(agreements.values_list("slug", flat=True))
        advice = did_you_mean(slug, known, f"there are {', '.join(known) or 'none'}")
        raise UsageError(f"there is no agreement {slug!r} in the service: {advice}")
    return found


def _settled(
    agreement: Agreement, data: Path, pause: Callable[[], None]
) -> tuple[_Kept, list[Difference]] | str:
    """Compare until nothing came in meanwhile; why that does not come about, where it does not."""
    why = "nothing is kept of it yet"
    for _ in range(TRIES):
        kept = _kept(agreement)
        if kept is not None and kept.book.trouble:
            why = kept.book.trouble
        elif kept is not None:
            why = "evidence came in all the while"
            found = list(_differences(agreement, kept, data))
            if not found or not _has_moved(agreement, kept.book, data):
                return kept, found
        pause()
    return why


def _kept(agreement: Agreement) -> _Kept | None:
    with transaction.atomic():
        book = LiveBook.objects.filter(agreement=agreement, form=FORM).select_related("version").first()
        if book is None:
            return None
        findings = {
            (_name(row.customer), row.subscription, row.plan, row.objective, row.member): _Row(
                digest=row.digest, as_of=Instant(row.as_of), fields=_columns(row, _FINDING)
            )
            for row in LiveFinding.objects.filter(agreement=agreement).select_related("customer")
        }
        clocks = {
            (
                _name(row.customer),
                row.subscription,
                row.plan,
                row.objective,
                row.ticket,
                row.started_at,
            ): _Row(digest=row.digest, as_of=Instant(row.as_of), fields=_columns(row, _CLOCK))
            for row in LiveClock.objects.filter(agreement=agreement).select_related("customer")
        }
    return _Kept(book=book, findings=findings, clocks=clocks)


def _has_moved(agreement: Agreement, book: LiveBook, data: Path) -> bool:
    """Whether there is anything that was not looked at when the book was kept, or it has been kept since."""
    head = head_of_ledger()
    moved = moved_since(agreement.dossier, book.known_at, head)
    sign = sign_of(telemetry_of(data, agreement.dossier.slug))
    now = LiveBook.objects.filter(agreement=agreement).values_list("turn", flat=True).first()
    return bool(moved.rows) or moved.structure or sign != book.samples or now != book.turn


def _differences(agreement: Agreement, kept: _Kept, data: Path) -> Iterator[Difference]:
    docket = Docket(grounds_in_store(kept.book.version))
    instants = {row.as_of for row in (*kept.findings.values(), *kept.clocks.values())}
    last = Instant(kept.book.as_of)
    looks = _looks(kept.findings)
    told_findings: set[FindingKey] = set()
    told_clocks: set[ClockKey] = set()
    for as_of in sorted({*instants, last}):
        sitting = recomputed(agreement, docket, data, kept.book.known_at, as_of)
        for party in sitting.parties():
            names = tuple(
                name for name in party.objectives if as_of in looks.get((*whose_of(party), name), {last})
            )
            for each in findings_of(sitting, party, names):
                told = told_finding(each)
                row = kept.findings.get(told.key)
                told_findings.add(told.key)
                if row is None or row.as_of == as_of:
                    yield from _compared(agreement.slug, told.key, row, told.digest, told.fields)
            for clock in clocks_of(sitting, party):
                told_of = told_clock(clock)
                row = kept.clocks.get(told_of.key)
                if row is None and as_of != last:
                    continue
                told_clocks.add(told_of.key)
                if row is None or row.as_of == as_of:
                    yield from _compared(agreement.slug, told_of.key, row, told_of.digest, told_of.fields)
    for key in sorted(kept.findings.keys() - told_findings):
        yield Difference(agreement.slug, _named(key), "is kept, and comes to nothing")
    for clock_key in sorted(kept.clocks.keys() - told_clocks):
        yield Difference(agreement.slug, _named(clock_key), "is kept, and does not go on")


def recomputed(agreement: Agreement, docket: Docket, data: Path, known_at: int, as_of: Instant) -> Sitting:
    """Sit on raw evidence: every row known at an entry of the ledger, every sample up to an instant."""
    folder = telemetry_of(data, agreement.dossier.slug)
    samples = read_telemetry(folder, docket.grounds.agreement, as_of) if sign_of(folder) else None
    reading = evidence_in_store(agreement.dossier, known_at, samples)
    if reading.evidence is None:
        raise UsageError(f"the evidence of {agreement.dossier.slug} can't be used")
    return Sitting.at(
        docket, with_order(reading.evidence, docket.grounds.agreement, docket.grounds.zone), as_of
    )


def _looks(findings: Mapping[FindingKey, _Row]) -> dict[tuple[str, ...], set[Instant]]:
    """As of when each promise to each party was judged."""
    found: dict[tuple[str, ...], set[Instant]] = {}
    for key, row in findings.items():
        found.setdefault(key[:4], set()).add(row.as_of)
    return found


def _compared(
    slug: str,
    key: Iterable[object],
    row: _Row | None,
    digest: str,
    fields: Mapping[str, object],
) -> Iterator[Difference]:
    name = _named(key)
    if row is None:
        yield Difference(slug, name, "is not kept")
        return
    found = [
        f"{field} is kept as {_short(row.fields[field])}, and comes to {_short(fields[field])}"
        for field in row.fields
        if row.fields[field] != fields[field]
    ]
    if found or row.digest != digest:
        at = format_instant(row.as_of)
        yield Difference(slug, name, f"as of {at}: {'; '.join(found) or 'its digest is another'}")


_FINDING = (
    "place",
    "period",
    "begins_at",
    "ends_at",
    "verdict",
    "figure",
    "allowance",
    "allowance_left",
    "used",
    "best_achievable",
    "projected",
    "said",
)
_CLOCK = (
    "priority",
    "state",
    "is_paused",
    "budget",
    "spent",
    "turned_at",
    "due_at",
    "last_compliant_at",
    "half_at",
    "three_quarters_at",
    "full_at",
    "breached_at",
    "said",
)


def _columns(row: LiveFinding | LiveClock, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _name(customer: object) -> str:
    return "" if customer is None else str(customer)


def _named(key: Iterable[object]) -> str:
    return " / ".join(str(part) for part in key if part != "")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
