"""Examples: the agreements that come with Upheld, taken into a service that is new."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from upheld.chrono.instant import Instant
from upheld.collect.probes.probe_file import read_probes
from upheld.errors import UsageError
from upheld.operations.enrolling import Enrolled, Enrolment, enrol
from upheld.operations.gathering import read_bytes
from upheld.operations.month_end.beginning import begin_closing
from upheld.operations.probing.defining import define
from upheld.operations.probing.readdressing import probes_at_address
from upheld.store.agreements import Agreement
from upheld.store.dossiers import Dossier
from upheld.store.sealing import seal_bindings

PERIOD = "2026-03"
"""The month that all examples have evidence of."""
ACTOR = "examples"
PROBES = "probes.yaml"
BINDINGS = "live-bindings.yaml"
"""Beside an agreement: what is probed of a service that runs, and what that feeds."""
Progress = Callable[[str, int, int], None]
"""Which is taken in, and how many of how many that is."""


def enrol_examples(folder: Path, now: Instant, address: str, progress: Progress) -> int:
    """Take in every example that is not there yet, each as a dossier of its own, and close a month of it.

    Those that have probes are measured from then on, at the address under which the service is reached. Tells
    how many those were. UsageError for a folder without examples.
    """
    found = sorted(path.parent for path in folder.glob("*/agreement.yaml") if _evidence(path.parent).is_dir())
    if not found:
        raise UsageError(f"{folder} holds no examples: folders with an agreement.yaml and evidence")
    there = set(Agreement.objects.values_list("slug", flat=True))
    new = [each for each in found if each.name not in there]
    for number, each in enumerate(new, start=1):
        progress(each.name, number, len(new))
        with transaction.atomic():
            _enrol(each, now, address)
    return len(new)


def _enrol(example: Path, now: Instant, address: str) -> None:
    enrolment = Enrolment(
        agreement=example / "agreement.yaml",
        evidence=_evidence(example),
        slug=example.name,
        actor=ACTOR,
        now=now,
    )
    enrolled = enrol(enrolment)
    if not isinstance(enrolled, Enrolled):
        raise UsageError(f"the example {example.name} can't be taken in: `upheld evaluate` says why")
    begin_closing(enrolled.version, PERIOD, now)
    if (example / PROBES).exists():
        _measure(example, enrolled.version.agreement.dossier, now, address)


def _measure(example: Path, dossier: Dossier, now: Instant, address: str) -> None:
    """Have an example measured: from here on other bindings hold than for the month that was closed."""
    read = read_probes(example / PROBES)
    if not read.is_good:
        raise UsageError(f"the probes of the example {example.name} can't be read: `upheld probes check`")
    define(dossier, probes_at_address(read.probes, address), ACTOR, now)
    seal_bindings(dossier, read_bytes(example / BINDINGS, "bindings"), now)


def _evidence(example: Path) -> Path:
    return example / "evidence"
