"""Processes that look for alarms without a lease: nothing but the key keeps them apart."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from opening import opened

service = opened()
from upheld.chrono.instant import SECOND, Instant  # noqa: E402 records can be imported once the service is open
from upheld.operations.alarms.lookout import Lookout  # noqa: E402
from upheld.store.agreements import Agreement  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.live import LiveBook, LiveClock  # noqa: E402
from upheld.store.people import Membership, User  # noqa: E402
from upheld.store.roles import Role  # noqa: E402
from upheld.store.sealing import Text, seal_agreement  # noqa: E402

NUMBER = 40
DATA = Path(str(service.environment.data))
STEP = DATA / "step"
UP = DATA / f"up-{os.getpid()}"


def fill() -> None:
    """Forty clocks that reach half of their time one after the other, a quarter of a second apart."""
    now = service.now
    dossier = Dossier.objects.create(slug="hosting", name="Hosting")
    agreement = Agreement.objects.create(dossier=dossier, slug="hosting", name="Hosting")
    text = Text(main="a.yaml", files={"a.yaml": ""}, version="1", in_force_from=now)
    version = seal_agreement(agreement, text, now)
    user = User.objects.create_user("operator@example.net")
    Membership.objects.create(user=user, role=Role.OPERATOR)
    LiveBook.objects.create(
        agreement=agreement, version=version, period="2026-03", known_at=1, as_of=now, changed_at=now
    )
    for number in range(NUMBER):
        at = now + 3 * SECOND + number * SECOND // 4
        LiveClock.objects.create(
            agreement=agreement,
            objective="first_response",
            ticket=f"T-{number:02}",
            started_at=now,
            state="running",
            is_paused=False,
            budget=1,
            spent=0,
            turned_at=now,
            half_at=at,
            three_quarters_at=at,
            said={},
            digest="",
            as_of=now,
            known_at=1,
            changed_at=now,
        )


def watch() -> None:
    """Look again and again, by a clock that somebody may step."""
    lookout = Lookout("http://127.0.0.1:8080")
    while True:
        stepped = float(STEP.read_text()) if STEP.exists() else 0.0
        lookout.look_once(Instant(service.now + int(stepped * SECOND)))
        UP.touch()
        time.sleep(0.01)


if sys.argv[1] == "fill":
    fill()
else:
    watch()
