"""Notices of changes held against the evidence: whether each change was announced long enough before it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.governance import ChangeNotice
from upheld.agreement.party import Party
from upheld.chrono.instant import Instant, Micros
from upheld.chrono.zone import Zone
from upheld.evaluation.duties.belonging import belongs, is_for_customer, is_for_services, missing_table
from upheld.evaluation.duties.excusal import excusals
from upheld.evaluation.duties.finding import judge_duties
from upheld.evaluation.duties.lapse import lapses_at
from upheld.evaluation.duties.message import sent_at
from upheld.evaluation.duties.naming import alike
from upheld.evaluation.exclusions.work_notice import is_days_before
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Length, Reason
from upheld.evaluation.statement import ClockState, Duty, Finding
from upheld.evaluation.wording import spoken_moment
from upheld.evidence.evidence import Table
from upheld.evidence.governance import Change
from upheld.quantity import write_length


def judge_change_notice(hearing: Hearing, promise: ChangeNotice) -> Finding:
    """Judge each change that took effect in the period, by when it was announced first.

    It was announced when its row says so, or with the first notice that names it by `about`. A change made by
    the customer is none.
    """
    gap = missing_table(hearing, Table.CHANGES, hearing.evidence.changes, "changes")
    excused = excusals(hearing)
    changes = sorted(_changes(hearing, promise), key=lambda each: (each.placed_at, each.change.identity))
    return judge_duties(
        hearing,
        [
            each.duty()
            for each in changes
            if belongs(hearing, each) and each.change.number not in excused.numbers
        ],
        noun="change",
        nothing=f"no change of the {promise.of} took effect in the period",
        gap=gap,
        because=excused.reasons,
    )


def _changes(hearing: Hearing, promise: ChangeNotice) -> Iterator[_Announced]:
    for change in hearing.evidence.changes:
        ours = change.by is None or not alike(change.by, Party.CUSTOMER.value)
        meant = change.what is not None and alike(change.what, promise.of)
        if ours and meant and is_for_services(hearing, change.services):
            told = [change.announced_at] if change.announced_at is not None else []
            rows = [change.identity]
            for notice in hearing.evidence.notices:
                at = sent_at(notice)
                about = notice.about is not None and alike(notice.about, change.number)
                if about and at is not None and is_for_customer(hearing, notice.customer):
                    told.append(at)
                    rows.append(notice.identity)
            yield _Announced(
                change=change,
                promise=promise,
                announced_at=min((at for at in told if at <= hearing.as_of), default=None),
                rows=tuple(rows),
                zone=hearing.calendars.zone(hearing.agreement.time_zone),
                hearing=hearing,
            )


class _Announced(Struct, frozen=True, kw_only=True):
    """A change, and when it was announced."""

    change: Change
    promise: ChangeNotice
    announced_at: Instant | None
    rows: tuple[str, ...]
    zone: Zone
    hearing: Hearing

    @property
    def placed_at(self) -> Instant:
        """When it takes effect."""
        return self.change.started_at

    @property
    def falls_at(self) -> Instant | None:
        """When the verdict falls: with its effect; nothing while that is to come."""
        return self.change.started_at if self.change.started_at <= self.hearing.as_of else None

    @property
    def state(self) -> ClockState:
        """What it came to."""
        if self.announced_at is not None and self._is_enough(self.announced_at):
            return ClockState.KEPT
        return ClockState.RUNNING if self.falls_at is None else ClockState.BREACHED

    def _is_enough(self, announced_at: Instant) -> bool:
        promise, effect = self.promise, self.change.started_at
        if promise.business_days is not None and promise.notice.is_business:
            count = int(promise.notice.count)
            return is_days_before(self.hearing, promise.business_days, announced_at, effect, count)
        return lapses_at(announced_at, promise.notice, self.zone) <= effect

    def duty(self) -> Duty:
        """Write it down."""
        state, limit = self.state, f"announced at least {self.promise.notice} before"
        given = self._given
        says = f"change {self.change.number} of the {self.promise.of}, in force from "
        says += f"{spoken_moment(self.change.started_at, self.zone)}: {self._told}; promised {limit}"
        return Duty(
            what=f"change {self.change.number}",
            state=state,
            limit=limit,
            began_at=self.change.started_at,
            done_at=self.announced_at,
            breached_at=self.falls_at if state is ClockState.BREACHED else None,
            length=given,
            evidence=self.rows,
            services=self.change.services,
            reason=Reason(
                rule=f"change_notice.{state.value}",
                says=says,
                figure=given,
                clause=self.hearing.objective.clause,
                evidence=self.rows,
                evidence_count=len(self.rows),
            ),
        )

    @property
    def _given(self) -> Length | None:
        if self.announced_at is None or self.announced_at > self.change.started_at:
            return None
        return Length(Micros(self.change.started_at - self.announced_at))

    @property
    def _told(self) -> str:
        given = self._given
        if self.announced_at is None:
            return "never announced"
        return "announced afterwards" if given is None else f"announced {write_length(given.value)} before"
