"""Keeping: the live state of every agreement brought up to what is known now, by what has changed.

What a process remembers may be thrown away at any time; it is made again from the store. What it writes, it
writes under the lease of its work, and only if nobody else has written meanwhile.
"""

from __future__ import annotations

import logging
import threading
from contextlib import nullcontext
from pathlib import Path

from django.db import DatabaseError
from django.db.models import Q
from msgspec.structs import replace

from upheld.chrono.instant import DAY, MINUTE, Instant
from upheld.chrono.period import ContractPeriod
from upheld.errors import ConflictError, LeaseLost, UpheldError
from upheld.evaluation.in_force import time_in_force
from upheld.evaluation.ordering import with_order
from upheld.evaluation.sitting import sittings
from upheld.operations.compacting import telemetry_of
from upheld.operations.live.docket import Docket
from upheld.operations.live.judged import Judged
from upheld.operations.live.judging import (
    Sitting,
)
from upheld.operations.live.lapses import Lapses
from upheld.operations.live.rows import Change, KeptRows
from upheld.operations.live.samples import KeptSamples, sign_of
from upheld.operations.live.writing import told_clock, told_finding
from upheld.operations.standing import grounds_in_store
from upheld.operations.work.duties import Duty
from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.ledger import LedgerHead
from upheld.store.live_rows import (
    Standing,
    Telling,
    clear,
    judged_at,
    note_looked,
    note_trouble,
    standing,
    turn_of,
)
from upheld.store.live_telling import Step, tell

KEEP = "live state"
LONGEST_CONTRACT_PERIOD = 366 * DAY
LATE_ELSEWHERE = MINUTE
"""By so much clocks of several machines may differ."""
log = logging.getLogger("upheld.live")


