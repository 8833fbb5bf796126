"""Processes of a service: made from nothing, watched, started anew without losing a request, stopped."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from places import Place, Server, until

from upheld.errors import SettingError
from upheld.runtime.folder import sole_use
from upheld.runtime.starting import UP

ROUNDS = 3


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def get(port: int, path: str = "/livez") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def answers(port: int, path: str = "/livez", status: int = 200) -> bool:
    try:
        return get(port, path)[0] == status
    except OSError:
        return False


def memory(first: int) -> dict[int, int]:
    """Proportional memory of a process and all it has started, in kilobytes, by their numbers."""
    found, left = {}, [first]
    while left:
        number = left.pop()
        try:
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            left += map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())
        except OSError:  # it has ended meanwhile
            continue
        found[number] = int(re.search(r"^Pss: +(\d+)", rollup, re.M)[1])  # type: ignore[index]
    return found


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def address(port: int) -> dict[str, str]:
    return {"UPHELD_ADDRESS": f"http://127.0.0.1:{port}", "UPHELD_DISK_FLOOR": "0", "UPHELD_LEASE": "3"}


def test_up_makes_everything_and_keeps_it_running(tmp_path: Path, port: int, address: dict[str, str]) -> None:
    place = Place(tmp_path / "new", None)
    up = place.start("up", **address)
    try:
        until(lambda: answers(port, "/readyz"))
        assert (place.data.stat().st_mode & 0o777) == 0o700
        assert all(path.stat().st_mode & 0o077 == 0 for path in place.data.iterdir())
        until(lambda: f"Upheld is at http://127.0.0.1:{port}" in place.log(0).read_text())
        until(lambda: "Everything is kept in" in place.log(0).read_text())
        (link,) = re.findall(r"Open this first, once, within a day: (\S+)", place.log(0).read_text())
        assert get(port, link.removeprefix(f"http://127.0.0.1:{port}"))[0] in (200, 302)
        used = memory(up.pid)
        assert len(used) == 4
        assert sum(used.values()) < 300_000, used
        # one more is not started over it
        second = place.run("up", **address)
        assert second.returncode == 2
        assert "stop it before" in second.stderr
        # whoever dies is started anew, and with it all it had started
        children = set(used) - {up.pid}
        for child in children:
            os.kill(child, signal.SIGKILL)
        until(lambda: answers(port, "/readyz") and not children & set(memory(up.pid)))
        assert len(memory(up.pid)) == 4
        until(lambda: place.count("worker") == 1)
        up.send_signal(signal.SIGINT)
        assert up.wait(300) == 0
        assert not answers(port)
        assert place.count("worker") == 0
    finally:
        place.end()


def is_free(data: Path) -> bool:
    try:
        with sole_use(data, "looked at", UP):
            return True
    except SettingError:
        return False


def test_what_up_started_ends_with_it(tmp_path: Path, port: int, address: dict[str, str]) -> None:
    place = Place(tmp_path / "new", None)
    up = place.start("up", **address)
    try:
        until(lambda: answers(port, "/readyz"))
        children = set(memory(up.pid)) - {up.pid}
        up.kill()
        until(lambda: not any(Path(f"/proc/{child}").exists() for child in children))
        until(lambda: is_free(place.data))  # also of one that was being started just then
        place.start("up", **address)
        until(lambda: answers(port, "/readyz"))
    finally:
        place.end()


@pytest.mark.parametrize(("parent", "code"), [("getppid", 0), ("getpid", -signal.SIGTERM)])
def test_a_process_whose_parent_was_gone_before_it_asked_ends_at_once(parent: str, code: int) -> None:
    asked = "import os; from upheld.runtime.parentage import end_with_parent; end_with_parent(os.{}())"
    ran = subprocess.run([sys.executable, "-c", asked.format(parent)], check=False, timeout=300)
    assert ran.returncode == code


def test_no_request_fails_while_the_web_starts_anew(place: Place, port: int, address: dict[str, str]) -> None:
    web = place.start("web", **address)
    until(lambda: answers(port))
    failed: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            try:
                if (answer := get(port))[0] != 200:
                    failed.append(answer)
            except OSError as error:
                failed.append(error)

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for each in asking:
        each.start()
    before = set(memory(web.pid))
    web.send_signal(signal.SIGHUP)
    try:
        until(lambda: len(now := set(memory(web.pid))) == 2 and now != before)
        time.sleep(0.5)
    finally:
        stop.set()
        for each in asking:
            each.join()
    assert failed == []
    web.terminate()
    assert web.wait(300) == 0


def test_the_service_outlives_its_database(
    tmp_path: Path, port: int, address: dict[str, str], server: Server
) -> None:
    place = Place(tmp_path, server.url)
    try:
        assert place.run("migrate").returncode == 0
        place.start("web", **address)
        worker = place.start("worker", **address)
        until(lambda: answers(port, "/readyz"))
        server.control("stop")
        until(lambda: answers(port, "/readyz", 503))
        assert "database: NOT MET: out of reach" in get(port, "/readyz")[1]
        assert answers(port, "/livez")
        until(lambda: any(line["event"] == "database out of reach" for line in place.lines()))
        server.control("start")
        until(lambda: answers(port, "/readyz"))
        assert worker.poll() is None
        recorded = place.run("recorder.py", "tidy", "1")
        assert recorded.returncode == 0, recorded.stderr
        until(lambda: "tidy 0 done 1" in place.work())
    finally:
        place.end()


def test_a_worker_says_when_records_are_older(tmp_path: Path) -> None:
    place = Place(tmp_path, None)
    assert "there is no service" in place.run("worker").stderr
    (tmp_path / "upheld.sqlite3").touch()
    ran = place.run("worker")
    assert (ran.returncode, "run `upheld migrate` first" in ran.stderr) == (2, True)
