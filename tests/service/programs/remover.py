"""Removes days that were kept long enough; with `dies`, killed once the ledger was told of them."""

from __future__ import annotations

import os
import signal
import sys

from opening import opened

service = opened()
from upheld.operations.compacting import Compactors  # noqa: E402 records can be imported once it is open
from upheld.operations.retaining import remove_old_days  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.telemetry import retention  # noqa: E402

Compactors(service.environment.data).compact_all(service.now)
if "dies" in sys.argv:
    retention.publish = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment, return-value]
removed = remove_old_days(Dossier.objects.get(slug="hosting"), service.environment.data, service.now)
print(0 if removed is None else len(removed.files))
