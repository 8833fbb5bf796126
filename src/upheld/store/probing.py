"""Probing: what is probed, by versions; which agents probe, and what they saw that was not good."""

from __future__ import annotations

import hashlib
from typing import ClassVar

import orjson
from django.db import models

from upheld.store.ciphers import decrypt, encrypt
from upheld.store.dossiers import Dossier
from upheld.store.exhibit import Exhibit
from upheld.store.tokens import Token

DEFINITION = "probe definition"
SHEET = "probe sheet"
SECRET = "probe secret"  # noqa: S105 what is encrypted, not a secret
"""For what something is encrypted."""
NAME_LENGTH = 60
FAILURES_KEPT = 20
"""Of each probe and location."""


class ProbeSet(models.Model):
    """The probes of a dossier together: the number changes whenever anything about them does."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="probe_set")
    revision = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[ProbeSet]]

    class Meta:
        db_table = "probe_set"


class ProbeVersion(Exhibit):
    """A definition as it was at some time, encrypted; the newest of a name holds.

    It decides what evidence is, so the ledger vouches for it: by a digest of what was encrypted, so that keys
    can be changed.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probes")
    name = models.CharField(max_length=NAME_LENGTH)
    site = models.CharField(max_length=300, blank=True)
    """What it asks, as its definition says, to be looked for; the ledger vouches for the definition."""
    number = models.PositiveIntegerField()
    """1, 2, 3 … of each name."""
    is_ended = models.BooleanField(default=False)
    """Whether it says that nothing of this name is probed any more."""
    is_newest = models.BooleanField(default=True)
    made_by = models.CharField(max_length=40)
    """By number and not by name."""

    objects: ClassVar[models.Manager[ProbeVersion]]

    class Meta:
        db_table = "probe_version"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "name", "number"], name="one_probe_version_of_a_number"
            ),
            models.UniqueConstraint(
                fields=["dossier", "name"],
                condition=models.Q(is_newest=True),
                name="one_newest_probe_version",
            ),
        ]

    def label(self) -> bytes:
        """Of which probe it is the how-manieth version."""
        return orjson.dumps([self.dossier_id, self.name, self.number, self.is_ended])

    def conceal(self, definition: bytes) -> None:
        """Take a definition in, encrypted."""
        self.content = encrypt(definition.decode(), DEFINITION).encode()

    def reveal(self) -> bytes:
        """Read the definition again; empty where nothing is probed any more."""
        return revealed(self.content)

    def _digest(self, salt: bytes) -> bytes:
        label, content = self.label(), self.reveal()
        return hashlib.sha256(salt + len(label).to_bytes(8) + label + content).digest()


def revealed(content: bytes | memoryview[int] | None) -> bytes:
    """Read a definition again from what is kept of it; empty where nothing is probed any more."""
    return decrypt(bytes(content or b"").decode(), DEFINITION).encode()


class ProbeSheet(models.Model):
    """What is probed now for a dossier, all of it together, encrypted: it says what the versions say."""

    dossier = models.OneToOneField(
        Dossier, on_delete=models.PROTECT, primary_key=True, related_name="probe_sheet"
    )
    content = models.TextField()

    objects: ClassVar[models.Manager[ProbeSheet]]

    class Meta:
        db_table = "probe_sheet"


class ProbeSecret(models.Model):
    """A value that definitions name and never hold; encrypted, and in no ledger."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probe_secrets")
    name = models.CharField(max_length=NAME_LENGTH)
    value = models.TextField()
    made_by = models.CharField(max_length=40)
    made_at = models.BigIntegerField()

    objects: ClassVar[models.Manager[ProbeSecret]]

    class Meta:
        db_table = "probe_secret"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "name"], name="one_probe_secret_of_a_name")
        ]


class Agent(models.Model):
    """A program that probes from a location; the service's own prober is one, without a token."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="agents")
    location = models.CharField(max_length=NAME_LENGTH)
    token = models.ForeignKey(Token, on_delete=models.PROTECT, null=True, related_name="agents")
    instance = models.CharField(max_length=32)
    """Its own sign, which it makes itself and keeps with what it has not delivered."""
    version = models.CharField(max_length=40, blank=True)
    """Of the program."""
    first_seen_at = models.BigIntegerField()
    last_seen_at = models.BigIntegerField()
    """Microseconds since 1970, by the clock of the server."""
    clock_offset = models.BigIntegerField(null=True)
    """So many microseconds the clock of its machine is behind the server's."""
    clock_bound = models.BigIntegerField(null=True)
    """How far that may be off."""
    waiting = models.BigIntegerField(default=0)
    """Outcomes that it had not delivered when it was last heard."""
    lost = models.BigIntegerField(default=0)
    """Outcomes that it could not keep, or that were no evidence here."""
    passed_over = models.BigIntegerField(default=0)
    """Turns that came so late that they were not taken, of all its runs."""
    passed_over_at = models.BigIntegerField(null=True)
    """When it was last heard of more of them."""

    objects: ClassVar[models.Manager[Agent]]

    class Meta:
        db_table = "probe_agent"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "location", "instance"], name="one_agent_of_an_instance"
            )
        ]


