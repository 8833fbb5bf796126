"""Agents, what they probe, and what was not good, as they are seen."""

from __future__ import annotations

from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.evidence.observation import State
from upheld.store.probing import Agent, DutyPost, ProbeFailure, ProbeSecret, ProbeTest, ProbeVersion
from upheld.store.reach import reached
from upheld.store.roles import PROBE_READERS, Scope
from upheld.store.seeing.eyes import AT_ONCE, Eyes
from upheld.store.tokens import Token

SILENT_AFTER = 60_000_000
"""Microseconds without a sign of life after which an agent is shown as silent."""


class SeenAgent(Struct, frozen=True, kw_only=True):
    """A program that probes."""

    number: int
    dossier: str
    location: str
    instance: str
    """How its sign begins."""
    version: str
    token: str
    """What the token is called; empty for the service's own prober."""
    standing: str
    """`on duty`, `stands by` or `silent`."""
    last_seen_at: Instant
    clock_offset: int | None
    """Microseconds its machine's clock is behind ours."""
    clock_bound: int | None
    waiting: int
    lost: int
    passed_over: int
    """Turns that came too late to be taken."""
    passed_over_at: Instant | None
    """When it was last heard of more of them."""


class SeenAgentToken(Struct, frozen=True, kw_only=True):
    """A token for an agent."""

    number: int
    name: str
    hint: str
    dossier: str
    location: str
    expires_at: Instant
    last_used_at: Instant | None


class SeenProbe(Struct, frozen=True, kw_only=True):
    """A probe as it is defined now."""

    dossier: str
    name: str
    number: int
    """Of the version."""
    definition: bytes
    """As JSON."""
    made_by: str
    made_at: Instant


class SeenFailure(Struct, frozen=True, kw_only=True):
    """An attempt that was not good."""

    probe: str
    site: str
    location: str
    at: Instant
    state: State
    is_retry: bool
    method: str
    trouble: str
    said: bytes
    """Phases and what was received, as JSON."""


class SeenTest(Struct, frozen=True, kw_only=True):
    """A test that an agent was asked for."""

    location: str
    asked_at: Instant
    seen_at: Instant | None
    """Absent while it is waited for."""
    is_taken_up: bool
    """An agent there was told to make it."""
    state: State
    """Unknown until then."""
    method: str
    trouble: str
    said: bytes
    """Phases and what was received, as JSON; empty until then."""


class ProbeEyes(Eyes):
    """See who probes, what, and what came back."""

    def agents(self, now: Instant, find: str = "", start: int = 0, at_most: int = AT_ONCE) -> list[SeenAgent]:
        """Give agents of all dossiers, by dossier and location, those heard last first, from one on.

        Where something is looked for, those in whose location it stands.
        """
        rows = reached(self.viewer, Agent).select_related("dossier", "token")
        if find:
            rows = rows.filter(location__icontains=find)
        holders = set(
            reached(self.viewer, DutyPost).exclude(holder=None).values_list("holder__agent", flat=True)
        )
        shown = rows.order_by("dossier__slug", "location", "-last_seen_at", "pk")
        return [
            SeenAgent(
                number=each.pk,
                dossier=each.dossier.name,
                location=each.location,
                instance=each.instance[:8],
                version=each.version,
                token="" if each.token is None else each.token.name,
                standing=_standing(each, holders, now),
                last_seen_at=Instant(each.last_seen_at),
                clock_offset=each.clock_offset,
                clock_bound=each.clock_bound,
                waiting=each.waiting,
                lost=each.lost,
                passed_over=each.passed_over,
                passed_over_at=None if each.passed_over_at is None else Instant(each.passed_over_at),
            )
            for each in shown[start : start + at_most]
        ]

    def agent_tokens(
        self, now: Instant, find: str = "", start: int = 0, at_most: int = AT_ONCE
    ) -> list[SeenAgentToken]:
        """Give valid tokens for agents by location, from one on; to those who see agents."""
        if not self.may_see_probes:
            return []
        rows = Token.objects.filter(revoked_at=None, expires_at__gt=now).exclude(location="")
        if find:
            rows = rows.filter(location__icontains=find)
        return [
            SeenAgentToken(
                number=each.pk,
                name=each.name,
                hint=each.hint,
                dossier="" if each.dossier is None else each.dossier.name,
                location=each.location,
                expires_at=Instant(each.expires_at),
                last_used_at=None if each.last_used_at is None else Instant(each.last_used_at),
            )
            for each in rows.select_related("dossier").order_by("location", "pk")[start : start + at_most]
            if Scope.PROBES_RUN in each.scopes
        ]

    def probes(self, dossier: str | None = None) -> list[SeenProbe]:
        """Give what is probed now, of one dossier by its slug or of all, by name."""
        rows = reached(self.viewer, ProbeVersion).filter(is_newest=True, is_ended=False)
        if dossier is not None:
            rows = rows.filter(dossier__slug=dossier)
        return [
            SeenProbe(
                dossier=each.dossier.slug,
                name=each.name,
                number=each.number,
                definition=each.reveal(),
                made_by=each.made_by,
                made_at=Instant(each.entry.recorded_at),
            )
            for each in rows.select_related("dossier", "entry").order_by("dossier__slug", "name")
        ]

    def probe_secrets(self, dossier: str) -> list[str]:
        """Name the secrets of a dossier that have a value."""
        rows = reached(self.viewer, ProbeSecret).filter(dossier__slug=dossier)
        return list(rows.order_by("name").values_list("name", flat=True))

    def failures(self, dossier: str, probe: str, site: str) -> list[SeenFailure]:
        """Give the last failures of a probe while it asked a site, the latest first."""
        rows = reached(self.viewer, ProbeFailure).filter(dossier__slug=dossier, probe=probe, site=site)
        return [_failure(each) for each in rows.order_by("-at", "-pk")[:AT_ONCE]]

    def agent_locations(self, dossier: str, now: Instant) -> list[str]:
        """Name the locations from which an agent with a token of its own was heard lately."""
        rows = reached(self.viewer, Agent).filter(
            dossier__slug=dossier, last_seen_at__gte=now - SILENT_AFTER, token__isnull=False
        )
        return list(rows.order_by("location").values_list("location", flat=True).distinct())

    def probe_tests(self, dossier: str, name: str, since: Instant) -> list[SeenTest]:
        """Give the tests of a probe that agents were asked for, by location."""
        rows = reached(self.viewer, ProbeTest).filter(
            dossier__slug=dossier, probe=name, asked_at__gte=int(since)
        )
        return [
            SeenTest(
                location=each.location,
                asked_at=Instant(each.asked_at),
                seen_at=None if each.seen_at is None else Instant(each.seen_at),
                is_taken_up=each.is_given,
                state=State.UNKNOWN if each.state is None else State(each.state),
                method=each.method,
                trouble=each.trouble,
                said=each.said.encode(),
            )
            for each in rows.order_by("location")
        ]

    @property
    def may_see_probes(self) -> bool:
        """Whether the viewer sees what is probed at all."""
        return bool(self.viewer.roles & PROBE_READERS)


def _standing(agent: Agent, holders: set[int], now: Instant) -> str:
    if now - agent.last_seen_at > SILENT_AFTER:
        return "silent"
    return "on duty" if agent.pk in holders else "stands by"


def _failure(failure: ProbeFailure) -> SeenFailure:
    return SeenFailure(
        probe=failure.probe,
        site=failure.site,
        location=failure.location,
        at=Instant(failure.at),
        state=State(failure.state),
        is_retry=failure.is_retry,
        method=failure.method,
        trouble=failure.trouble,
        said=failure.said.encode(),
    )
