"""A service with something of everything: evidence, samples, work, deliveries, a worker that was killed."""

from __future__ import annotations

import sys

import numpy as np
from opening import opened

service = opened()
from django.db import transaction  # noqa: E402 records can be imported once the service is open

from upheld.chrono.instant import Instant  # noqa: E402
from upheld.store.deliveries import Course, Delivery, Message, dispatch  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.leases import enrol, take  # noqa: E402
from upheld.store.people import User  # noqa: E402
from upheld.store.recording import Origin, Row, record  # noqa: E402
from upheld.store.work import Order, enqueue  # noqa: E402
from upheld.telemetry.compaction import Compactor  # noqa: E402
from upheld.telemetry.day_file import NO_VALUE, Samples, SeriesName  # noqa: E402
from upheld.telemetry.intake import Intake  # noqa: E402
from upheld.telemetry.room import Room  # noqa: E402

NOW = service.now
folder = service.environment.data / "telemetry" / "hosting"


def hand_in(intake: Intake, key: str) -> None:
    count = 1000
    samples = Samples(
        series=np.zeros(count, np.int32),
        at=np.arange(count, dtype=np.int64) * 60_000_000 + NOW,
        state=np.zeros(count, np.int8),
        response=np.full(count, NO_VALUE, np.int32),
    )
    intake.append([SeriesName("probe", key, "")], samples, key)


if sys.argv[1] == "once":
    dossier = Dossier.objects.create(slug="hosting", name="Managed hosting")
    User.objects.create_user("somebody@example.net", "a pass phrase of some length")
    for number in range(20):
        rows = [
            Row(table="notices", identity=f"n:{number}/{each}", content=b'{"kind":"report"}')
            for each in range(5)
        ]
        record(dossier, rows, Origin(key=str(number), actor="token 1", now=NOW))
    with transaction.atomic():
        enqueue(NOW, Order(kind="tidy", key="held"))
        for name in ("sent", "lost"):
            message = {"subject": "s", "text": "t"}
            dispatch(NOW, Message(key=name, channel="mail", address="a@example.net", content=message))
    enrol("killed", "there/1", NOW)
    take("killed", {"tidy": 1}, NOW)
    Delivery.objects.filter(key="lost").update(course=Course.ON_ITS_WAY)
    with Intake(folder, Room(floor=0)) as intake:
        hand_in(intake, "sorted")
        Compactor(folder=folder).round()
        hand_in(intake, "in the log")
else:
    dossier = Dossier.objects.get()
    with Intake(folder, Room(floor=0)) as intake:
        for number in range(10_000):
            row = Row(table="notices", identity=f"more:{number}", content=b'{"kind":"report"}')
            record(dossier, [row], Origin(key=f"more {number}", actor="token 1", now=Instant(NOW + number)))
            hand_in(intake, f"more {number}")
            Compactor(folder=folder).round()
            print(number, flush=True)
