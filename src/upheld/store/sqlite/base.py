"""Django's way to SQLite, with a turn taken before anything is written."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from upheld.store.turns import Turn

_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that stands in line before each transaction, and before a statement outside of any."""

    def __init__(self, *several: Any, **named: Any) -> None:  # noqa: ANN401 whatever Django hands over
        super().__init__(*several, **named)
        self._turn: Turn | None = None

    @property
    def turn(self) -> Turn | None:
        """Its place in the line; absent where the database is this process's own, in memory."""
        if self._turn is None and not self.is_in_memory_db():
            self._turn = Turn(str(self.settings_dict["NAME"]))
        return self._turn

    def create_cursor(self, name: str | None = None) -> _Cursor:
        """Give a cursor that knows the turn."""
        cursor: _Cursor = self.connection.cursor(factory=_Cursor)
        cursor.turn = self.turn
        return cursor

    def _start_transaction_under_autocommit(self) -> None:
        if self.turn is not None:
            self.turn.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_back()
            raise

    def commit(self) -> None:
        """Write down, and let the next one write; as Django has it otherwise."""
        super().commit()
        self._give_back()

    def rollback(self) -> None:
        """Take back, and let the next one write; as Django has it otherwise."""
        super().rollback()
        self._give_back()

    def close(self) -> None:
        """Close, whatever was begun, and let the next one write; as Django has it otherwise."""
        try:
            super().close()
        finally:
            self._give_back()

    def _give_back(self) -> None:
        if self._turn is not None:
            self._turn.give_back()


class _Cursor(base.SQLiteCursorWrapper):
    turn: Turn | None = None

    def execute(self, query: str, params: Any = None) -> Any:  # noqa: ANN401 as Django has it
        if self.turn is None or self.connection.in_transaction or not query.startswith(_WRITING):
            return super().execute(query, params)
        self.turn.take()
        try:
            return super().execute(query, params)
        finally:
            self.turn.give_back()
