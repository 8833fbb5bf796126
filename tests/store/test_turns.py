"""Writers of one SQLite database stand in line: whoever answers somebody first, and nobody is passed over."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from upheld.runtime.databases import database_of
from upheld.runtime.environment import read_environment
from upheld.store import turns
from upheld.store.sqlite.base import DatabaseWrapper
from upheld.store.turns import Turn, let_others_first


class Watched(Turn):
    """Says when it is next, which nobody else can be then."""

    def __init__(self, database: str) -> None:
        super().__init__(database)
        self.is_next = threading.Event()

    def _wait(self, name: str, until: float) -> int | None:
        if name == "turn":
            self.is_next.set()
        return super()._wait(name, until)


def test_whoever_answers_somebody_comes_before_those_that_have_time(tmp_path: Path) -> None:
    database = str(tmp_path / "records")
    order: list[str] = []
    first, urgent = Turn(database), Watched(database)
    first.take()
    with _writing(Turn(database), "has time", order, let_others_first):
        _until(lambda: _is_taken(database, "queue"))
        with _writing(urgent, "answers somebody", order):
            assert urgent.is_next.wait(60)
            first.give_back()
    assert order == ["answers somebody", "has time"]


def test_whoever_has_just_written_waits_for_whoever_is_next(tmp_path: Path) -> None:
    database = str(tmp_path / "records")
    order: list[str] = []
    first, other = Turn(database), Watched(database)
    first.take()
    with _writing(other, "other", order):
        assert other.is_next.wait(60)
        first.give_back()
        first.take()  # at once, as a closing does for its next part
        order.append("first again")
        first.give_back()
    assert order == ["other", "first again"]


def test_a_turn_that_never_comes_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.05)
    database = str(tmp_path / "records")
    stands_still, late = Turn(database), Turn(database)
    stands_still.take()
    late.take()  # returns; SQLite has the last word
    late.give_back()
    assert _is_taken(database, "turn")


def test_where_there_is_no_line_nobody_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PAUSE", -1)  # who waits, fails
    nowhere = Turn(str(tmp_path / "no such folder" / "records"))
    nowhere.take()
    nowhere.give_back()


@pytest.fixture
def records(db: None, tmp_path: Path) -> Iterator[DatabaseWrapper]:
    handler = ConnectionHandler({"default": database_of(read_environment({"UPHELD_DATA": str(tmp_path)}))})
    connection = handler["default"]
    assert isinstance(connection, DatabaseWrapper)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE thing (name TEXT)")
    yield connection
    connection.close()


def test_a_turn_lasts_as_long_as_the_transaction(records: DatabaseWrapper) -> None:
    database = str(records.settings_dict["NAME"])
    with _atomic(records), records.cursor() as cursor:
        assert _is_taken(database, "turn")
        cursor.execute("INSERT INTO thing VALUES ('kept')")
    assert not _is_taken(database, "turn")
    with records.cursor() as cursor, pytest.raises(OperationalError), _atomic(records):
        cursor.execute("INSERT INTO nothing VALUES ('taken back')")
    assert not _is_taken(database, "turn")
    with records.cursor() as cursor:
        cursor.execute("INSERT INTO thing VALUES ('by itself')")
        assert not _is_taken(database, "turn")
        with pytest.raises(OperationalError):
            cursor.execute("INSERT INTO nothing VALUES (1)")
        assert not _is_taken(database, "turn")
        cursor.execute("SELECT name FROM thing ORDER BY name")
        assert cursor.fetchall() == [("by itself",), ("kept",)]


def test_a_connection_that_is_closed_in_a_transaction_gives_its_turn_back(records: DatabaseWrapper) -> None:
    database = str(records.settings_dict["NAME"])
    records.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with records.cursor() as cursor:
        cursor.execute("INSERT INTO thing VALUES ('lost')")
        assert _is_taken(database, "turn")
    records.close()
    assert not _is_taken(database, "turn")
    with records.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM thing")
        assert cursor.fetchone() == (0,)


@contextmanager
def _writing(
    turn: Turn, name: str, order: list[str], before: Callable[[], None] = lambda: None
) -> Iterator[None]:
    def write() -> None:
        before()
        turn.take()
        order.append(name)
        turn.give_back()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        thread.join()


@contextmanager
def _atomic(connection: DatabaseWrapper) -> Iterator[None]:
    """What `transaction.atomic` does, for a connection that is none of the settings'."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    connection.in_atomic_block = True
    try:
        yield
    except BaseException:
        connection.in_atomic_block = False
        connection.rollback()
        raise
    else:
        connection.in_atomic_block = False
        connection.commit()
    finally:
        connection.set_autocommit(True)


def _is_taken(database: str, place: str) -> bool:
    try:
        handle = os.open(f"{database}-{place}", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.005)
