"""Probing: ten thousand points asked and recorded durably on one core: `python -m benchmarks probes`.

A prober on one core asks 10,000 points by HTTP, 2,000 a second, on nginx on the other core: a connection of
its own for each attempt, and each sample on disk through the intake of the service. Then by TLS, 1,250 a
second (700 with keys of RSA, of which nginx signs with no more a second): a whole handshake each, the
certificate checked against the authorities of the machine and one more. Counting begins when each point was
asked twice: once by libcurl, once trying all authorities. Beside it, on the same core and the same target,
stands prometheus-blackbox-exporter of Debian, asked as fast as it answers, right before and right after. All
is done three times in turns, and medians are told: of figures, and of the ratio of each turn (`python -m
benchmarks.probes` does it once). Needs `nginx-light` and, for what stands beside,
`prometheus-blackbox-exporter`. Seconds of a core are those of the whole process.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.row import Row, show
from upheld.chrono.instant import SECOND, Micros
from upheld.collect.probes.bundle import authorities
from upheld.collect.probes.clockwork import machine_clock
from upheld.collect.probes.outcome import Outcome
from upheld.collect.probes.probe import Probe, Secrets
from upheld.collect.probes.prober import Prober
from upheld.collect.probes.targets.http import Http
from upheld.evidence.observation import State
from upheld.operations.probing.samples import record
from upheld.telemetry.intake import Intake

POINTS = 10_000
PLAIN_EVERY = 5
RSA_EVERY, EC_EVERY = 14, 8
TIMES_BEFORE = 2
"""So often each point is asked before anything is counted."""
ROUNDS = 3
SECONDS = 20
SECONDS_BESIDE = 4
PROBING_CORE, OTHER_CORE = 0, 1
PLAIN_PORT, RSA_PORT, EC_PORT, EXPORTER_PORT = 18480, 18481, 18482, 18483
CONNECTIONS = 4

NGINX = """
worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off;
events {{ worker_connections 8192; }}
http {{
  access_log off; root {folder}/site; ssl_protocols TLSv1.2 TLSv1.3;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{plain} backlog=4096; }}
  server {{ listen 127.0.0.1:{rsa} ssl backlog=4096; ssl_certificate {folder}/rsa.pem;
    ssl_certificate_key {folder}/rsa.key; }}
  server {{ listen 127.0.0.1:{ec} ssl backlog=4096; ssl_certificate {folder}/ec.pem;
    ssl_certificate_key {folder}/ec.key; }}
}}
"""
EXPORTER = """
modules:
  plain: {{prober: http, timeout: 10s, http: {{preferred_ip_protocol: ip4}}}}
  tls:
    prober: http
    timeout: 10s
    http: {{preferred_ip_protocol: ip4}}
"""
KEYS = {"rsa": ("rsa:2048",), "ec": ("ec", "-pkeyopt", "ec_paramgen_curve:P-256")}


class Course(NamedTuple):
    """How a prober did."""

    rate: float
    """Attempts recorded a second."""
    cpu: float
    """Seconds of a core, a second."""
    late: float
    """Seconds from when an attempt was due to its start: of a hundred, the second latest."""
    memory: float
    """MiB, proportional set size."""
    failed: int
    """Attempts that were not up, or came too late to be made."""


def certificates(folder: Path) -> None:
    """Make an authority, and a certificate signed by it for each kind of key."""

    def run(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    run(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem"),
        *("-days", "30", "-subj", "/CN=benchmark"),
    )
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1")
    for name, key in KEYS.items():
        run(
            "req",
            "-newkey",
            *key,
            "-nodes",
            "-keyout",
            f"{name}.key",
            "-out",
            f"{name}.csr",
            "-subj",
            "/CN=point",
        )
        run(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-days", "30", "-extfile", "names", "-out", f"{name}.pem"),
        )


@contextlib.contextmanager
def target(folder: Path) -> Iterator[None]:
    """Nginx on the other core."""
    if shutil.which("nginx") is None:
        raise SystemExit("this benchmark needs nginx: apt-get install nginx-light")
    (folder / "site").mkdir()
    (folder / "site" / "index.html").write_text("it works")
    folder.chmod(0o755)
    setting = NGINX.format(folder=folder, plain=PLAIN_PORT, rsa=RSA_PORT, ec=EC_PORT)
    (folder / "nginx.conf").write_text(setting)
    with started(OTHER_CORE, "nginx", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"):
        listening(PLAIN_PORT)
        yield


@contextlib.contextmanager
def started(core: int, *words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program on one core, and end it."""
    process = subprocess.Popen(["taskset", "-c", str(core), *words], env=os.environ | environment)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(10)


