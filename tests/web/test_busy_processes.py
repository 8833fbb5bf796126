"""A web process that is busier than another lets connections go, one at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from upheld.runtime.evenness import WINDOW, Evenness, Meters
from upheld.web.wsgi import evenly


class Process:
    """A process that is as busy as it is told to be; time passes as told, too."""

    passed = 1000.0

    def __init__(self, data: Path, number: int) -> None:
        self.spent = 0.0
        self.evenness = Evenness(data, Meters(lambda: Process.passed, lambda: self.spent), number)

    def answers(self, requests: int, share: float) -> list[bool]:
        """Work for a window with some requests in hand; whether each of them was let go."""
        self.spent += share * WINDOW
        for _ in range(requests):
            self.evenness.enter()
        let_go = [self.evenness.lets_go() for _ in range(requests)]
        for _ in range(requests):
            self.evenness.leave()
        return let_go


def pass_a_window() -> None:
    Process.passed += 1.001 * WINDOW


def test_the_busier_of_two_lets_one_connection_go_in_each_window(tmp_path: Path) -> None:
    busy, idle = Process(tmp_path, os.getpid()), Process(tmp_path, os.getppid())
    assert not any(busy.answers(4, 0.9))  # the other is not known yet
    assert not any(idle.answers(1, 0.1))
    for _ in range(3):
        pass_a_window()
        assert idle.answers(2, 0.1) == [False, False]
        assert busy.answers(4, 0.9) == [True, False, False, False]
        assert busy.answers(4, 0.9) == [False] * 4


def test_one_that_answers_nothing_is_idle(tmp_path: Path) -> None:
    busy, idle = Process(tmp_path, os.getpid()), Process(tmp_path, os.getppid())
    idle.answers(4, 0.9)
    for _ in range(3):
        pass_a_window()
        busy.answers(4, 0.9)
    pass_a_window()
    assert busy.answers(2, 0.9) == [True, False]


def test_what_is_even_stays_and_so_does_what_is_alone_or_little(tmp_path: Path) -> None:
    first, second = Process(tmp_path, os.getpid()), Process(tmp_path, os.getppid())
    for one, other, requests in ((0.9, 0.7, 4), (0.4, 0.0, 4), (0.9, 0.0, 1)):
        for _ in range(3):
            pass_a_window()
            second.answers(1, other)
            assert not any(first.answers(requests, one)), (one, other, requests)


def test_a_process_that_is_no_more_counts_for_nothing(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    busy, gone = Process(tmp_path, os.getpid()), Process(tmp_path, ended.pid)
    gone.answers(1, 0.1)
    for _ in range(3):
        pass_a_window()
        assert not any(busy.answers(4, 0.9))
    # its place is another's now
    following = Process(tmp_path, os.getppid())
    following.answers(1, 0.1)
    pass_a_window()
    assert any(busy.answers(4, 0.9))


def test_the_client_is_told_and_only_where_connections_have_headers(tmp_path: Path) -> None:
    busy, idle = Process(tmp_path, os.getpid()), Process(tmp_path, os.getppid())
    idle.answers(1, 0.0)
    busy.answers(1, 0.0)
    busy.evenness.enter()
    said: list[list[tuple[str, str]]] = []

    def plain(environ: dict[str, Any], start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [b"well"]

    application = evenly(plain, busy.evenness)
    for protocol in ("HTTP/2", "HTTP/1.1", "HTTP/1.1"):
        pass_a_window()
        busy.spent += WINDOW * 0.9
        body = application({"SERVER_PROTOCOL": protocol}, lambda _, headers: said.append(headers))
        assert list(body) == [b"well"]
    kept = [("Content-Type", "text/plain")]
    let_go = [*kept, ("Connection", "close")]
    assert said == [kept, let_go, let_go]
