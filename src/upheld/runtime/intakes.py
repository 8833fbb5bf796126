"""Intakes: where a process takes samples in, one for each dossier, opened when the first sample comes."""

from __future__ import annotations

import threading
from pathlib import Path

from upheld.operations.compacting import telemetry_of
from upheld.runtime.environment import Environment
from upheld.telemetry.intake import Intake
from upheld.telemetry.room import Room


class Intakes:
    """The intakes of one process, made after it forked."""

    def __init__(self, data: Path, floor: int, most: int | None = None) -> None:
        self._data = data
        self._room = Room(floor=floor, most=most)
        self._open: dict[str, Intake] = {}
        self._opening = threading.Lock()

    @classmethod
    def of_environment(cls, environment: Environment) -> Intakes:
        """Intakes with the room that the environment gives them."""
        most = None if environment.samples_most is None else environment.samples_most * 10**6
        return cls(environment.data, environment.disk_floor * 10**6, most)

    def of(self, dossier: str) -> Intake:
        """The intake of a dossier."""
        with self._opening:
            if dossier not in self._open:
                folder = telemetry_of(self._data, dossier)
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._open[dossier] = Intake(folder, self._room)
            return self._open[dossier]

    def close(self) -> None:
        """Let go of the logs; whatever was acknowledged is on disk."""
        with self._opening:
            while self._open:
                self._open.popitem()[1].close()