class Keepers:
    """Keep the live state of every agreement; one turn at a time."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._known: dict[int, Keeper] = {}
        self._at_work = threading.Lock()

    def keep(self, duty: Duty) -> None:
        """Bring all agreements up to now, as work that comes round."""
        self.keep_all(duty.now, duty.step)

    def keep_all(self, now: Instant, step: Step = nullcontext) -> int:
        """Bring all agreements up to an instant; tell how many of them were looked at anew.

        `step` gives the transactions in which rows are written.
        """
        with self._at_work:
            head = head_of_ledger()
            looked = 0
            agreements = {each.pk: each for each in Agreement.objects.select_related("dossier")}
            self._known = {key: keeper for key, keeper in self._known.items() if key in agreements}
            failures: list[Exception] = []
            for key, agreement in agreements.items():
                keeper = self._known.setdefault(key, Keeper(agreement, self._data))
                try:
                    looked += keeper.turn(head, now, step)
                except (LeaseLost, DatabaseError):
                    raise
                except Exception as failure:  # noqa: BLE001 raised once the others had their turn
                    failures.append(failure)
            if failures:
                raise failures[0]
            return looked


class Keeper:
    """Keeps the live state of one agreement."""

    def __init__(self, agreement: Agreement, data: Path) -> None:
        self.agreement = agreement
        self._folder = telemetry_of(data, agreement.dossier.slug)
        self._known_at = -1
        self._looks_at = Instant(0)
        self._moves_at = Instant(0)
        """From when on time alone changes a row, if samples go on coming."""
        self._lapses = Lapses()
        self._version_until = Instant(0)
        self._rows = KeptRows(agreement.dossier)
        self._samples: KeptSamples | None = None
        self._docket: Docket | None = None
        self._version: AgreementVersion | None = None
        self._samples_seen = ""
        self._period = ""
        self._stood: Standing | None = None
        self._points: frozenset[str] = frozenset()
        self._latest = Instant(0)
        """The latest instant it was brought up to."""
        self._went_back = False
        self._wrote_at = Instant(0)
        """As of when this process wrote rows last."""

    def turn(self, head: int, now: Instant, step: Step = nullcontext) -> bool:
        """Bring it up to an entry and an instant; tell whether there was anything to look at."""
        sign = sign_of(self._folder)
        self._follow_clock(now)
        if (head, sign) == (self._known_at, self._samples_seen) and now < self._looks_at:
            return False
        try:
            self._bring_up(head, sign, now, step)
        except ConflictError as error:
            log.info("live state kept elsewhere", extra={"agreement": self.agreement.slug, "why": str(error)})
            self._forget()
            self._known_at = -1
        except UpheldError as error:
            self._forget()
            self._known_at, self._samples_seen, self._looks_at = head, sign, Instant(now + MINUTE)
            with step():
                note_trouble(self.agreement, str(error), now)
        except BaseException:
            # what was followed is not written: who only goes on from it would never write it
            self._forget()
            self._known_at = -1
            raise
        return True

    def _follow_clock(self, now: Instant) -> None:
        """Begin anew where the clock was set back, and once more when it is where it was before.

        What is recorded for later than now is not judged: nobody would look at it again when its time comes.
        """
        is_back = now < self._latest
        elsewhere = judged_at(self.agreement) if self._stood is not None else None
        # another process, whose clock was set back, may have written rows as of then
        is_early = elsewhere is not None and elsewhere < self._wrote_at - LATE_ELSEWHERE
        if is_back != self._went_back or is_early:
            self._forget()
            self._known_at = -1
        self._went_back, self._latest = is_back, max(now, self._latest)

    def _forget(self) -> None:
        self._samples = None
        self._docket = None
        self._version = None
        self._period = ""
        self._stood = None
        self._lapses = Lapses()

    def _bring_up(self, head: int, sign: str, now: Instant, step: Step) -> None:
        is_other = False
        if head != self._known_at or self._docket is None or now >= self._version_until:
            is_other = self._take_version(now)
        docket = self._docket
        if docket is None:
            self._known_at, self._samples_seen, self._looks_at = head, sign, self._version_until
            with step():
                clear(self.agreement)
            return
        if is_other or self._samples is None:
            self._rows = KeptRows(self.agreement.dossier)
            self._samples = KeptSamples.of(self._folder, docket.grounds.agreement)
        since = earliest_judged(docket, now)
        change = self._rows.follow(head, since, now)
        if sign != self._samples.sign:
            differ = self._samples.follow(sign, since, now, judged_at(self.agreement))
            change = replace(change, points=change.points | differ)
        lapsed = self._lapses.look((self._samples.runs, self._rows.samples), now)
        change = replace(change, points=change.points | lapsed)
        if is_other or docket.month(now).label != self._period:
            change = replace(change, everything=True)
        if change.is_nothing and self._stood is not None and now < self._moves_at:
            if self._rows.has_moved:
                with step():
                    note_looked(self.agreement, head)
            self._known_at, self._samples_seen = head, sign
            self._looks_at = self._earliest()
            return
        self._judge_and_tell(docket, change, head, sign, now, step)

    def _take_version(self, now: Instant) -> bool:
        """Take the version that is in force; tell whether it is another than before."""
        version, until = version_in_force(self.agreement, now)
        self._version_until = until
        if version is None:
            self._forget()
            return True
        if self._version is not None and version.pk == self._version.pk:
            return False
        self._docket, self._version = Docket(grounds_in_store(version)), version
        return True

    def _judge_and_tell(
        self, docket: Docket, change: Change, head: int, sign: str, now: Instant, step: Step
    ) -> None:
        evidence = self._rows.evidence(None if self._samples is None else self._samples.telemetry)
        evidence = with_order(evidence, docket.grounds.agreement, docket.grounds.zone)
        sitting = Sitting.at(docket, evidence, now)
        stood = self._stood
        if stood is None or turn_of(self.agreement) != stood.turn:  # another process kept it meanwhile
            stood = standing(self.agreement)
        if stood is None:
            with step():
                clear(self.agreement)
            stood = Standing(turn=0, findings={}, clocks={})
            change = replace(change, everything=True)
        points = frozenset(sitting.seen)
        if self._stood is None or points != self._points:  # by all names one tells what is elsewhere
            change = replace(change, everything=True)
        judged = Judged(sitting, stood, change, now)
        telling = Telling(
            findings=[told_finding(each) for each in judged.findings],
            clocks=[told_clock(each) for each in judged.clocks],
            gone_findings=judged.gone_findings(),
            gone_clocks=judged.gone_clocks(),
            as_of=now,
            known_at=head,
        )
        self._lapses.begin(docket.grounds.agreement, sitting.evidence.observations)
        self._lapses.look((self._samples.runs if self._samples else {}, self._rows.samples), now)
        self._moves_at = judged.looks_at(telling)
        looks_at = self._earliest()
        book = {
            "version": self._version,
            "period": sitting.period.label,
            "samples": sign,
            "look_at": looks_at,
            "trouble": "",
            "illustration": evidence.illustration or "",
        }
        self._stood = tell(self.agreement, stood, telling, book, step)
        self._wrote_at = now
        self._known_at, self._samples_seen, self._period = head, sign, sitting.period.label
        self._points = points
        self._looks_at = looks_at

    def _earliest(self) -> Instant:
        """From when on there is something to look at though nothing comes."""
        instants = (self._moves_at, self._version_until, self._lapses.next, self._rows.comes_next)
        return min(each for each in instants if each is not None)


def head_of_ledger() -> int:
    """The last entry of the ledger; 0 before the first."""
    return LedgerHead.objects.values_list("sequence", flat=True).first() or 0


def followed_to(agreement: Agreement, docket: Docket, data: Path, head: int, as_of: Instant) -> Sitting:
    """Sit on evidence that was followed as it is followed live, up to an entry and an instant."""
    folder = telemetry_of(data, agreement.dossier.slug)
    since = earliest_judged(docket, as_of)
    rows, samples = KeptRows(agreement.dossier), KeptSamples.of(folder, docket.grounds.agreement)
    rows.follow(head, since, as_of)
    samples.follow(sign_of(folder), since, as_of)
    evidence = rows.evidence(samples.telemetry)
    return Sitting.at(docket, with_order(evidence, docket.grounds.agreement, docket.grounds.zone), as_of)


def earliest_judged(docket: Docket, as_of: Instant) -> Instant:
    """Give the first instant that any promise is judged from, as of an instant."""
    month, zone = docket.month(as_of), docket.grounds.zone
    in_force = time_in_force(docket.grounds.agreement, zone)
    begins = [month.interval.start]
    for objective in docket.grounds.agreement.objectives:
        rule = objective.period
        if isinstance(rule, ContractPeriod):
            begins.append(Instant(month.interval.start - LONGEST_CONTRACT_PERIOD))
        else:
            last = list(sittings(objective, rule, month, as_of, in_force, zone))[-1:]
            begins += [each.begins for each in last]
    return min(begins)


def version_in_force(agreement: Agreement, now: Instant) -> tuple[AgreementVersion | None, Instant]:
    """Give the version that is in force, if one is, and until when that can be told."""
    versions = AgreementVersion.objects.filter(agreement=agreement, content__isnull=False)
    begun = versions.filter(in_force_from__lt=now).filter(Q(in_force_until=None) | Q(in_force_until__gte=now))
    later = versions.filter(in_force_from__gte=now).order_by("in_force_from").first()
    found = begun.select_related("agreement__dossier").order_by("in_force_from", "entry").last()
    ends = [Instant(now + DAY)]
    if later is not None:
        ends.append(Instant(later.in_force_from + 1))
    if found is not None and found.in_force_until is not None:
        ends.append(Instant(found.in_force_until + 1))
    return found, min(ends)
