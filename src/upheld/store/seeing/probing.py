"""Agents, what they probe, and what was not good, as they are seen."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from upheld.chrono.instant import Instant
from upheld.collect.probes.outcome import Phases, Received
from upheld.collect.probes.probe import Probe, decoded, kind_of, secrets_of
from upheld.evidence.observation import State
from upheld.store.dossiers import Dossier
from upheld.store.probing import Agent, DutyPost, ProbeFailure, ProbeSecret, ProbeVersion
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
    kind: str
    site: str
    definition: Probe
    secrets: tuple[str, ...]
    """Those it names."""
    missing: tuple[str, ...]
    """Those of them that have no value."""


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
    phases: Phases
    received: Received | None


class _Said(Struct, frozen=True, kw_only=True):
    phases: Phases
    received: Received | None = None


class ProbeEyes(Eyes):
    """See who probes, what, and what came back."""

    def agents(self, now: Instant) -> list[SeenAgent]:
        """Give the agents of all dossiers, by dossier and location, those heard last first."""
        rows = reached(self.viewer, Agent).select_related("dossier", "token")
        holders = set(
            reached(self.viewer, DutyPost).exclude(holder=None).values_list("holder__agent", flat=True)
        )
        shown = rows.order_by("dossier__slug", "location", "-last_seen_at")[:AT_ONCE]
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
            )
            for each in shown
        ]

    def agent_tokens(self, now: Instant) -> list[SeenAgentToken]:
        """Give the valid tokens for agents; to those who see agents."""
        if not self.may_see_probes:
            return []
        rows = Token.objects.filter(revoked_at=None, expires_at__gt=now).exclude(location="")
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
            for each in rows.select_related("dossier").order_by("location", "pk")[:AT_ONCE]
            if Scope.PROBES_RUN in each.scopes
        ]

    def probes(self, dossier: str | None = None) -> list[SeenProbe]:
        """Give what is probed now, of one dossier by its slug or of all, by name."""
        rows = reached(self.viewer, ProbeVersion).filter(is_newest=True, is_ended=False)
        if dossier is not None:
            rows = rows.filter(dossier__slug=dossier)
        secrets = set(reached(self.viewer, ProbeSecret).values_list("dossier", "name"))
        return [
            _probe(each, decoded(each.reveal()), secrets)
            for each in rows.select_related("dossier").order_by("dossier__slug", "name")
        ]

    def probe_secrets(self, dossier: str) -> list[str]:
        """Name the secrets of a dossier that have a value."""
        rows = reached(self.viewer, ProbeSecret).filter(dossier__slug=dossier)
        return list(rows.order_by("name").values_list("name", flat=True))

    def failures(self, dossier: str, site: str | None = None) -> list[SeenFailure]:
        """Give the last failures of a dossier, of one site or of all, the latest first."""
        rows = reached(self.viewer, ProbeFailure).filter(dossier__slug=dossier)
        if site is not None:
            rows = rows.filter(site=site)
        return [_failure(each) for each in rows.order_by("-at", "-pk")[:AT_ONCE]]

    @property
    def may_see_probes(self) -> bool:
        """Whether the viewer sees what is probed at all."""
        return bool(self.viewer.roles & PROBE_READERS)


def _standing(agent: Agent, holders: set[int], now: Instant) -> str:
    if now - agent.last_seen_at > SILENT_AFTER:
        return "silent"
    return "on duty" if agent.pk in holders else "stands by"


def _probe(version: ProbeVersion, probe: Probe, secrets: set[tuple[int, str]]) -> SeenProbe:
    dossier: Dossier = version.dossier
    named = tuple(sorted(secrets_of(probe)))
    return SeenProbe(
        dossier=dossier.slug,
        name=version.name,
        number=version.number,
        kind=kind_of(probe.what),
        site=probe.site,
        definition=probe,
        secrets=named,
        missing=tuple(name for name in named if (version.dossier_id, name) not in secrets),
    )


def _failure(failure: ProbeFailure) -> SeenFailure:
    said = msgspec.json.decode(failure.said, type=_Said)
    return SeenFailure(
        probe=failure.probe,
        site=failure.site,
        location=failure.location,
        at=Instant(failure.at),
        state=State(failure.state),
        is_retry=failure.is_retry,
        method=failure.method,
        trouble=failure.trouble,
        phases=said.phases,
        received=said.received,
    )
