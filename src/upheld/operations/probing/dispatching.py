"""Dispatching: what is probed from where, and which of several agents of a location is on duty."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec
from django.db import transaction
from msgspec import Struct

from upheld.chrono.instant import MINUTE, Instant
from upheld.collect.probes.exchange import SIGN_LENGTH, Beat, Orders, Standing
from upheld.errors import UsageError
from upheld.operations.probing.defining import revision_of
from upheld.operations.probing.sheet import Line, lines_at, probes_on
from upheld.store.ciphers import decrypt
from upheld.store.dossiers import Dossier
from upheld.store.probing import (
    SECRET,
    Agent,
    AgentOffset,
    AgentRun,
    DutyPost,
    DutyTurn,
    ProbeSecret,
)
from upheld.store.viewer import Viewer

WAITS = 3
"""So often an agent that stands by is heard, and the one on duty is not, before it takes over."""
OFFSET_EVERY = 10 * MINUTE
"""An offset that says nothing new is noted again after so long."""
OFFSET_STEP = 5_000
"""Microseconds by which an offset must differ to say something new, if its bound is smaller."""
_NOTED = (
    "last_seen_at",
    "version",
    "waiting",
    "passed_over",
    "passed_over_at",
    "clock_offset",
    "clock_bound",
)


class Duty(Struct, frozen=True, kw_only=True):
    """Whether an agent is on duty, and why."""

    standing: Standing
    words: str


class Seat(Struct, frozen=True, kw_only=True):
    """From where somebody probes, for which dossier, and with which token."""

    dossier: Dossier
    location: str
    token: int | None = None
    """Absent for the service's own prober."""


def seat_of(viewer: Viewer, location: str) -> Seat:
    """The seat that a token is for. UsageError where it is for another location."""
    if viewer.dossier is None or not viewer.location:
        raise UsageError("this token is for no location: make one on the page of agents")
    if location != viewer.location:
        raise UsageError(
            f"this token is for the location {viewer.location!r}, not for {location!r}: start the agent with "
            f"`--location {viewer.location}`, or make a token for {location!r} on the page of agents"
        )
    return Seat(dossier=Dossier.objects.get(pk=viewer.dossier), location=location, token=viewer.token)


def tag_of(seat: Seat) -> str:
    """What tells the definitions for a seat from earlier ones."""
    told = f"{seat.dossier.pk} {revision_of(seat.dossier)} {seat.location}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def orders_for(seat: Seat) -> Orders:
    """What is to be probed from a seat, with the secrets that this needs and no others."""
    lines = lines_at(seat.dossier, seat.location)
    return Orders(location=seat.location, probes=probes_on(lines), secrets=_secrets_for(seat, lines))


def written_orders_for(seat: Seat) -> bytes:
    """The same as JSON, for an agent: of thousands of definitions none is made an object."""
    lines = lines_at(seat.dossier, seat.location)
    definitions = [line.definition for line in lines]
    return msgspec.json.encode(
        {"location": seat.location, "probes": definitions, "secrets": _secrets_for(seat, lines)}
    )


def _secrets_for(seat: Seat, lines: Sequence[Line]) -> dict[str, str]:
    named = {name for line in lines for name in line.secrets}
    held = ProbeSecret.objects.filter(dossier=seat.dossier, name__in=named)
    return {each.name: decrypt(each.value, SECRET) for each in held}


def hear(seat: Seat, beat: Beat, now: Instant) -> Duty:
    """Note that an agent lives, and say whether it is on duty.

    A post is taken over by whoever was heard a few times while the one on duty was not: no clock has a say in
    it. UsageError for signs that are none.
    """
    with transaction.atomic():
        post = _post(seat)
        agent, run, is_new = enlisted(seat, beat, now)
        _note(agent, run, beat, now)
        duty = _duty(post, run, is_new, beat, now)
        run.save(update_fields=["beat", "seen", "waits", "passed_over"])
    return duty