class AgentRun(models.Model):
    """An agent from one start to its end: how far its outcomes were taken in, and whether it lives."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="runs")
    run = models.CharField(max_length=32)
    delivered = models.BigIntegerField(default=0)
    """Of its sequence, which counts from 1."""
    beat = models.BigIntegerField(default=0)
    """How often it was heard."""
    seen = models.CharField(max_length=60, blank=True)
    """The run on duty and its beat, as they were when this one was last heard."""
    waits = models.PositiveIntegerField(default=0)
    """How often this one was heard since the run on duty was."""
    passed_over = models.BigIntegerField(default=0)
    """Turns passed over in this run, as it told last."""

    objects: ClassVar[models.Manager[AgentRun]]

    class Meta:
        db_table = "probe_agent_run"
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "run"], name="one_run_of_an_agent")]


class DutyPost(models.Model):
    """Where one agent of a location is on duty; the others stand by."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="duty_posts")
    location = models.CharField(max_length=NAME_LENGTH)
    holder = models.ForeignKey(AgentRun, on_delete=models.PROTECT, null=True, related_name="posts")

    objects: ClassVar[models.Manager[DutyPost]]

    class Meta:
        db_table = "probe_duty_post"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "location"], name="one_duty_post_of_a_location")
        ]


class DutyTurn(models.Model):
    """From when on an agent was on duty: until the next turn of its post."""

    post = models.ForeignKey(DutyPost, on_delete=models.PROTECT, related_name="turns")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="turns")
    since = models.BigIntegerField()

    objects: ClassVar[models.Manager[DutyTurn]]

    class Meta:
        db_table = "probe_duty_turn"
        indexes: ClassVar = [models.Index(fields=["post", "since"], name="turns_of_post")]


class AgentOffset(models.Model):
    """How far the clock of an agent's machine was behind the server's, as it was measured."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="offsets")
    at = models.BigIntegerField()
    clock_offset = models.BigIntegerField()
    bound = models.BigIntegerField()

    objects: ClassVar[models.Manager[AgentOffset]]

    class Meta:
        db_table = "probe_agent_offset"
        indexes: ClassVar = [models.Index(fields=["agent", "at"], name="offsets_of_agent")]


class ProbeFigures(models.Model):
    """Figures that were measured beside up and down, until they are recorded as evidence together."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probe_figures")
    rows = models.TextField()
    """Rows of measurements, one JSON object a line."""
    count = models.PositiveIntegerField()

    objects: ClassVar[models.Manager[ProbeFigures]]

    class Meta:
        db_table = "probe_figures"


class ProbeStanding(models.Model):
    """How a probe stands from a location, as the last attempt found it; some seconds late at most."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probe_standings")
    probe = models.CharField(max_length=NAME_LENGTH)
    location = models.CharField(max_length=NAME_LENGTH)
    at = models.BigIntegerField()
    """Of the last attempt, microseconds since 1970."""
    state = models.SmallIntegerField()
    """A value of `State`."""
    since = models.BigIntegerField()
    """The first attempt that found it so."""
    method = models.CharField(max_length=60)
    took = models.BigIntegerField(null=True)
    """Microseconds, all of the attempt together."""
    trouble = models.TextField()

    objects: ClassVar[models.Manager[ProbeStanding]]

    class Meta:
        db_table = "probe_standing"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "probe", "location"], name="one_standing_of_a_probe_and_location"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "dossier", "probe"], name="standings_by_state")]


class ProbeTest(models.Model):
    """The last test of a probe that somebody asked of the agent of a location; no evidence."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probe_tests")
    probe = models.CharField(max_length=NAME_LENGTH)
    location = models.CharField(max_length=NAME_LENGTH)
    asked_at = models.BigIntegerField()
    is_given = models.BooleanField(default=False)
    """Whether an agent has taken it."""
    seen_at = models.BigIntegerField(null=True)
    """When what was seen came in; the rest is empty before."""
    state = models.SmallIntegerField(null=True)
    """A value of `State`."""
    method = models.CharField(max_length=60, blank=True)
    trouble = models.TextField(blank=True)
    said = models.TextField(blank=True)
    """JSON: `phases` and `received`, as outcomes have them."""

    objects: ClassVar[models.Manager[ProbeTest]]

    class Meta:
        db_table = "probe_test"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "probe", "location"], name="one_test_of_a_probe_and_location"
            )
        ]


class ProbeFailure(models.Model):
    """One of the last attempts of a probe that were not good, with what was received: without secrets."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="probe_failures")
    probe = models.CharField(max_length=NAME_LENGTH)
    site = models.CharField(max_length=200)
    location = models.CharField(max_length=NAME_LENGTH)
    at = models.BigIntegerField()
    state = models.SmallIntegerField()
    """A value of `State`."""
    is_retry = models.BooleanField(default=False)
    method = models.CharField(max_length=60)
    trouble = models.TextField()
    said = models.TextField()
    """JSON: `phases` and `received`, as outcomes have them."""

    objects: ClassVar[models.Manager[ProbeFailure]]

    class Meta:
        db_table = "probe_failure"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "probe", "location", "at", "is_retry"], name="one_failure_of_an_attempt"
            )
        ]
