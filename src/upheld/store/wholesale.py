"""Wholesale: many new rows of a table, made ready beforehand and then put there by a single command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from msgspec import Struct


class Ready(Struct, frozen=True):
    """Rows as the database takes them; their numbers it gives itself."""

    model: type[models.Model]
    rows: Sequence[list[Any]]

    @property
    def fields(self) -> list[models.Field[object, object]]:
        """What the values of a row are of."""
        return _fields_of(self.model)

    def say(self, name: str, value: object) -> None:
        """Say the same of all rows, such as what is known only once the table is locked."""
        place = [field.attname for field in self.fields].index(name)
        for row in self.rows:
            row[place] = value


def made_ready(model: type[models.Model], several: Sequence[models.Model]) -> Ready:
    """Make rows ready that are not there yet."""
    fields = _fields_of(model)
    return Ready(model, [[_value(each, field) for field in fields] for each in several])


def put(ready: Ready) -> None:
    """Put rows into their table: by COPY on PostgreSQL, which takes bytes as they are and parses no text."""
    names = ", ".join(f'"{field.column}"' for field in ready.fields)
    table = f'"{ready.model._meta.db_table}"'
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            places = ", ".join("%s" for _ in ready.fields)
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", ready.rows)  # noqa: S608
            return
        with (
            connection.wrap_database_errors,
            cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.set_types([_type_of(field) for field in ready.fields])
            for row in ready.rows:
                copy.write_row(row)


def _fields_of(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _value(row: models.Model, field: models.Field[object, object]) -> object:
    value = getattr(row, field.attname)
    # of all kinds of columns in use this alone is written otherwise than it is
    return field.get_db_prep_save(value, connection) if isinstance(field, models.JSONField) else value


def _type_of(field: models.Field[object, object]) -> str:
    """The name of a type without its length."""
    return str(field.db_type(connection)).partition("(")[0]
