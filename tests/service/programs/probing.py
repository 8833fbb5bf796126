"""Defines probes as standard input has them, makes a token, or asks an agent to test one.

`define DOSSIER`, `token DOSSIER LOCATION`, `ask DOSSIER LOCATION PROBE`.
"""

from __future__ import annotations

import sys

import msgspec
from opening import opened

service = opened()
from upheld.collect.probes.probe import Probe  # noqa: E402 records can be imported once the service is open
from upheld.operations.accounts.grant import Wish, grant  # noqa: E402
from upheld.operations.probing.defining import define  # noqa: E402
from upheld.operations.probing.errands import ask_of  # noqa: E402
from upheld.operations.probing.own import Roll  # noqa: E402
from upheld.runtime.marking import mark  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.roles import Role, Scope  # noqa: E402
from upheld.store.viewer import Viewer  # noqa: E402

dossier, _ = Dossier.objects.get_or_create(slug=sys.argv[2], defaults={"name": sys.argv[2]})
if sys.argv[1] == "define":
    probes = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Probe])
    define(dossier, probes, "test", service.now)
    mark(service.environment, is_wanted=bool(Roll(service.environment.location).dossiers()))
elif sys.argv[1] == "ask":
    owner = Viewer(user=1, roles=frozenset({Role.OWNER}))
    assert ask_of(owner, dossier.slug, sys.argv[4], sys.argv[3], service.now)
else:
    wish = Wish(name="agent", scopes=[Scope.PROBES_RUN], days=1, dossier=dossier.pk, location=sys.argv[3])
    print(grant(Viewer(user=1, roles=frozenset({Role.OWNER})), wish, service.now))
