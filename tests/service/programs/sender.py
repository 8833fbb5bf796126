"""Sends outages of a site, an hour each, as fast as they are acknowledged; says each that is on disk."""

from __future__ import annotations

import sys

import numpy as np
from opening import opened

service = opened()
from upheld.chrono.instant import HOUR, parse_instant  # noqa: E402 records can be imported once it is open
from upheld.evidence.observation import State  # noqa: E402
from upheld.operations.compacting import telemetry_of  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.keeping import keep  # noqa: E402
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName  # noqa: E402
from upheld.telemetry.intake import Intake  # noqa: E402
from upheld.telemetry.room import Room  # noqa: E402

BEGUN = parse_instant("2026-02-28T23:00:00Z")
first, many = int(sys.argv[1]), int(sys.argv[2])
keep(Dossier.objects.get(slug="hosting"), ["samples"], service.now)
folder = telemetry_of(service.environment.data, "hosting")
folder.mkdir(parents=True, exist_ok=True)
with Intake(folder, Room(floor=0)) as intake:
    for number in range(first, first + many):
        # the site is up but for the last quarter of each hour that was sent
        at = [BEGUN + number * HOUR, BEGUN + number * HOUR + 3 * HOUR // 4]
        states = [State.UP, State.DOWN]
        samples = Samples(
            series=np.zeros(2, dtype=np.int32),
            at=np.array(at, dtype=np.int64),
            state=np.array(states, dtype=np.int8),
            response=np.full(2, NO_VALUE, dtype=np.int32),
        )
        intake.append([SeriesName("probe", "web")], samples, str(number))
        print(number, flush=True)
