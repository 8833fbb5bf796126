"""Planning: what PostgreSQL knows of its tables, by which it chooses how to look something up."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

MANY = 10_000
"""So many rows change how things are best looked up."""


def tell_planner(rows: int) -> None:
    """Have PostgreSQL look through its tables where many rows came; by itself it does within a minute or so.

    Until then it reads whole tables that were empty when it looked last, for each row that is recorded.
    """
    if rows < MANY or connection.vendor != "postgresql":
        return
    tables = ", ".join(f'"{model._meta.db_table}"' for model in apps.get_app_config("store").get_models())
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")
