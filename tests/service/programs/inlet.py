"""Makes an inlet for the heartbeats of a site, and prints the end of its address: `DOSSIER SITE`."""

from __future__ import annotations

import sys

from opening import opened

service = opened()
from upheld.operations.inlets import InletKind, InletWish, make_inlet  # noqa: E402 records come after opening
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.roles import Role  # noqa: E402
from upheld.store.viewer import Viewer  # noqa: E402

dossier = Dossier.objects.get(slug=sys.argv[1])
wish = InletWish(kind=InletKind.HEARTBEAT, name="beats", source="jobs", dossier=dossier.pk, site=sys.argv[2])
print(make_inlet(Viewer(user=1, roles=frozenset({Role.OWNER})), wish, service.now)[1])
