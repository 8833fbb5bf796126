"""Pieces: the months of a series in which the plan or the version changes, judged and settled in parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from upheld.agreement.agreement import Subscription
from upheld.agreement.drafting import UndeclaredTerms
from upheld.agreement.interpretation import Interpretation
from upheld.agreement.plan_change import PlanChange
from upheld.chrono.instant import Instant
from upheld.chrono.period import Period, parse_period
from upheld.errors import UsageError
from upheld.evaluation.evaluate import Court
from upheld.evaluation.in_force import runs_in
from upheld.evaluation.part_reading import joined_statement
from upheld.evaluation.paying import as_one
from upheld.evaluation.reason import NoData
from upheld.evaluation.statement import Statement
from upheld.evaluation.tenure import Part, Stretch, parts_of, parts_within, tenure
from upheld.evidence.evidence import Evidence
from upheld.operations import asked
from upheld.operations.courtroom import settled
from upheld.operations.grounds import Grounds
from upheld.operations.history import History
from upheld.operations.parting import TextOf, text_of
from upheld.operations.versions import Version, parts_by_version
from upheld.quantity import Money
from upheld.settlement.bill import bills_of
from upheld.settlement.books import Given
from upheld.settlement.deployed_fees import while_deployed
from upheld.settlement.parted import joined
from upheld.settlement.series import SeriesSettlement, settle_series
from upheld.settlement.series_by_line import series_by_line, worst_series
from upheld.settlement.settlement import Settlement


class Piece(Struct, frozen=True, kw_only=True):
    """All of a month, or a part of it, and by what it is judged."""

    grounds: Grounds
    evidence: Evidence
    text: Interpretation
    subscription: Subscription
    part: Part | None = None
    """Which part it is, where it is not all of the month."""


class Reader(Struct, frozen=True, kw_only=True):
    """A version, what is known by its names, and its text by plan."""

    version: Version
    evidence: Evidence
    texts: TextOf
    runs: tuple[Subscription, ...] = ()
    """The subscription for each run of days on which it pays, where there are any."""

    @classmethod
    def of(cls, version: Version, evidence: Evidence, runs: tuple[Subscription, ...] = ()) -> Reader:
        """Begin to read a version."""
        return cls(version=version, evidence=evidence, texts=text_of(version.grounds.read), runs=runs)

    def during(self, month: Period) -> Reader:
        """The same for a month of somebody who left and came back: as in the run of days that it lies in."""
        own = [each for each in self.runs if runs_in(each, month.interval, self.version.grounds.zone)]
        if len(self.runs) < 2 or not own:
            return self
        whose = own[0] if len(own) == 1 else as_one(own, self.evidence.fees, self.version.grounds.agreement)
        grounds = replace(self.version.grounds, subscription=whose)
        return replace(self, version=replace(self.version, grounds=grounds), runs=())

    def piece(self, plan: str | None, part: Part | None) -> Piece:
        """A part of a month on a plan, or all of it."""
        grounds = self.version.grounds
        return Piece(
            grounds=grounds,
            evidence=self.evidence,
            text=self.texts(plan),
            subscription=replace(grounds.subscription, plan=plan),
            part=part,
        )

    def stretches(self, period: Period) -> tuple[Stretch, ...]:
        """On which plans the customer was in a period, where fees say it and nobody else did."""
        grounds = self.version.grounds
        named = grounds.subscription
        if named.plan is not None or not grounds.agreement.plans:
            return ()
        return tenure(self.evidence.fees, named, grounds.agreement.plans, period.interval)


def is_undecided(months: Sequence[Period], readers: Sequence[Reader]) -> bool:
    """Whether the customer changed plan in a month, and no text says by which plan it is judged."""
    return any(
        len(reader.stretches(month)) > 1 and reader.version.grounds.agreement.plan_change is None
        for reader in readers
        for month in months
    )


def pieces_of(
    month: Period, readers: Sequence[Reader], reading: PlanChange | None = None
) -> tuple[Piece, ...]:
    """Cut a month by versions and by plans.

    By a change of plan of which the text says nothing it is cut as one reading has it.
    """
    readers = [each.during(month) for each in readers]
    if len(readers) == 1:
        return tuple(_by_plan(month, readers[0], reading))
    by_version = parts_by_version([each.version for each in readers], month.label)
    read = {id(each.version): each for each in readers}
    if len(by_version) == 1:
        reader = read[id(by_version[0][0])]
        return tuple(_by_plan(month, reader, reading))
    pieces = []
    for version, part in by_version:
        reader = read[id(version)]
        grounds = reader.version.grounds
        change = grounds.agreement.plan_change or reading or PlanChange.BY_DAY
        for each in parts_within(part, reader.stretches(month), change, month, grounds.zone):
            pieces.append(reader.piece(each.plan or grounds.subscription.plan, each))
    return tuple(pieces)


def _by_plan(month: Period, reader: Reader, reading: PlanChange | None) -> list[Piece]:
    grounds = reader.version.grounds
    stretches = reader.stretches(month)
    if len(stretches) < 2:
        return [reader.piece(stretches[0].plan if stretches else grounds.subscription.plan, None)]
    change = grounds.agreement.plan_change or reading or PlanChange.BY_DAY
    parts = parts_of(stretches, change, month, grounds.zone)
    return [reader.piece(part.plan, part) for part in parts]


def settle_pieces(
    months: Mapping[str, Sequence[Piece]], as_of: Instant, fee: str | None, in_force: str | None
) -> SeriesSettlement:
    """Judge and settle months by their pieces, and say what follows from all of them by the last one's terms.

    Raises UsageError for a text that leaves terms open: by several plans or versions it can't be read in
    every way.
    """
    for piece in (piece for pieces in months.values() for piece in pieces):
        if piece.text.open_terms:
            raise UsageError(
                f"version {piece.text.agreement.version} leaves terms open, and its months are judged by "
                "several plans or versions: declare what `upheld check` asks, or settle those of each alone"
            )
    last = list(months.values())[-1][-1]
    zone, agreement = last.grounds.zone, last.text.agreement
    statements = [
        replace(
            _judged(label, pieces, as_of, in_force),
            subscription=replace(
                last.subscription, term=pieces[0].subscription.term, away=pieces[0].subscription.away
            ),
        )
        for label, pieces in months.items()
    ]

    def settle(statement: Statement, before: Sequence[Given] = ()) -> Settlement:
        return _settled(statement, months[statement.period.label], fee, before)

    def bill(month: date) -> Money | NoData:
        pieces = months.get(f"{month:%Y-%m}", (last,))
        payer = pieces[0].subscription
        paid = while_deployed(pieces[0].evidence.fees, pieces[0].evidence.resources)
        return bills_of(paid, payer, zone, asked.fee(fee, agreement))(month)

    return settle_series(
        agreement,
        statements,
        settle,
        last.evidence,
        bill,
        as_of,
        almanac=last.grounds.almanac,
        settle_after=settle,
    )


def _judged(label: str, pieces: Sequence[Piece], as_of: Instant, in_force: str | None) -> Statement:
    heard = []
    for piece in pieces:
        agreement, overridden = asked.in_force(piece.text.agreement, in_force)
        zone = piece.grounds.almanac.zone(agreement.time_zone)
        court = Court.of(
            agreement,
            piece.evidence,
            parse_period(label, zone),
            as_of,
            piece.grounds.almanac,
            within=None if piece.part is None else piece.part.within,
        )
        history = History(
            text=piece.text,
            evidence=piece.evidence,
            almanac=piece.grounds.almanac,
            subscription=piece.subscription,
            as_of=as_of,
            in_force=in_force,
        )
        heard.append(history.told(court.statement(piece.subscription, (), overridden)))
    parts = [piece.part for piece in pieces if piece.part is not None]
    return heard[0] if len(heard) == 1 else joined_statement(heard, parts)


def _settled(
    statement: Statement, pieces: Sequence[Piece], fee: str | None, before: Sequence[Given]
) -> Settlement:
    """Settle a month, or what is left of it, each part by its own terms and fees."""
    found, names = [], []
    for piece in pieces:
        part = piece.part
        own = replace(statement, subscription=piece.subscription, parts=())
        if part is not None:
            own = replace(
                own,
                findings=tuple(each for each in statement.findings if part.within.encloses(each.interval)),
            )
        agreement = piece.text.agreement
        found.append(settled(agreement, own, piece.evidence, piece.grounds.almanac, fee, before, part))
        said = "" if part is None else f", {part.says}"
        names.append(f"version {agreement.version}, plan {piece.subscription.plan}{said}")
    return joined(found, names, pieces[-1].text.agreement)


def settle_by_reading(
    months: Sequence[Period],
    readers: Sequence[Reader],
    as_of: Instant,
    fee: str | None,
    in_force: str | None,
) -> SeriesSettlement:
    """Settle months by each reading of a change of plan of which the text says nothing, or by the worst."""
    last = readers[-1].version.grounds.agreement
    heard = {
        f"plan_change: {reading.value}": settle_pieces(
            {month.label: pieces_of(month, readers, reading) for month in months}, as_of, fee, in_force
        )
        for reading in PlanChange
    }
    if last.undeclared_terms is UndeclaredTerms.AGAINST_DRAFTER:
        return worst_series(list(heard.values()), last.drafter)
    return series_by_line(heard)
