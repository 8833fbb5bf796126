"""Changes with their work, one transaction each; with `at N`, killed in the Nth at a point that is named."""

from __future__ import annotations

import os
import signal
import sys

from opening import opened

service = opened()
from django.db import transaction  # noqa: E402 records can be imported once the service is open

from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.work import Order, enqueue  # noqa: E402

kind, many, dies = sys.argv[1], int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
for number in range(many):
    with transaction.atomic():
        Dossier.objects.create(slug=f"{kind}-{number}", name="A change")
        if dies == "between":
            os.kill(os.getpid(), signal.SIGKILL)
        enqueue(service.now, Order(kind=kind, key=str(number), payload={"name": f"{kind}-{number}"}))
        if dies == "before the end":
            os.kill(os.getpid(), signal.SIGKILL)
    if dies == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    print(number, flush=True)
