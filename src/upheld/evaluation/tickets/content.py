"""Content: what messages that are due must tell, held against what they told."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from upheld.agreement.conduct import ReplyContent
from upheld.agreement.provenance import Clause
from upheld.chrono.instant import Instant
from upheld.evaluation.duties.deadline import agreed
from upheld.evaluation.duties.naming import lacking
from upheld.evaluation.duties.sentence import with_items
from upheld.evaluation.reason import Moment, Reason
from upheld.evaluation.statement import ClockState, Duty
from upheld.evaluation.tickets.required_message import Reading, RequiredMessage, Unsaid
from upheld.evaluation.tickets.scope import Judged
from upheld.evaluation.wording import listed
from upheld.evidence.ticket import TicketEvent


class Content(Struct, frozen=True):
    """What messages must tell, and the sources that record of any message what it told."""

    promise: ReplyContent
    telling: frozenset[str]
    clause: Clause | None

    def judge(self, due: RequiredMessage) -> Iterator[Judged]:
        """Judge one occasion under every reading; nothing while no message came and none can be missed."""
        if not self.promise.contains and not any(reading.messages for reading in due.readings):
            return
        state = self._state(due, due.readings[0])
        for reading in due.readings[1:]:
            state = agreed(state, self._state(due, reading))
        deciding = next((each for each in due.readings if self._state(due, each) is state), due.readings[-1])
        yield self._duty(due, state, deciding), self._falls_at(state, deciding)

    def _state(self, due: RequiredMessage, reading: Reading) -> ClockState:
        if not self._lacks(reading):
            return ClockState.KEPT
        match reading.unsaid:
            case Unsaid.WAIVED:
                return ClockState.KEPT
            case Unsaid.MAY_COME:
                return ClockState.RUNNING
            case Unsaid.TOO_LATE:
                unknown = reading.messages and due.known.ticket.source not in self.telling
                return ClockState.INDETERMINATE if unknown else ClockState.BREACHED

    def _duty(self, due: RequiredMessage, state: ClockState, reading: Reading) -> Duty:
        rows = tuple(dict.fromkeys(map(due.known.row, (due.known.events[0], *reading.events))))
        told_by = self._told_by(reading)
        return Duty(
            what=due.what,
            state=state,
            limit=f"{self.promise.moment.value}{with_items(self.promise.contains)}",
            began_at=due.began_at,
            done_at=None if told_by is None else told_by.at,
            lacks=() if state is ClockState.KEPT else self._lacks(reading),
            evidence=rows,
            reason=Reason(
                rule=f"reply_content.{state.value}",
                says=f"{due.what}: {self._says(due, state, reading)}",
                clause=self.clause,
                evidence=rows,
                evidence_count=len(rows),
                because=tuple(self._because(due, reading)),
            ),
        )

    def _falls_at(self, state: ClockState, reading: Reading) -> Instant | None:
        if state is ClockState.RUNNING:
            return None
        falls = self._told_by(reading) or reading.ended_by
        return None if falls is None else falls.at

    def _lacks(self, reading: Reading) -> tuple[str, ...]:
        return lacking(self.promise.contains, _told(reading.messages))

    def _told_by(self, reading: Reading) -> TicketEvent | None:
        """The message with which everything was told."""
        for count, event in enumerate(reading.messages, start=1):
            if not lacking(self.promise.contains, _told(reading.messages[:count])):
                return event
        return None

    def _says(self, due: RequiredMessage, state: ClockState, reading: Reading) -> str:
        lacks = self._lacks(reading)
        items = listed(lacks or self.promise.contains)
        match state:
            case ClockState.KEPT if lacks:
                says = "its customer ended the matter before it was due"
            case ClockState.KEPT:
                says = f"told {items}" if self.promise.contains else "nothing in particular is due"
            case ClockState.BREACHED:
                says = f"{items} not told" if reading.messages else f"closed, and {items} never told"
            case ClockState.RUNNING:
                says = f"{items} not told yet"
            case ClockState.INDETERMINATE if due.known.ticket.source not in self.telling:
                says = f"`{due.known.ticket.source}` records of no message what it told (`contains`)"
            case ClockState.INDETERMINATE:
                says = f"{items} told or not, as the first substantive message is one that nobody judged"
        return says

    def _because(self, due: RequiredMessage, reading: Reading) -> Iterator[Reason]:
        for event in reading.messages:
            row = due.known.row(event)
            told = f" that told {listed(event.contains)}" if event.contains else ""
            yield Reason(
                rule="reply_content.message",
                says=f"a {event.kind.value}{told}",
                figure=Moment(event.at),
                evidence=(row,),
                evidence_count=1,
            )
        missing = lacking(self.promise.where_possible, _told(reading.messages))
        if missing:
            says = f"where possible, and not told: {listed(missing)}"
            yield Reason(rule="reply_content.where_possible", says=says)


def _told(messages: tuple[TicketEvent, ...]) -> list[str]:
    return [item for event in messages for item in event.contains]
