"""Live state: what every objective has come to so far, and every clock of a ticket that still goes on.

These rows are made from the evidence by the worker, and made anew whenever they are of an older form: nothing
rests on them but pages, answers and alarms, and what is true is what a recomputation says (`upheld audit`).

**For whoever builds on them.** A row is changed only when it says something else; `changed_at` is when that
was. Time alone moves a clock along its calendar and changes no row: the instants at which parts of its target
are used up stand in it, and `said` has the windows in which it counts. So alarms go by `half_at`,
`three_quarters_at` and `full_at`; one that is absent does not come while the clock stands still. A clock that
is answered has no row any more. Exact shares are text, `numerator/denominator`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.store.agreements import Agreement, AgreementVersion
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier

FORM = 3
"""Of what rows say: a row of another form is made anew."""
NOT_JUDGED = "NOT JUDGED"
"""Stands in place of a verdict where what is on record can't be judged by; `trouble` in `said` says why."""


class LiveBook(models.Model):
    """How far the live state of an agreement has come: by what was known it stands as it stands."""

    agreement = models.OneToOneField(
        Agreement, on_delete=models.PROTECT, primary_key=True, related_name="live_book"
    )
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="+")
    form = models.PositiveSmallIntegerField(default=FORM)
    turn = models.BigIntegerField(default=0)
    """Counts changes of its rows: two looks at the same turn see the same."""
    period = models.CharField(max_length=60)
    """The calendar month that goes on, in the zone of the agreement."""
    known_at = models.BigIntegerField()
    """Rows up to this entry of the ledger were looked at."""
    samples = models.CharField(max_length=64, blank=True)
    """Names the samples that were looked at: the same name, the same samples."""
    as_of = models.BigIntegerField()
    """Microseconds since 1970, as all instants here: when it was last looked at."""
    changed_at = models.BigIntegerField()
    """When any of its rows last came to say something else."""
    look_at = models.BigIntegerField(null=True)
    """From when on time alone changes what it says; absent where it does not."""
    trouble = models.TextField(blank=True)
    """Why it can't be told how things stand; the rows are then those of before."""
    illustration = models.TextField(blank=True)
    """A first line for every page, where the evidence is not the provider's own."""

    objects: ClassVar[models.Manager[LiveBook]]

    class Meta:
        db_table = "live_book"


