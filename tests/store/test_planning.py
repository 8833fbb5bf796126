"""What the planner of PostgreSQL knows after many rows came."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from upheld.store.dossiers import Dossier
from upheld.store.planning import MANY, tell_planner

NUMBER = 30


@pytest.mark.django_db
@pytest.mark.parametrize(("rows", "is_told"), [(MANY - 1, False), (MANY, True)])
def test_the_planner_is_told_of_many_rows(rows: int, is_told: bool) -> None:
    Dossier.objects.bulk_create(Dossier(slug=f"d-{number}", name="d") for number in range(NUMBER))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        tell_planner(rows)
    if connection.vendor != "postgresql" or not is_told:
        assert len(asked) == 0
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE relname = %s", [Dossier._meta.db_table])
        assert cursor.fetchone() == (NUMBER,)