def listening(port: int) -> None:
    """Wait until somebody listens on a port."""
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens on port {port}")


class _Kept:
    """Records as the service does, and takes down how late each attempt was."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.seen: list[tuple[int, int]] = []
        self.times: Counter[str] = Counter()
        """How often each was asked."""
        self.troubles: Counter[str] = Counter()

    def take(self, outcomes: Sequence[Outcome]) -> None:
        record(self._intake, [(each.at, each, each.source) for each in outcomes], "benchmark")
        self.seen += [(each.due_at, each.at) for each in outcomes]
        self.times.update(each.probe for each in outcomes)
        self.troubles.update(each.trouble for each in outcomes if each.state is not State.UP)


def probe_all(url: str, every: int) -> None:
    """Probe in this process, and tell how it went; run by `course`."""
    probes = [
        Probe(
            name=f"point-{number}",
            site=f"https://example.com/point/{number}",
            every=Micros(every * SECOND),
            timeout=Micros(5 * SECOND),
            what=Http(url=url),
            may_be_private=True,
        )
        for number in range(POINTS)
    ]
    with tempfile.TemporaryDirectory(dir=".") as folder, Intake(Path(folder)) as intake:
        sink = _Kept(intake)
        prober = Prober(probes, Secrets(), "here", sink)
        gc.collect()
        gc.freeze()
        thread = threading.Thread(target=prober.run)
        thread.start()
        while len(sink.times) < POINTS or min(sink.times.values()) < TIMES_BEFORE:
            time.sleep(0.5)
        sink.troubles.clear()
        passed_over = prober.passed_over
        begun, cpu = machine_clock(), time.process_time()
        time.sleep(SECONDS)
        cpu = time.process_time() - cpu
        ended = begun + SECONDS * SECOND
        memory = _memory()
        time.sleep(1)  # what was due at the end is asked, too
        prober.stop()
        thread.join()
        late = sorted(at - due for due, at in sink.seen if begun <= due < ended)
        p99 = late[len(late) * 99 // 100] / 1e6
        failed = prober.passed_over - passed_over + sum(sink.troubles.values())
        told = [len(late) / SECONDS, cpu / SECONDS, p99, memory, failed]
        print(json.dumps(told))


def _memory() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def course(url: str, every: int, folder: Path) -> Course:
    """How a prober does in a process of its own on one core."""
    words = [sys.executable, "-m", "benchmarks.probes", url, str(every)]
    run = subprocess.run(
        ["taskset", "-c", str(PROBING_CORE), *words], capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise SystemExit(run.stderr)
    return Course(*json.loads(run.stdout))


def exporter_rate(folder: Path, module: str, url: str) -> float | None:
    """Probes of blackbox_exporter a second of a core; nothing without it."""
    program = "prometheus-blackbox-exporter"
    if shutil.which(program) is None:
        return None
    (folder / "exporter.yml").write_text(EXPORTER.format(folder=folder))
    address = f"127.0.0.1:{EXPORTER_PORT}"
    words = (f"--config.file={folder}/exporter.yml", f"--web.listen-address={address}", "--log.level=error")
    with started(PROBING_CORE, program, *words, GOMAXPROCS="1") as process:
        listening(EXPORTER_PORT)
        return _asked(process.pid, module, url)


def _asked(pid: int, module: str, url: str) -> float:
    request = f"GET /probe?module={module}&target={url} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    done: list[bool] = []

    def ask(end: float) -> None:
        with socket.create_connection(("127.0.0.1", EXPORTER_PORT)) as stream, stream.makefile("rb") as lines:
            while time.perf_counter() < end:
                stream.sendall(request)
                length, is_chunked = 0, False
                while (line := lines.readline().lower()) != b"\r\n":
                    length = int(line.split(b":")[1]) if line.startswith(b"content-length") else length
                    is_chunked = is_chunked or line.startswith(b"transfer-encoding")
                body = lines.read(length)
                while is_chunked and (size := int(lines.readline(), 16)):
                    body += lines.read(size)
                    lines.readline()
                if is_chunked:
                    lines.readline()
                done.append(b"\nprobe_success 1" in body)

    for seconds in (1, SECONDS_BESIDE):  # once to warm it up
        done.clear()
        cpu = _cpu(pid)
        end = time.perf_counter() + seconds
        threads = [threading.Thread(target=ask, args=(end,)) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if not all(done):
        raise SystemExit(f"blackbox_exporter failed {done.count(False)} times")
    return len(done) / (_cpu(pid) - cpu)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Turn(NamedTuple):
    """How a prober did, and what stands beside it, one right after the other."""

    course: Course
    beside: float | None
    """Probes a second of a core."""

    @property
    def figure(self) -> float:
        """Probes a second of a core."""
        return self.course.rate / self.course.cpu


def turn(module: str, url: str, every: int, folder: Path) -> Turn:
    """Measure a prober between two measurements of what stands beside it."""
    before = exporter_rate(folder, module, url)
    measured = course(url, every, folder)
    after = exporter_rate(folder, module, url)
    return Turn(measured, None if before is None or after is None else (before + after) / 2)


def main(rounds: int = ROUNDS) -> list[Row]:
    """Measure, and print and return the rows."""
    os.sched_setaffinity(0, {OTHER_CORE})
    kinds = {
        "plain": ("plain", f"http://127.0.0.1:{PLAIN_PORT}/", PLAIN_EVERY),
        "TLS, RSA 2048": ("tls", f"https://127.0.0.1:{RSA_PORT}/", RSA_EVERY),
        "TLS, P-256": ("tls", f"https://127.0.0.1:{EC_PORT}/", EC_EVERY),
    }
    turns: dict[str, list[Turn]] = {name: [] for name in kinds}
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        certificates(folder)
        trusted = folder / "authorities.pem"
        trusted.write_text(Path(authorities()).read_text() + (folder / "ca.pem").read_text())
        os.environ["SSL_CERT_FILE"] = str(trusted)
        stack.enter_context(target(folder))
        for _ in range(rounds):
            for name, (module, url, every) in kinds.items():
                turns[name].append(turn(module, url, every, folder))
    plain = [each.course for each in turns["plain"]]
    rows = [
        Row(
            what="asked and recorded a minute, on one core",
            figure=60 * median(each.rate for each in plain),
            unit="probes",
            asked=">= 120,000",
        ),
        Row(what="of that core", figure=100 * median(each.cpu for each in plain), unit="%"),
        Row(
            what="start after it was due, 99th percentile",
            figure=1000 * median(each.late for each in plain),
            unit="ms",
            asked="<= 50",
        ),
        Row(
            what="attempts without an answer, or too late",
            figure=sum(each.failed for each in plain),
            unit="",
            asked="0",
        ),
        Row(
            what="memory with 10,000 points",
            figure=max(each.memory for each in plain),
            unit="MiB",
            asked="<= 300",
        ),
        *(_beside(name, each) for name, each in turns.items()),
    ]
    show(f"{POINTS:,} points, {SECONDS} s", rows)
    return rows


def _beside(name: str, turns: Sequence[Turn]) -> Row:
    there = [(each.figure, each.beside) for each in turns if each.beside is not None]
    return Row(
        what=f"{name}: in a second of a core",
        figure=median(each.figure for each in turns),
        unit="probes",
        asked=">= 2 ×",
        beside=f"blackbox_exporter {median(beside for _, beside in there):,.0f}" if there else "",
        ratio=median(figure / beside for figure, beside in there) if there else None,
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        probe_all(sys.argv[1], int(sys.argv[2]))
    else:
        main(rounds=1)