class LiveFinding(models.Model):
    """What an objective has come to so far in the period that goes on.

    Of a customer's subscription; of everybody on the plan where `customer` is absent, for it is the same for
    all of them.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="live_findings")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="live_findings")
    subscription = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    objective = models.CharField(max_length=300)
    member = models.CharField(max_length=300, blank=True)
    """The point it is about, where each point of a service is judged by itself."""
    place = models.PositiveIntegerField(default=0)
    """Its place among the findings of its subscription."""
    period = models.CharField(max_length=100)
    """Of the objective, as it is named."""
    begins_at = models.BigIntegerField()
    ends_at = models.BigIntegerField()
    verdict = models.CharField(max_length=20)
    """A value of `Verdict`, or `NOT_JUDGED`."""
    figure = models.TextField()
    """To date, exact: JSON of the figure as documents have it."""
    allowance = models.BigIntegerField(null=True)
    """Microseconds of downtime that the target leaves in the whole period; absent without such a target."""
    allowance_left = models.BigIntegerField(null=True)
    """Negative where it is overspent."""
    used = models.TextField(blank=True)
    """Share of the allowance that is used, exact; empty where there is none."""
    best_achievable = models.TextField(blank=True)
    projected = models.TextField(blank=True)
    said = models.JSONField()
    """All a page shows of it; see `upheld.evaluation.live.finding`."""
    digest = models.CharField(max_length=64)
    """SHA-256 of everything it says; who looks twice sees by it whether it is the same."""
    as_of = models.BigIntegerField()
    """As of when it was judged."""
    known_at = models.BigIntegerField()
    """By which entry of the ledger."""
    verdict_since = models.BigIntegerField()
    """Since when the verdict has been what it is, as far as it was looked at."""
    changed_at = models.BigIntegerField()
    look_at = models.BigIntegerField(null=True)
    """From when on time alone changes what it says."""

    objects: ClassVar[models.Manager[LiveFinding]]

    class Meta:
        db_table = "live_finding"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "customer", "subscription", "plan", "objective", "member"],
                condition=~models.Q(customer=None),
                name="one_live_finding_of_a_customer",
            ),
            models.UniqueConstraint(
                fields=["agreement", "plan", "objective", "member"],
                condition=models.Q(customer=None),
                name="one_live_finding_of_a_plan",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "plan", "place"], name="live_finding_in_order"),
            models.Index(fields=["customer", "agreement"], name="live_finding_of_customer"),
            models.Index(
                fields=["agreement", "verdict", "customer", "place"], name="live_finding_by_verdict"
            ),
        ]


class LiveClock(models.Model):
    """A clock of a ticket that has not been answered yet: running, standing still, or overdue."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="live_clocks")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="live_clocks")
    """Absent where the ticket names none."""
    subscription = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    objective = models.CharField(max_length=300)
    ticket = models.CharField(max_length=300)
    started_at = models.BigIntegerField()
    """With ticket and objective it tells one run of a clock from the next."""
    priority = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=20)
    """A value of `ClockState`, as of `as_of`; or `NOT_JUDGED`, in small letters."""
    is_paused = models.BooleanField()
    """Whether it stands still because somebody else has to act."""
    budget = models.BigIntegerField()
    """Microseconds of the time it counts, such as business hours, that the target leaves."""
    spent = models.BigIntegerField()
    """Of them, how many were used when it last changed, at `turned_at`."""
    turned_at = models.BigIntegerField()
    due_at = models.BigIntegerField(null=True)
    """The earliest instant at which the target is used up, if nothing changes; absent while it is paused."""
    last_compliant_at = models.BigIntegerField(null=True)
    """The latest such instant."""
    half_at = models.BigIntegerField(null=True)
    """When half of the target is, or was, used up, in the time that it counts."""
    three_quarters_at = models.BigIntegerField(null=True)
    full_at = models.BigIntegerField(null=True)
    breached_at = models.BigIntegerField(null=True)
    """When it was broken, or will be if nothing changes; one in doubt has none."""
    said = models.JSONField()
    """All a page shows of it, with the windows in which it counts; see `upheld.evaluation.live.clock`."""
    digest = models.CharField(max_length=64)
    as_of = models.BigIntegerField()
    known_at = models.BigIntegerField()
    changed_at = models.BigIntegerField()
    look_at = models.BigIntegerField(null=True)
    """From when on time alone changes what it says: the moment after it breaks."""

    objects: ClassVar[models.Manager[LiveClock]]

    class Meta:
        db_table = "live_clock"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["agreement", "plan", "objective", "ticket", "started_at", "subscription"],
                name="one_live_clock_of_a_run",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["agreement", "due_at", "last_compliant_at"], name="live_clock_in_order"),
            models.Index(fields=["due_at"], name="live_clock_due"),
            models.Index(fields=["customer", "due_at"], name="live_clock_of_customer"),
            models.Index(fields=["half_at"], name="live_clock_half"),
            models.Index(fields=["three_quarters_at"], name="live_clock_three_quarters"),
            models.Index(fields=["full_at"], name="live_clock_full"),
        ]


class LiveTicket(models.Model):
    """A ticket that may still matter: one that goes on, or ended not long before the period began.

    By these rows the worker reads the tickets that matter, and not all there ever were.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=300)
    last_at = models.BigIntegerField()
    """When the last thing happened to it."""
    is_over = models.BooleanField()
    """Whether that was its end."""

    objects: ClassVar[models.Manager[LiveTicket]]

    class Meta:
        db_table = "live_ticket"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "number"], name="one_live_ticket_of_a_number")
        ]
        indexes: ClassVar = [
            models.Index(fields=["dossier", "is_over", "last_at"], name="live_ticket_that_matters")
        ]


class TicketMark(models.Model):
    """Up to which entry of the ledger the tickets of a dossier are among the rows above."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, primary_key=True, related_name="+")
    known_at = models.BigIntegerField()
    form = models.PositiveSmallIntegerField(default=FORM)

    objects: ClassVar[models.Manager[TicketMark]]

    class Meta:
        db_table = "ticket_mark"
