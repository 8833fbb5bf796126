"""Locations that saw a point fail while, by the quorum, it did not: seen, told, and no outage."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.agreement.service import WITHOUT_QUORUM
from upheld.chrono.instant import Micros
from upheld.evaluation.availability.account import Account
from upheld.evaluation.availability.measurement import Reckoned
from upheld.evaluation.availability.reading import Reading, states_over
from upheld.evaluation.availability.track import Track
from upheld.evaluation.reason import Count, Length, Reason
from upheld.evaluation.wording import counted
from upheld.evidence.observation import State
from upheld.quantity import write_length

_TOLD = 20
"""So many are told one by one, those that saw it longest."""
_SEVERAL = 2


def minority_reason(account: Account) -> Reason | None:
    """Tell which locations saw a point fail alone, and for how long; nothing where none did."""
    measurement = account.measurement
    if measurement.requested is not None or measurement.service.locations_down_when in WITHOUT_QUORUM:
        return None
    found = sorted(
        (alone for each in account.reckoned for alone in _alone(account, each)),
        key=lambda each: (-each[0], each[1]),
    )
    if not found:
        return None
    more = len(found) - _TOLD
    others = f"; the {more} that saw it for the shortest time are not told one by one" if more > 0 else ""
    return Reason(
        rule="availability.minority",
        says=f"{counted(len(found), 'location')} saw a failure that the quorum does not make one{others}",
        figure=Count(len(found), "locations"),
        because=tuple(
            Reason(
                rule="availability.minority_location",
                says=f"{where} for {write_length(length)}, while it was not down by the quorum",
                figure=Length(length, "seen by too few"),
            )
            for length, where in found[:_TOLD]
        ),
    )


def _alone(account: Account, each: Reckoned) -> Iterator[tuple[Micros, str]]:
    measurement = account.measurement
    panel = measurement.panel
    every = panel.service.sampled_every or Micros(0)
    for name, conditions in each.member.points:
        tracks = panel.of_point(name)
        failing = [track for track in tracks if (track.states == State.DOWN).any()]
        if len(tracks) < _SEVERAL or not failing:
            continue
        # where it is not known whether the point was down, nothing was seen by too few
        works = conditions.where(State.UP, State.DEGRADED) & measurement.region
        for track in failing:
            seen = states_over(panel.horizon, track, Reading.RECORDED, every).where(State.DOWN) & works
            if seen:
                yield Micros(seen.length), f"{name} was down from {_place(track)}"


def _place(track: Track) -> str:
    return track.observations.location or f"the source {track.observations.source}"
