"""Closings: periods judged for everybody subscribed, and the statements that came of it."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
import pyarrow as pa
from django.db import connection, models

from upheld.store.agreements import AgreementVersion
from upheld.store.customers import Customer
from upheld.store.exhibit import Exhibit

_CODEC = "zstd"


class Stage(models.TextChoices):
    """How far a closing has come."""

    JUDGING = "judging"
    """Its statements are being made."""
    READY = "ready"
    """All are made; somebody is to look at them, or nobody has to."""
    RELEASED = "released"
    """They are numbered, and shown to those whose they are."""
    GIVEN_UP = "given up"
    """What was known does not allow it; `trouble` says why."""


class Closing(models.Model):
    """A period of an agreement, judged once by what was known at an entry of the ledger."""

    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="closings")
    period = models.CharField(max_length=20)
    """As it is written: `2026-03`."""
    revision = models.PositiveIntegerField(default=0)
    """0 until one was released; each later one says what has changed since. One that is given up has none:
    its number is given anew."""
    known_at = models.BigIntegerField()
    """Evidence up to this entry of the ledger was looked at."""
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.JUDGING)
    subscriptions = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    """Of the subscriptions, those that can't be among them; equal to all once it is ready."""
    begun_at = models.BigIntegerField()
    """Microseconds since 1970, as the others."""
    ready_at = models.BigIntegerField(null=True)
    released_at = models.BigIntegerField(null=True)
    released_by = models.CharField(max_length=200, blank=True)
    trouble = models.TextField(blank=True)
    illustration = models.TextField(blank=True)
    """The first line of every statement, where evidence is not the provider's own; lists show it too."""

    objects: ClassVar[models.Manager[Closing]]

    class Meta:
        db_table = "closing"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "period", "revision"],
                condition=~models.Q(stage="given up"),
                name="one_closing_of_a_revision",
            )
        ]


class Statement(Exhibit):
    """What a closing says to one subscription; the content is the document, compressed."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="statements")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="statements")
    """Nobody in particular where the agreement knows no customers."""
    subscription = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    number = models.BigIntegerField(null=True, unique=True)
    """Given at the release, one after the other."""
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="superseded_by"
    )
    """The statement of an earlier revision, which said otherwise."""
    says = models.CharField(max_length=80)
    """Digest of what the document says, the same for two that say the same."""
    size = models.PositiveIntegerField()
    """Bytes of the document before it was compressed."""
    breaches = models.PositiveIntegerField()
    verdicts = models.JSONField()
    """How many findings of each verdict."""
    owed = models.CharField(max_length=60, blank=True)
    """What is owed, in words for a list; empty where nothing is, or nobody can say how much."""
    is_owed = models.BooleanField()

    objects: ClassVar[models.Manager[Statement]]

    class Meta:
        db_table = "statement"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["closing", "customer", "subscription", "plan"], name="one_statement_of_a_subscription"
            ),
            models.UniqueConstraint(
                fields=["closing", "plan"],
                condition=models.Q(customer=None),
                name="one_statement_of_a_plan",
            ),
        ]

    def label(self) -> bytes:
        """Of which closing it is, for whom, and what it says."""
        whose = [self.customer_id, self.subscription, self.plan]
        return orjson.dumps([self.closing_id, *whose, self.says, self.size])

    def put(self, document: dict[str, Any]) -> None:
        """Set the document."""
        written = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
        self.size = len(written)
        self.content = pa.compress(written, codec=_CODEC, asbytes=True)

    def document(self) -> dict[str, Any] | None:
        """Give the document as it was made; absent once it was erased."""
        if self.content is None:
            return None
        found: dict[str, Any] = orjson.loads(
            pa.decompress(bytes(self.content), self.size, codec=_CODEC, asbytes=True)
        )
        return found


class Unjudged(models.Model):
    """A subscription for which a closing could make no statement, and why; another closing makes it."""

    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="unjudged")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, related_name="unjudged")
    subscription = models.CharField(max_length=300, blank=True)
    plan = models.CharField(max_length=300, blank=True)
    why = models.TextField()

    objects: ClassVar[models.Manager[Unjudged]]

    class Meta:
        db_table = "closing_unjudged"


class Release(Exhibit):
    """The statements of a closing numbered and let out: `{"by": …, "first": …, "last": …}`."""

    closing = models.OneToOneField(Closing, on_delete=models.PROTECT, related_name="release")

    objects: ClassVar[models.Manager[Release]]

    class Meta:
        db_table = "statement_release"

    def label(self) -> bytes:
        """Of which closing."""
        return orjson.dumps([self.closing_id])


_NUMBER = """
UPDATE statement SET number = numbered.number FROM (
    SELECT statement.id,
           (SELECT COALESCE(MAX(number), 0) FROM statement) + ROW_NUMBER() OVER (
               ORDER BY COALESCE(customer.name, ''), statement.subscription, statement.plan) AS number
    FROM statement LEFT JOIN customer ON customer.id = statement.customer_id
    WHERE statement.closing_id = %s
) AS numbered WHERE statement.id = numbered.id
"""


def number_statements(closing: Closing) -> None:
    """Number the statements of a closing, after all that are numbered, in order of names."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [closing.pk])
