"""Statements that were let out, and a worker that tells of them one by one, slowly enough to be killed."""

from __future__ import annotations

import sys
import time
from functools import partial

from opening import opened

service = opened()
from django.db import transaction  # noqa: E402 records can be imported once the service is open

from upheld.operations.month_end.release import release  # noqa: E402
from upheld.operations.telling import statements as telling  # noqa: E402
from upheld.operations.work.crew import Terms  # noqa: E402
from upheld.operations.work.duties import Kind  # noqa: E402
from upheld.runtime.labouring import labour  # noqa: E402
from upheld.store.agreements import Agreement  # noqa: E402
from upheld.store.closings import Closing, Stage, Statement  # noqa: E402
from upheld.store.customers import Customer  # noqa: E402
from upheld.store.dossiers import Dossier  # noqa: E402
from upheld.store.exhibit import enter  # noqa: E402
from upheld.store.ledger import EntryKind  # noqa: E402
from upheld.store.people import Membership, User  # noqa: E402
from upheld.store.roles import Role  # noqa: E402
from upheld.store.sealing import Text, seal_agreement  # noqa: E402

NUMBER = 30


def fill() -> None:
    """Statements of thirty customers, each with one member, let out."""
    dossier = Dossier.objects.create(slug="hosting", name="Hosting")
    agreement = Agreement.objects.create(dossier=dossier, slug="hosting", name="Hosting")
    text = Text(main="a.yaml", files={"a.yaml": ""}, version="1", in_force_from=service.now)
    version = seal_agreement(agreement, text, service.now)
    closing = Closing.objects.create(
        version=version, period="2026-03", known_at=1, begun_at=0, stage=Stage.READY, subscriptions=NUMBER
    )
    made = []
    for number in range(NUMBER):
        customer = Customer.objects.create(dossier=dossier, name=f"customer {number:02}")
        user = User.objects.create_user(f"member.{number:02}@example.com")
        Membership.objects.create(user=user, role=Role.CUSTOMER_MEMBER, customer=customer)
        statement = Statement(
            closing=closing, customer=customer, says="", breaches=0, verdicts={"MET": 1}, is_owed=False
        )
        statement.put({})
        made.append(statement)
    with transaction.atomic():
        enter(EntryKind.STATEMENT, "statements", made, service.now)
        Statement.objects.bulk_create(made)
    release(closing, "test", service.now)


if sys.argv[1] == "fill":
    fill()
else:
    telling.AT_ONCE = 1
    say = telling._about

    def slowly(*words: object) -> object:
        time.sleep(0.05)
        return say(*words)  # type: ignore[arg-type]

    telling._about = slowly  # type: ignore[assignment]
    tell = partial(telling.tell_of_statements, address="http://127.0.0.1:8080")
    labour((Kind(name=telling.TELL, perform=tell),), (), lambda: service.now, Terms(place="here", lease=1.5))
