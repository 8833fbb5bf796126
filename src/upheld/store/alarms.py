"""Alarms: what somebody is to be told before a promise is broken; each is raised once.

An alarm is known by its key. What raises it is looked at again and again, by several workers and by clocks
that are stepped: whoever finds the key again tells nobody again.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from upheld.store.agreements import Agreement
from upheld.store.customers import Customer
from upheld.store.dossiers import Dossier


class AlarmKind(models.TextChoices):
    """What an alarm is about."""

    CLOCK = "clock"
    ALLOWANCE = "allowance"
    BURN_RATE = "burn rate"
    SILENCE = "no evidence"


class Alarm(models.Model):
    """Something that was found to be so at a time, until it is over."""

    key = models.CharField(max_length=64, unique=True)
    """Which thing, and which time it happened to it: a digest."""
    thing = models.CharField(max_length=64)
    """What it happens to, again and again perhaps: a digest."""
    kind = models.CharField(max_length=12, choices=AlarmKind.choices)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="alarms")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="alarms")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="alarms")
    said = models.JSONField()
    """All that is told of it; see `upheld.report.letters.alarm`."""
    is_told = models.BooleanField(default=True)
    """Whether somebody is told: not of what was made up to illustrate, nor of a lower mark than another."""
    raised_at = models.BigIntegerField()
    """Microseconds since 1970, as the others."""
    as_of = models.BigIntegerField()
    """As of when what raised it was judged; it is not over by anything judged as of before."""
    raised_by = models.CharField(max_length=32)
    """The look that found it: of several at a time, one."""
    acknowledged_at = models.BigIntegerField(null=True)
    acknowledged_by = models.CharField(max_length=40, blank=True)
    """By number and not by name."""
    over_at = models.BigIntegerField(null=True)

    objects: ClassVar[models.Manager[Alarm]]

    class Meta:
        db_table = "alarm"
        indexes: ClassVar = [
            models.Index(fields=["kind", "thing"], condition=models.Q(over_at=None), name="alarm_open"),
            models.Index(fields=["agreement"], condition=models.Q(over_at=None), name="alarm_of_agreement"),
            models.Index(
                fields=["id"],
                condition=models.Q(over_at=None, acknowledged_at=None),
                name="alarm_to_be_seen",
            ),
            models.Index(fields=["id"], condition=models.Q(over_at__isnull=False), name="alarm_over"),
        ]


class Expectation(models.Model):
    """A table of evidence that is fed regularly: rows come at least this often, or somebody is told."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="expectations")
    table = models.CharField(max_length=30)
    every = models.BigIntegerField()
    """Microseconds."""
    since = models.BigIntegerField()
    """When it was said: what comes is waited for from then on."""

    objects: ClassVar[models.Manager[Expectation]]

    class Meta:
        db_table = "expectation"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "table"], name="one_expectation_of_a_table")
        ]


class AlarmRuling(models.Model):
    """What somebody said about when alarms are raised; of those about one agreement the newest holds."""

    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, related_name="alarm_rulings"
    )
    """Absent for all agreements of which nothing is said of their own."""
    content = models.TextField(blank=True)
    """JSON of `WrittenRules`; empty where what was said before holds no more."""
    made_by = models.CharField(max_length=40)
    """By number and not by name."""
    made_at = models.BigIntegerField()

    objects: ClassVar[models.Manager[AlarmRuling]]

    class Meta:
        db_table = "alarm_ruling"
        indexes: ClassVar = [models.Index(fields=["agreement", "id"], name="alarm_ruling_newest")]
