"""The lists of the interface: what each is of, whom it is open to, and by what it can be narrowed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec import Struct

from upheld.collect.columns import ROWS
from upheld.evidence.evidence import Table
from upheld.store.roles import Scope
from upheld.store.sight import Leaf, SeenRow, SeenStatement, Sight, Wanted
from upheld.web.api import shown
from upheld.web.api.asking import Ask


class Listed(Struct, frozen=True, kw_only=True):
    """A list of the interface, and the single things in it."""

    name: str
    """Its path; and, with underscores, the name of its route."""
    says: str
    one: str
    """What a single one is called."""
    scope: Scope
    form: type[Struct]
    asks: tuple[Ask, ...] = ()
    """By what it can be narrowed."""
    part: Callable[[Sight, Wanted], Leaf[Any]]
    single: Callable[[Sight, int], Any]
    """Finds one by its number; nothing where there is none that is seen."""
    show: Callable[[Any], Struct]
    of_a_dossier: bool = False
    """Whether it has to be known of which dossier."""


def _evidence(table: Table) -> Listed:
    return Listed(
        name=table.value.replace("_", "-"),
        says=f"Rows of evidence, in the order of recording, or by their time where one is asked for; each "
        f"is {ROWS[table]}",
        one=f"row of {table.value}",
        scope=Scope.EVIDENCE_READ,
        form=shown.Row,
        asks=(Ask.DOSSIER, Ask.CUSTOMER, Ask.SUBJECT, Ask.SINCE, Ask.UNTIL, Ask.KNOWN_AT),
        part=partial(_rows, table),
        single=partial(_row, table),
        show=shown.row,
        of_a_dossier=True,
    )


def _rows(table: Table, sight: Sight, wanted: Wanted) -> Leaf[SeenRow]:
    return sight.list_rows(table, wanted)


def _row(table: Table, sight: Sight, number: int) -> SeenRow | None:
    return sight.row(table, number)


def _statement(sight: Sight, key: int) -> SeenStatement | None:
    found = sight.statement(key)
    return None if found is None else found[0]


LISTS = (
    Listed(
        name="agreements",
        says="Agreements, with their versions",
        one="agreement",
        scope=Scope.AGREEMENTS_READ,
        form=shown.Agreement,
        asks=(Ask.DOSSIER,),
        part=Sight.list_agreements,
        single=Sight.agreement,
        show=shown.agreement,
    ),
    Listed(
        name="customers",
        says="Customers",
        one="customer",
        scope=Scope.AGREEMENTS_READ,
        form=shown.Customer,
        asks=(Ask.DOSSIER, Ask.NAME),
        part=Sight.list_customers,
        single=Sight.customer,
        show=shown.customer,
    ),
    Listed(
        name="subscriptions",
        says="Subscriptions",
        one="subscription",
        scope=Scope.AGREEMENTS_READ,
        form=shown.Subscription,
        asks=(Ask.AGREEMENT, Ask.CUSTOMER),
        part=Sight.list_subscriptions,
        single=Sight.subscription,
        show=shown.subscription,
    ),
    Listed(
        name="statements",
        says="Statements, the latest first",
        one="statement",
        scope=Scope.STATEMENTS_READ,
        form=shown.Statement,
        asks=(Ask.AGREEMENT, Ask.CUSTOMER, Ask.PERIOD, Ask.CLOSING),
        part=Sight.list_statements,
        single=_statement,
        show=shown.statement,
    ),
    Listed(
        name="closings",
        says="Closings, the latest first; those of the provider only",
        one="closing",
        scope=Scope.STATEMENTS_READ,
        form=shown.Closing,
        asks=(Ask.AGREEMENT, Ask.PERIOD),
        part=Sight.list_closings,
        single=Sight.closing,
        show=shown.closing,
    ),
    Listed(
        name="alarms",
        says="Alarms, the latest first; those of the provider only",
        one="alarm",
        scope=Scope.STATE_READ,
        form=shown.Alarm,
        asks=(Ask.DOSSIER, Ask.AGREEMENT, Ask.CUSTOMER),
        part=Sight.list_alarms,
        single=Sight.alarm,
        show=shown.alarm,
    ),
    Listed(
        name="alarm-rules",
        says="When alarms are raised, as it holds now: of agreements of their own, and of all others; for "
        "the provider only",
        one="rule of alarms",
        scope=Scope.STATE_READ,
        form=shown.AlarmRule,
        asks=(Ask.AGREEMENT,),
        part=Sight.list_alarm_rules,
        single=Sight.alarm_rule,
        show=shown.alarm_rule,
    ),
    Listed(
        name="state",
        says="How every objective stands in the period that goes on: of each customer's subscription, or of "
        "everybody on a plan where that is the same",
        one="finding to date",
        scope=Scope.STATE_READ,
        form=shown.State,
        asks=(Ask.AGREEMENT, Ask.CUSTOMER),
        part=Sight.list_state,
        single=Sight.live,
        show=shown.state,
    ),
    Listed(
        name="clocks",
        says="Clocks of open tickets that nothing has stopped yet",
        one="clock",
        scope=Scope.STATE_READ,
        form=shown.Clock,
        asks=(Ask.AGREEMENT, Ask.CUSTOMER),
        part=Sight.list_clocks,
        single=Sight.clock,
        show=shown.clock,
    ),
    Listed(
        name="points",
        says="What is probed now, and how it stands from each location; for the provider only",
        one="point",
        scope=Scope.STATE_READ,
        form=shown.Point,
        asks=(Ask.DOSSIER,),
        part=Sight.list_points,
        single=Sight.numbered_point,
        show=shown.point,
    ),
    # samples are not rows of the database: they are sorted into files
    *(_evidence(table) for table in Table if table is not Table.SAMPLES),
)
