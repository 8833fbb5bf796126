"""Heartbeats: whether a sign of life came in time. Nothing is sent."""

from __future__ import annotations

from upheld.collect.probes import trouble
from upheld.collect.probes.clockwork import Clockwork
from upheld.collect.probes.outcome import Phases, Seen
from upheld.collect.probes.probe import Probe
from upheld.collect.probes.secret import Secrets
from upheld.collect.probes.targets.heartbeat import Heartbeat
from upheld.evidence.observation import State
from upheld.quantity import write_length

_METHOD = "heartbeat"


def ask(probe: Probe, _secrets: Secrets, clockwork: Clockwork) -> Seen:
    """Look when the last sign of life came.

    Where nobody has listened for as long as a sign may take, a missing one shows nothing: unknown.
    """
    target = probe.what
    assert isinstance(target, Heartbeat)  # noqa: S101 - by the table of kinds
    now = clockwork.now()
    may_take = target.within + target.grace
    last = clockwork.last_beat(target.of or probe.site)
    if last is not None and now - last <= may_take:
        return Seen(state=State.UP, method=_METHOD, phases=Phases())
    listened = clockwork.listening_since()
    limit = f"{write_length(target.within)} and {write_length(target.grace)} of grace"
    if listened is None or now - listened <= may_take:
        words = f"nobody has listened for signs of life for {limit}"
        return _none(State.UNKNOWN, words)
    ago = "ever came" if last is None else f"came for {write_length((now - last) // 10**6 * 10**6)}"
    return _none(State.DOWN, f"no sign of life {ago}, and one is expected within {limit}")


def _none(state: State, words: str) -> Seen:
    return Seen(
        state=state, method=_METHOD, phases=Phases(), trouble=trouble.trouble(trouble.HEARTBEAT, words)
    )