def enlisted(seat: Seat, beat: Beat, now: Instant) -> tuple[Agent, AgentRun, bool]:
    """The agent that beats and its run, made known where they are new; tell whether the run is."""
    require_signs(beat.instance, beat.run)
    fresh = {"first_seen_at": int(now), "last_seen_at": int(now)}
    agent, _ = Agent.objects.get_or_create(
        dossier=seat.dossier, location=seat.location, instance=beat.instance, defaults=fresh
    )
    if agent.token_id != seat.token:
        agent.token_id = seat.token
        agent.save(update_fields=["token"])
    run, is_new = AgentRun.objects.get_or_create(agent=agent, run=beat.run)
    return agent, run, is_new


def require_signs(*signs: str) -> None:
    """UsageError for a sign that no agent makes."""
    for sign in signs:
        if len(sign) != SIGN_LENGTH or set(sign) - set("0123456789abcdef"):
            raise UsageError(f"an instance and a run are {SIGN_LENGTH} hexadecimal digits each")


def _post(seat: Seat) -> DutyPost:
    DutyPost.objects.get_or_create(dossier=seat.dossier, location=seat.location)
    return (
        DutyPost.objects.select_for_update(of=("self",))
        .select_related("holder__agent")
        .get(dossier=seat.dossier, location=seat.location)
    )


def _duty(post: DutyPost, run: AgentRun, is_new: bool, beat: Beat, now: Instant) -> Duty:
    run.beat += 1
    holder = post.holder
    if beat.is_leaving:
        if holder == run:
            post.holder = None
            post.save(update_fields=["holder"])
        return Duty(standing=Standing.STANDS_BY, words="it stops")
    if holder is None or _takes_over(holder, run, is_new, beat):
        post.holder = run
        post.save(update_fields=["holder"])
        DutyTurn.objects.create(post=post, agent=run.agent, since=int(now))
    if post.holder == run:
        run.waits, run.seen = 0, ""
        return Duty(standing=Standing.ON_DUTY, words=f"on duty in {post.location}")
    return Duty(standing=Standing.STANDS_BY, words=_why(post, run))


def _takes_over(holder: AgentRun, run: AgentRun, is_new: bool, beat: Beat) -> bool:
    if holder == run:
        return False
    if is_new and holder.agent == run.agent:
        # the same agent started anew: the run before is over
        return True
    if beat.is_measuring:
        return False
    seen = f"{holder.pk} {holder.beat}"
    run.waits = run.waits + 1 if run.seen == seen else 0
    run.seen = seen
    return run.waits >= WAITS


def _why(post: DutyPost, run: AgentRun) -> str:
    holder = post.holder
    assert holder is not None  # noqa: S101 - nobody stands by where nobody is on duty
    if holder.agent == run.agent:
        return (
            "another program with the same sign is on duty: its folder was copied; this one does nothing "
            "until that one is silent"
        )
    if run.agent.token_id is not None and holder.agent.token_id == run.agent.token_id:
        return (
            "another agent is on duty with the same token; this one does nothing until that one is silent: "
            "give each agent a token of its own"
        )
    return f"another agent is on duty in {post.location}; this one does nothing until that one is silent"


def _note(agent: Agent, run: AgentRun, beat: Beat, now: Instant) -> None:
    agent.last_seen_at, agent.version = int(now), beat.version[:40]
    agent.waiting = max(beat.waiting, 0)
    # a run tells all of its own each time: a beat that comes twice counts nothing twice
    if beat.passed_over > run.passed_over:
        agent.passed_over += beat.passed_over - run.passed_over
        agent.passed_over_at, run.passed_over = int(now), beat.passed_over
    if beat.clock_offset is not None and beat.clock_bound is not None:
        agent.clock_offset, agent.clock_bound = beat.clock_offset, beat.clock_bound
        _note_offset(agent, beat.clock_offset, beat.clock_bound, now)
    agent.save(update_fields=_NOTED)


def _note_offset(agent: Agent, offset: int, bound: int, now: Instant) -> None:
    last = AgentOffset.objects.filter(agent=agent).order_by("-at").first()
    says_more = last is None or abs(last.clock_offset - offset) > max(bound, OFFSET_STEP)
    if last is None or says_more or now - last.at >= OFFSET_EVERY:
        AgentOffset.objects.create(agent=agent, at=int(now), clock_offset=offset, bound=bound)
