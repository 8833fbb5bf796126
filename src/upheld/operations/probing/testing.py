"""Testing a probe now: one attempt from where the service is, which is no evidence."""

from __future__ import annotations

import threading

from msgspec.structs import replace

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import decoded, secrets_of
from upheld.collect.probes.secret import Secrets
from upheld.errors import ConflictError
from upheld.store.ciphers import decrypt
from upheld.store.probing import SECRET, ProbeSecret, ProbeVersion
from upheld.store.reach import reached
from upheld.store.roles import PROBE_WRITERS
from upheld.store.viewer import Viewer

LONGEST = Micros(15 * SECOND)
"""A test takes no longer, whatever time the probe has: somebody waits for it."""
_at_work = threading.Lock()


def test_now(viewer: Viewer, dossier: str, name: str, location: str) -> Outcome | None:
    """Ask a probe once; `None` where the viewer has no such probe to test.

    ConflictError while another test goes on in this process: each takes a hand that answers requests.
    """
    if not viewer.roles & PROBE_WRITERS:
        return None
    versions = reached(viewer, ProbeVersion).filter(dossier__slug=dossier, name=name)
    version = versions.filter(is_newest=True, is_ended=False).first()
    if version is None:
        return None
    probe = decoded(version.reveal())
    held = ProbeSecret.objects.filter(dossier_id=version.dossier_id, name__in=secrets_of(probe))
    secrets = Secrets({each.name: decrypt(each.value, SECRET) for each in held})
    if not _at_work.acquire(blocking=False):
        raise ConflictError("another probe is being tested at this moment: try again in a few seconds")
    try:
        # What asks takes memory that a process which answers requests seldom needs.
        from upheld.collect.probes.attempt import attempt_once

        return attempt_once(replace(probe, timeout=min(probe.timeout, LONGEST)), secrets, location)
    finally:
        _at_work.release()
