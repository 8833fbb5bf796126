"""Agents as real processes: cut off, killed, with a wrong clock, with a full disk, and with each other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace
from places import PROGRAMS, SECONDS, Place, until
from targets import Target
from test_processes import answers, free_port

from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.probe import Probe, SecretRef
from upheld.collect.probes.targets.http import Http
from upheld.errors import UnreadableFile
from upheld.evidence.observation import State
from upheld.telemetry.holdings import open_holdings

DOSSIER = "platform"
MOVED = 30
"""Seconds: clocks here are wrong by three times as much, and no machine is so busy."""
Sample = tuple[str, str, str, int, int]
"""Source, site, location, instant, state."""


class Field:
    """A service, what is probed, and agents."""

    def __init__(self, place: Place, target: Target) -> None:
        self.place, self.target, self.port = place, target, free_port()
        self.settings = {
            "UPHELD_ADDRESS": f"http://127.0.0.1:{self.port}",
            "UPHELD_DISK_FLOOR": "0",
            "UPHELD_AGENT_BEAT": "1",
        }
        self.folder = place.data.parent

    def serve(self) -> subprocess.Popen[str]:
        """Start the web process, and wait until it answers."""
        web = self.place.start("web", **self.settings)
        until(lambda: answers(self.port))
        return web

    def probing(self, *words: str, body: bytes = b"") -> str:
        ran = subprocess.run(
            [sys.executable, str(PROGRAMS / "probing.py"), *words],
            env=self.place.variables(**self.settings),
            input=body,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr.decode()
        return ran.stdout.decode().strip()

    def define(self, *probes: Probe) -> None:
        self.probing("define", DOSSIER, body=msgspec.json.encode(probes))

    def token(self, location: str = "frankfurt") -> Path:
        file = self.folder / f"token-{location}"
        file.write_text(self.probing("token", DOSSIER, location) + "\n")
        return file

    def agent(
        self, token: Path, spool: str = "spool", *more: str, location: str = "frankfurt"
    ) -> subprocess.Popen[str]:
        words = (
            "--token-file",
            str(token),
            "--location",
            location,
            "--spool",
            str(self.folder / spool),
            *more,
        )
        return self.place.start("agent", "--server", self.settings["UPHELD_ADDRESS"], *words)

    def samples(self, site: str = "page") -> list[Sample]:
        """Every sample that is held of a site, each once, in order of time."""
        found: list[Sample] = []
        try:
            with open_holdings(self.place.data / "telemetry" / DOSSIER) as held:
                for day in held.days:
                    assert day.late is not None
                    assert not day.files
                    for series, at, state in zip(day.late.series, day.late.at, day.late.state, strict=True):
                        name = held.names[series]
                        found.append((name.source, name.site, name.location, int(at), int(state)))
        except (UnreadableFile, FileNotFoundError):
            return []
        return sorted((each for each in found if each[1] == site), key=lambda each: each[3])

    def said(self, event: str) -> list[dict[str, object]]:
        return [line for line in self.place.lines() if line["event"] == event]

    def probe(self, name: str = "page", every: float = 1, **more: object) -> Probe:
        path = f"/{name}" if name != "page" else "/"
        return Probe(
            name=name,
            site=name,
            every=Micros(round(every * SECOND)),
            timeout=Micros(SECOND),
            what=Http(url=self.target.url(path)),
            may_be_private=True,
            **more,  # type: ignore[arg-type]
        )


@pytest.fixture
def field(place: Place) -> Iterator[Field]:
    target = Target()
    yield Field(place, target)
    place.end()
    target.end()


def gaps(samples: list[Sample]) -> float:
    """The longest time between two samples, in seconds."""
    times = [each[3] for each in samples]
    return max((later - sooner) / SECOND for sooner, later in pairwise(times))


def matched(field: Field, samples: list[Sample], path: str = "/") -> list[float]:
    """By how many seconds each sample is away from the moment in which the target was asked."""
    asked = field.target.times(path)
    return [min(abs(each[3] - at) for at in asked) / SECOND for each in samples]


def test_what_is_seen_arrives_and_what_is_changed_reaches_the_agent(field: Field) -> None:
    web, token = field.serve(), field.token()
    field.define(field.probe())
    agent = field.agent(token)
    until(lambda: len(field.samples()) >= 3)
    field.define(field.probe(), field.probe("api"))
    until(lambda: len(field.samples("api")) >= 2)
    field.probing("ask", DOSSIER, "frankfurt", "api")
    until(lambda: field.place.rows("SELECT location, state FROM probe_test") == [("frankfurt", State.UP)])
    field.define(field.probe("api"))
    until(lambda: time.time() * SECOND - field.samples()[-1][3] > 4 * SECOND)
    samples = field.samples()
    assert {each[:3] for each in samples} == {("probe", "page", "frankfurt")}
    assert State.UP in {each[4] for each in samples}
    assert max(matched(field, samples)) < MOVED
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(SECONDS) == 0
    count = len(field.samples("api"))
    until(lambda: count <= len(field.target.times("/api")))
    assert len(field.target.times("/api")) <= count + 1, "what was seen before it stopped is delivered"
    assert web.poll() is None


def test_a_test_goes_with_the_agent_that_took_it_and_waits_for_one_that_comes_back(field: Field) -> None:
    field.serve()
    token = field.token()
    field.define(field.probe(), replace(field.probe("silent"), timeout=Micros(15 * SECOND)))
    field.target.silent_on = "/silent"

    def tests(probe: str) -> list[tuple[object, ...]]:
        return field.place.rows(f"SELECT is_given, state FROM probe_test WHERE probe = '{probe}'")

    agent = field.agent(token)
    until(lambda: len(field.samples()) >= 2)
    field.probing("ask", DOSSIER, "frankfurt", "silent")
    until(lambda: tests("silent") == [(True, None)])
    agent.kill()
    agent.wait()
    other = field.agent(token)
    count = len(field.samples())
    until(lambda: len(field.samples()) >= count + 2)
    other.send_signal(signal.SIGSTOP)
    field.probing("ask", DOSSIER, "frankfurt", "page")
    assert [row[1] for row in tests("page")] == [None]
    other.send_signal(signal.SIGCONT)
    until(lambda: tests("page") == [(True, State.UP)])
    assert tests("silent") == [(True, None)], "what an agent took up is given to no other"


def test_cut_off_it_goes_on_and_delivers_everything_once_and_in_order(field: Field) -> None:
    web, token = field.serve(), field.token()
    field.define(*(field.probe(f"point-{number}") for number in range(20)))
    agent = field.agent(token)
    until(lambda: len(field.samples("point-7")) >= 3)
    web.kill()
    web.wait()
    asked = len(field.target.asked)
    until(lambda: len(field.target.asked) > asked + 200)
    # started anew while it is cut off: it knows what to probe, and nobody else could tell it
    agent.kill()
    agent.wait()
    agent = field.agent(token)
    asked = len(field.target.asked)
    until(lambda: len(field.target.asked) > asked + 100)
    field.serve()
    until(lambda: field.said("deliveries go on"))
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(SECONDS) == 0
    for number in range(20):
        path, samples = f"/point-{number}", field.samples(f"point-{number}")
        assert len({each[3] for each in samples}) == len(samples)
        until(lambda: len(samples) <= len(field.target.times(path)))  # noqa: B023
        # not those under way, or a tenth of a second old, when it was killed
        assert len(field.target.times(path)) - 2 <= len(samples)
    (left,) = field.place.rows("SELECT waiting, lost FROM probe_agent")
    assert left[1] == 0


def test_what_an_agent_saw_while_it_was_cut_off_for_a_day_arrives_once_and_in_order(field: Field) -> None:
    field.define(*(field.probe(f"point-{number}") for number in range(2)))
    words = (field.settings["UPHELD_ADDRESS"], str(field.token()), "frankfurt", str(field.folder / "spool"))
    agent = field.place.start("day_agent.py", *words, "2", "30", "20")
    until(lambda: field.said("the day is over"))
    assert field.said("cut off")
    field.serve()
    # 24 h of every 30 s are 2880 times of asking
    until(lambda: [len(field.samples(f"point-{number}")) for number in range(2)] == [2880, 2880])
    for number in range(2):
        samples = field.samples(f"point-{number}")
        assert {later[3] - sooner[3] for sooner, later in pairwise(samples)} == {30 * SECOND}
        # the first six hours are 720 times, and the one in which it was down 120
        states = [State.UP] * 720 + [State.DOWN] * 120 + [State.UP] * 2040
        assert [each[4] for each in samples] == states
        assert {each[0] for each in samples} == {"probe"}, "nobody else was on duty"
    until(lambda: field.place.rows("SELECT waiting, lost FROM probe_agent") == [(0, 0)])
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(SECONDS) == 0


def test_killed_again_and_again_while_it_delivers_nothing_is_lost_or_doubled(field: Field) -> None:
    field.serve()
    token = field.token()
    field.define(*(field.probe(f"point-{number}", retries=0) for number in range(50)))
    for round_ in range(4):
        agent = field.agent(token)
        asked = len(field.target.asked)
        until(lambda asked=asked: len(field.target.asked) > asked + 60)  # type: ignore[misc]
        time.sleep(0.05 * round_)
        agent.kill()
        agent.wait()
    agent = field.agent(token)
    asked = len(field.target.asked)
    until(lambda: len(field.target.asked) > asked + 60)
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(SECONDS) == 0
    runs = field.place.rows("SELECT run, delivered FROM probe_agent_run")
    assert 1 < len(runs) <= 5
    missing = 0
    for number in range(50):
        samples = field.samples(f"point-{number}")
        assert max(Counter(each[3] for each in samples).values()) == 1
        assert max(matched(field, samples, f"/point-{number}")) < MOVED
        missing += len(field.target.times(f"/point-{number}")) - len(samples)
    # a kill takes what is under way and what was seen in the last tenth of a second before it: of each
    # point no more than one attempt
    assert missing <= 4 * 50


def test_a_clock_that_is_wrong_and_then_is_set_moves_no_sample(field: Field) -> None:
    field.serve()
    token, setting = field.token(), field.folder / "setting"
    field.define(field.probe())
    words = (field.settings["UPHELD_ADDRESS"], str(token), "frankfurt", str(field.folder / "spool"), "-90")
    field.place.start("shifted_agent.py", *words, str(setting))
    until(lambda: len(field.samples()) >= 4)
    setting.write_text("0")
    wrong = len(field.samples())
    until(lambda: len(field.samples()) >= wrong + 4)
    samples = field.samples()
    assert max(matched(field, samples)) < MOVED
    assert gaps(samples) < MOVED
    offsets = [
        int(str(row[0]))
        for row in field.place.rows("SELECT clock_offset FROM probe_agent_offset ORDER BY at")
    ]
    assert abs(offsets[0] - 90 * SECOND) < MOVED * SECOND
    assert abs(offsets[-1]) < MOVED * SECOND, "that the clock was set is recorded too"


def test_started_anew_while_cut_off_the_clock_is_as_wrong_as_it_was(field: Field) -> None:
    web = field.serve()
    token = field.token()
    field.define(field.probe())
    words = (field.settings["UPHELD_ADDRESS"], str(token), "frankfurt", str(field.folder / "spool"), "90")
    agent = field.place.start("shifted_agent.py", *words)
    until(lambda: len(field.samples()) >= 2)
    web.kill()
    agent.kill()
    web.wait()
    agent.wait()
    field.place.start("shifted_agent.py", *words)
    asked = len(field.target.asked)
    until(lambda: len(field.target.asked) >= asked + 4)
    field.serve()
    until(lambda: len(field.samples()) >= asked + 4 - 2)
    assert max(matched(field, field.samples())) < MOVED


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_with_a_full_disk_the_oldest_is_kept_and_what_is_lost_is_told(field: Field) -> None:
    disk = field.folder / "disk"
    disk.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(disk)], check=False
    ).returncode:
        pytest.skip("this machine mounts no small disk")
    try:
        web, token = field.serve(), field.token()
        field.define(*(field.probe(f"point-{number}") for number in range(50)))
        agent = field.agent(token, "disk/spool")
        until(lambda: len(field.samples("point-1")) >= 2)
        web.kill()
        web.wait()
        (disk / "ballast").write_bytes(bytes(440 << 10))
        until(lambda: field.said("results can't be kept"))
        before = len(field.target.times("/point-1"))
        until(lambda: len(field.target.times("/point-1")) > before + 2)
        before = len(field.target.times("/point-1"))
        field.serve()
        until(lambda: int(str(field.place.rows("SELECT lost FROM probe_agent")[0][0])) > 0)
        until(lambda: len(field.target.times("/point-1")) > before + 3)

        def told() -> int:
            kept = sum(len(field.samples(f"point-{number}")) for number in range(50))
            ((lost,),) = field.place.rows("SELECT lost FROM probe_agent")
            return kept + int(str(lost))

        # but for what is just being asked or under way, everything is kept or told of as lost
        until(lambda: told() >= len(field.target.asked) - 100)
        agent.send_signal(signal.SIGTERM)
        assert agent.wait(SECONDS) == 0
        samples = [field.samples(f"point-{number}") for number in range(50)]
        until(lambda: told() <= len(field.target.asked))
        assert max(map(gaps, samples)) > 1.5, "what was lost is a gap, and no state"
        assert State.UNKNOWN not in {each[4] for site in samples for each in site}
    finally:
        field.place.end()
        subprocess.run(["umount", str(disk)], check=True)


def test_the_server_is_started_anew_again_and_again_under_load(field: Field) -> None:
    web, token = field.serve(), field.token()
    field.define(*(field.probe(f"point-{number}") for number in range(50)))
    agent = field.agent(token)
    for _ in range(3):
        held = len(field.samples("point-1"))
        until(lambda held=held: len(field.samples("point-1")) > held)  # type: ignore[misc]
        web.kill()
        web.wait()
        asked = len(field.target.asked)
        until(lambda asked=asked: len(field.target.asked) > asked + 25)  # type: ignore[misc]
        web = field.serve()
    held = len(field.samples("point-1"))
    until(lambda: len(field.samples("point-1")) > held)
    agent.send_signal(signal.SIGTERM)
    assert agent.wait(SECONDS) == 0
    for number in range(0, 50, 5):
        path, samples = f"/point-{number}", field.samples(f"point-{number}")
        until(lambda: len(samples) <= len(field.target.times(path)))  # noqa: B023
        assert len(field.target.times(path)) - 1 <= len(samples)
        assert len({each[3] for each in samples}) == len(samples)


def test_two_agents_with_one_token_one_is_told_and_takes_over_when_the_other_is_silent(field: Field) -> None:
    # on a busy machine a second passes in which one that lives is not heard
    field.settings["UPHELD_AGENT_BEAT"] = "3"
    field.serve()
    token = field.token()
    field.define(field.probe())
    first = field.agent(token, "first")
    until(lambda: len(field.samples()) >= 2)
    field.agent(token, "second")
    until(lambda: field.said("stands by"))
    (told,) = field.said("stands by")
    assert "with the same token" in str(told["reason"])

    def rate() -> float:
        """How often a second it is asked; what waited on a busy machine comes all at once."""
        asked, began = len(field.target.asked), time.monotonic()
        until(lambda: len(field.target.asked) >= asked + 4)
        return (len(field.target.asked) - asked) / (time.monotonic() - began)

    until(lambda: rate() < 1.6)  # by one of them: by both it would be two
    asked = len(field.target.asked)
    first.kill()
    first.wait()
    until(lambda: len(field.said("on duty")) == 2)
    until(lambda: len(field.samples()) >= asked + 2)
    samples = field.samples()
    apart = [each for each in samples if each[0] != "probe"]
    assert apart == [], field.place.rows("SELECT agent_id, since FROM probe_duty_turn ORDER BY since")
    # the first comes back with what it had not delivered, and stands by
    field.agent(token, "first")
    until(lambda: len(field.said("stands by")) == 2)


def test_a_secret_stands_in_no_log_no_sample_and_no_file_in_clear(field: Field) -> None:
    field.serve()
    token = field.token()
    field.target.status = 500
    asking = Http(url=field.target.url("/"), headers=(("X-Key", SecretRef("key")),))
    define = Probe(
        name="page",
        site="page",
        every=Micros(SECOND),
        timeout=Micros(SECOND),
        what=asking,
        may_be_private=True,
    )
    field.define(define)
    give = (
        "import sys; sys.argv = ['x', 'token', 'platform', 'frankfurt']; import probing;"
        "from upheld.operations.probing.defining import give_secret;"
        "give_secret(probing.dossier, 'key', 'hunter22', 'test', probing.service.now)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", give], env=field.place.variables(**field.settings), check=False
    )
    assert ran.returncode == 0
    agent = field.agent(token)
    until(lambda: field.place.count("probe_failure") >= 2)
    agent.kill()
    agent.wait()
    said = "".join(str(row) for row in field.place.rows("SELECT trouble, said FROM probe_failure"))
    assert "500" in said
    assert "hunter22" not in said
    secret = token.read_text().strip()
    for path in [*field.folder.glob("process-*.log"), *(field.folder / "spool").iterdir()]:
        content = path.read_bytes()
        assert b"hunter22" not in content, path
        assert secret.encode() not in content, path
    assert json.loads(next(iter((field.folder / "spool").glob("agent.json"))).read_text())["instance"]


def test_who_is_not_let_in_is_told_and_ends(field: Field) -> None:
    field.serve()
    token = field.token("london")
    agent = field.agent(token)
    assert agent.wait(SECONDS) == 2
    assert "for the location 'london'" in field.place.log(1).read_text()
    token.write_text("upheld_nonsense")
    agent = field.agent(token, location="london")
    assert agent.wait(SECONDS) == 2


def test_the_service_probes_by_itself_once_there_is_something_to_probe(field: Field) -> None:
    up = field.place.start("up", **field.settings)
    until(lambda: answers(field.port))
    assert not [line for line in field.said("process started") if line["child"] == "prober"]
    field.probing("token", DOSSIER, "nowhere")
    file = field.folder / "probes.yaml"
    written = "probes: 1\ndefaults: {every: 1 s, may_be_private: yes}\npoints:\n"
    file.write_text(
        f"{written}  page:\n    http: {{url: {field.target.url()!r}, headers: {{X-Key: {{secret: key}}}}}}\n"
    )
    secrets = field.folder / "secrets"
    secrets.write_text("key=hunter22\n")
    told = field.place.run("probes", "define", str(file), "--dossier", DOSSIER, **field.settings)
    assert (told.returncode, told.stdout) == (0, f"  page  added\n{DOSSIER}: 1 change, 0 as before\n")
    assert told.stderr == "these secrets have no value yet: key\n"
    given = ("probes", "define", str(file), "--dossier", DOSSIER, "--secrets", str(secrets))
    again = field.place.run(*given, **field.settings)
    assert (again.returncode, again.stdout, again.stderr) == (0, f"{DOSSIER}: 0 changes, 1 as before\n", "")
    until(lambda: [line for line in field.said("process started") if line["child"] == "prober"])
    until(lambda: len(field.target.asked) >= 3)
    compacted = field.place.data / "telemetry" / DOSSIER / "segments"
    until(lambda: list(compacted.glob("*.parquet")))
    (prober,) = [line["number"] for line in field.said("process started") if line["child"] == "prober"]
    os.kill(int(str(prober)), signal.SIGKILL)
    asked = len(field.target.asked)
    until(lambda: len(field.target.asked) > asked + 3)
    # nothing to probe any more: the process goes, too
    file.write_text("probes: 1\npoints: {}\n")
    empty = field.place.run("probes", "define", str(file), "--dossier", DOSSIER, **field.settings)
    assert empty.returncode == 0, empty.stderr
    until(lambda: len([line for line in field.said("process ended") if line["child"] == "prober"]) == 2)
    up.send_signal(signal.SIGTERM)
    assert up.wait(SECONDS) == 0
    checked = field.place.run("ledger", "check", **field.settings)
    assert checked.returncode == 0, checked.stdout
    assert (
        b"hunter22" not in (field.place.data / "upheld.sqlite3").read_bytes()
        if field.place.database is None
        else True
    )
