"""Class rules: what makes the priority of a ticket the right one, checked one rule at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from upheld.agreement.agreement import Agreement
from upheld.agreement.conduct import Classification, ReplyContent
from upheld.agreement.objective import clock_of
from upheld.agreement.priority import Classifier, Priority, Workaround
from upheld.agreement.provenance import Clause
from upheld.evaluation.duties.naming import is_among, lacking
from upheld.evaluation.hearing import Hearing
from upheld.evaluation.reason import Reason
from upheld.evaluation.statement import ClockState
from upheld.evaluation.tickets.known_ticket import KnownTicket
from upheld.evaluation.wording import listed
from upheld.evidence.ticket import Ticket, TicketEvent


class Check(Struct, frozen=True):
    """What one rule says of a ticket's class."""

    rule: str
    state: ClockState
    says: str
    lacks: tuple[str, ...] = ()
    clause: Clause | None = None

    def reason(self) -> Reason:
        """The step of an explanation it is."""
        return Reason(rule=f"classification.{self.rule}", says=self.says, clause=self.clause)


class ClassRules(Struct, frozen=True):
    """The rules of an agreement's priorities, and what each source of tickets records at all."""

    classified_by: Classifier | None
    priorities: tuple[str, ...]
    """By name, in order of rank."""
    described: Mapping[str, Priority]
    records: tuple[str, ...]
    records_priority: frozenset[str]
    """Sources that record the priority of some ticket."""
    records_fields: frozenset[str]
    """Sources that record of some ticket which fields were filled in."""

    def checks(self, known: KnownTicket) -> Iterator[Check]:
        """Check a ticket by every rule; by those of its class only where it has one."""
        name = known.priorities[-1].priority
        yield self._is_given(known, name)
        if name is not None and self._is_known(name):
            yield from self._by_whom(known, name)
            yield from self._by_situation(known.ticket, name)
            yield from self._by_workaround(known.ticket, name)
        yield from self._on_record(known)

    def _is_known(self, name: str) -> bool:
        """Whether it is a priority of the agreement; any is where it names none."""
        return not self.priorities or name in self.priorities

    def _is_given(self, known: KnownTicket, name: str | None) -> Check:
        if name is not None:
            if self._is_known(name):
                return Check("priority", ClockState.KEPT, f"it has priority {name}")
            has = listed(self.priorities)
            return Check("priority", ClockState.BREACHED, f"`{name}` is no priority here, which are {has}")
        if known.ticket.source not in self.records_priority:
            says = f"`{known.ticket.source}` records of no ticket its `priority`"
            return Check("priority", ClockState.INDETERMINATE, says)
        return Check("priority", _if_missing(known), "it has no priority", ("priority",))

    def _by_whom(self, known: KnownTicket, name: str) -> Iterator[Check]:
        """Check that those gave it who have to: where both have to, each has set that very priority."""
        if self.classified_by is None:
            return
        has_to = {
            Classifier.PROVIDER: ("provider",),
            Classifier.CUSTOMER: ("customer",),
            Classifier.BOTH: ("provider", "customer"),
        }[self.classified_by]
        setting = _setting(known.priorities, name)
        sides = [event.by for event in setting if event.by is not None]
        missing = [side for side in has_to if not is_among(side, sides)]
        if not missing:
            yield Check("by", ClockState.KEPT, f"given by the {listed(has_to)}")
        elif len(sides) < len(setting):
            says = f"nobody recorded who gave it (`by`); the {listed(has_to)} has to"
            yield Check("by", ClockState.INDETERMINATE, says)
        else:
            says = f"given by the {listed(sides)}, and not by the {listed(missing)}, who has to"
            yield Check("by", ClockState.BREACHED, says)

    def _by_situation(self, ticket: Ticket, name: str) -> Iterator[Check]:
        """Check that it has a priority to whose examples one of its situations belongs, where one does."""
        examples = {
            priority: [each for each in ticket.situations if is_among(each, described.examples)]
            for priority, described in self.described.items()
        }
        belongs = [priority for priority, found in examples.items() if found]
        if not belongs:
            return
        found = listed(list(dict.fromkeys(each for priority in belongs for each in examples[priority])))
        says = f"{found} is an example of {listed(belongs)}"
        if name not in belongs:
            says, state = f"{says}, and it has priority {name}", ClockState.BREACHED
        else:
            says, state = f"{says}: either will do" if len(belongs) > 1 else says, ClockState.KEPT
        yield Check("situation", state, says, clause=self.described[belongs[0]].clause)

    def _by_workaround(self, ticket: Ticket, name: str) -> Iterator[Check]:
        """Check that there was a workaround where its priority is for troubles with one, or none."""
        described = self.described.get(name)
        if described is None or described.workaround is Workaround.ANY:
            return
        wanted = described.workaround is Workaround.AVAILABLE
        only = f"{name} is for troubles {'with' if wanted else 'without'} a workaround"
        if ticket.has_workaround is None:
            says, state = f"{only}: `has_workaround` is not recorded", ClockState.INDETERMINATE
        else:
            there = f"there was {'one' if ticket.has_workaround else 'none'}"
            says, state = f"{only}, and {there}", _if_holds(ticket.has_workaround is wanted)
        yield Check("workaround", state, says, clause=described.clause)

    def _on_record(self, known: KnownTicket) -> Iterator[Check]:
        if not self.records:
            return
        missing = lacking(self.records, known.ticket.records)
        if not missing:
            yield Check("records", ClockState.KEPT, f"{listed(self.records)} on record")
        elif known.ticket.source not in self.records_fields:
            says = f"`{known.ticket.source}` records of no ticket which fields were filled in (`records`)"
            yield Check("records", ClockState.INDETERMINATE, says, missing)
        else:
            yield Check("records", _if_missing(known), f"{listed(missing)} not on record", missing)


