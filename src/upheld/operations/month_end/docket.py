"""The docket of a closing: whoever makes its statements, by what was known when it was begun."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.chrono.instant import Instant
from upheld.chrono.period import parse_period
from upheld.collect.clock_steps import Key
from upheld.collect.kept_runs import read_runs
from upheld.collect.series import Run
from upheld.errors import UsageError
from upheld.operations import asked
from upheld.operations.closing import Clerk, clerk_of
from upheld.operations.compacting import telemetry_of
from upheld.operations.folding import read_telemetry
from upheld.operations.grounds import Grounds, Known, known_by
from upheld.operations.month_end.carrying import turns_of
from upheld.operations.standing import evidence_in_store, grounds_in_store
from upheld.operations.versions import Facts, Room, in_order, parts_by_version
from upheld.store.closings import Closing
from upheld.store.seen_samples import seen_by
from upheld.telemetry.holdings import takes_samples_in

Sorted = Mapping[Key, Run]
"""Samples, sorted and folded."""


def samples_for(closing: Closing, data: Path) -> Sorted | None:
    """Read the samples that are known now, as the agreement of a closing needs them; absent without any."""
    *before, grounds = _grounds(closing)
    folder = telemetry_of(data, closing.version.agreement.dossier.slug)
    if not takes_samples_in(folder):
        return None
    until = _until(closing, grounds)
    return read_telemetry(folder, grounds.agreement, until, [each.agreement for each in before])


def samples_seen(closing: Closing, data: Path) -> Sorted | None:
    """Give the samples that a closing saw when it was handed out in parts. Errors as of `seen_by`.

    One that an earlier version handed out has none kept: those that are known now are taken.
    """
    written = seen_by(closing)
    if written is None:
        return samples_for(closing, data)
    return read_runs(written) if written else None


def clerk_for(closing: Closing, samples: Sorted | None) -> Clerk:
    """Appoint whoever makes the statements of a closing: the same ones, whenever and wherever it is asked.

    Rows are those known when it was begun; samples are given.
    UsageError where the evidence, or the agreement, does not allow it.
    """
    several = _grounds(closing)
    grounds = several[-1]
    begun = Instant(closing.begun_at)
    until = _until(closing, grounds)
    dossier = closing.version.agreement.dossier
    with _all_stays():
        reading = evidence_in_store(dossier, closing.known_at, samples)
        facts = {id(each): known_by(each, reading, until, None, begun) for each in several}
        known = {of: each for of, each in facts.items() if isinstance(each, Known)}
        if len(known) < len(facts):
            said = "; ".join(str(problem) for problem in reading.problems[:3])
            raise UsageError(f"the evidence of {dossier.slug} can't be used: {said}")
        clerk = clerk_of(grounds, known[id(grounds)], closing.period, otherwise=_everybody(grounds))
        if len(several) == 1:
            return clerk
        heard = [
            Facts(version=version, part=part, known=known[id(version.grounds)])
            for version, part in parts_by_version(in_order(several), closing.period)
        ]
        return replace(clerk, rooms=tuple(Room.of(each, closing.period, None, ()) for each in heard))


def _grounds(closing: Closing) -> list[Grounds]:
    """Read the versions by which a closing judges, in order: its own last of all, which closes the month."""
    own = grounds_in_store(closing.version)
    month = parse_period(closing.period, own.zone).interval
    turns = turns_of(closing.version.agreement_id, closing.known_at)
    others = [each.version for each in turns if each.is_of(month) and each.version != closing.version]
    return [*(grounds_in_store(each) for each in others), own]


@contextmanager
def _all_stays() -> Iterator[None]:
    """Let nobody search for garbage, then or later: rows are made by the hundred thousand, and all stay.

    Searching them again and again took two fifths of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def _until(closing: Closing, grounds: Grounds) -> Instant:
    """As of when a closing judges."""
    period = parse_period(closing.period, grounds.zone)
    return asked.as_of(None, period, grounds.zone, Instant(closing.begun_at))


def _everybody(grounds: Grounds) -> tuple[Subscription, ...]:
    """Whose statement is made where no fee and no order form says who is subscribed: each plan's."""
    return tuple(Subscription(plan=plan) for plan in grounds.agreement.plans) or (Subscription(),)