def class_rules(hearing: Hearing, promise: Classification) -> ClassRules:
    """Gather the rules of a hearing's agreement, and what its sources of tickets record."""
    agreement = hearing.agreement
    tickets = [each for each in hearing.evidence.tickets if each.events[0].at <= hearing.as_of]
    return ClassRules(
        classified_by=agreement.classified_by,
        priorities=_names(agreement),
        described={each.name: each for each in agreement.priorities},
        records=promise.records,
        records_priority=frozenset(each.source for each in tickets if _has_priority(each, hearing)),
        records_fields=frozenset(each.source for each in tickets if each.records),
    )


def _names(agreement: Agreement) -> tuple[str, ...]:
    """The priorities declared, or else those that objectives name."""
    if agreement.priorities:
        return tuple(each.name for each in agreement.priorities)
    clocks = [clock for each in agreement.objectives if (clock := clock_of(each)) is not None]
    contents = [each.indicator for each in agreement.objectives if isinstance(each.indicator, ReplyContent)]
    named: list[str | None] = [cell.priority for clock in clocks for cell in clock.cells]
    named += [priority for clock in clocks for priority in clock.tracked]
    named += [priority for content in contents for priority in content.priorities]
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _has_priority(ticket: Ticket, hearing: Hearing) -> bool:
    return any(event.priority is not None for event in ticket.events if event.at <= hearing.as_of)


def _setting(priorities: Sequence[TicketEvent], name: str) -> list[TicketEvent]:
    """The events that gave the priority it has, since it last had another."""
    setting: list[TicketEvent] = []
    for event in priorities:
        setting = [*setting, event] if event.priority == name else []
    return setting


def _if_missing(known: KnownTicket) -> ClockState:
    """What is missing may come until the ticket is closed."""
    return ClockState.RUNNING if known.closed is None else ClockState.BREACHED


def _if_holds(holds: bool) -> ClockState:
    return ClockState.KEPT if holds else ClockState.BREACHED
