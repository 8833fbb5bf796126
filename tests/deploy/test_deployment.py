"""What stands in deploy/ is read by the tools it is for where they are there, and by its form in any case."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from upheld.cli import COMMANDS
from upheld.runtime import environment, sign_on

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def settings() -> set[str]:
    constants = [*vars(environment).items(), *vars(sign_on).items()]
    names = {value for name, value in constants if name.isupper() and isinstance(value, str)}
    return {name for name in names if re.fullmatch(r"UPHELD_[A-Z_]+|DATABASE_URL", name)}


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name for unit in UNITS])
def test_a_unit_is_one_for_systemd(unit: Path, tmp_path: Path) -> None:
    text = unit.read_text()
    (command,) = re.findall(r"^ExecStart=/opt/upheld/bin/upheld (\S+)(?: .*)?$", text, re.MULTILINE)
    assert command in COMMANDS
    for line in text.splitlines():
        assert re.fullmatch(r"|#.*|\[(Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*", line), line
    if shutil.which("systemd-analyze"):
        program = Path(sys.executable).with_name("upheld")
        copy = tmp_path / unit.name.replace("@", "@1")
        copy.write_text(text.replace("/opt/upheld/bin/upheld", str(program)))
        said = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
        )
        about_it = [line for line in said.stderr.splitlines() if unit.name.partition("@")[0] in line]
        assert about_it == []


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_is_told_what_it_needs(name: str, tmp_path: Path) -> None:
    text = re.sub(r"#.*", "", (DEPLOY / name).read_text())
    assert text.count("{") == text.count("}")
    assert "127.0.0.1:8080" in text
    if name == "nginx.conf":
        for line in filter(None, map(str.strip, text.splitlines())):
            assert line.endswith((";", "{", "}")), line
        for header in ("Host", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id"):
            assert f"proxy_set_header {header} " in text
    program = shutil.which("nginx" if name == "nginx.conf" else "caddy")
    if program and name == "Caddyfile":
        subprocess.run([program, "adapt", "--config", str(DEPLOY / name)], check=True, capture_output=True)
    elif program:
        whole = tmp_path / "nginx.conf"
        plain = re.sub(r"ssl_certificate\S* [^;]+;|listen [^;]*443 ssl;", "", text)
        whole.write_text(f"events {{}}\nhttp {{\n{plain}\n}}\n")
        subprocess.run(
            [program, "-t", "-c", str(whole), "-p", str(tmp_path)], check=True, capture_output=True
        )


def test_the_container_is_built_from_what_is_there(tmp_path: Path) -> None:
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    words = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    known = {"FROM", "COPY", "RUN", "USER", "WORKDIR", "VOLUME", "ENV", "EXPOSE"}
    known |= {"HEALTHCHECK", "STOPSIGNAL", "ENTRYPOINT", "CMD"}
    assert {word for word, _ in words} <= known
    assert words[0][0] == "FROM"
    assert ["CMD", '["up"]'] in words
    (probe,) = re.findall(r'CMD \["python", "-c", "(.+)"\]', text)
    compile(probe, "probe", "exec")
    # the versions it takes are those of the lock, and nothing is left of the hashes
    (script,) = re.findall(r"sed -E '(.+?)' /source", text)
    taken = subprocess.run(
        ["sed", "-E", script, str(ROOT / "requirements.lock")], capture_output=True, text=True, check=True
    ).stdout
    pins = [line for line in taken.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+(\[.*\])?==\S+( ;.*)?", pin.strip()) for pin in pins), pins
    assert len(pins) > 40


def test_settings_are_told_of_where_they_are_set() -> None:
    text = (DEPLOY / "environment.example").read_text()
    assert set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE)) <= settings()


def test_every_setting_is_told_of_with_its_default() -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    rows = re.findall(r"^\| `(UPHELD_[A-Z_]+|DATABASE_URL)` \| (.*?) \|", page, re.MULTILINE)
    assert {name for name, _ in rows} == settings()
    assert len(rows) == len(settings())
    plain = environment.read_environment({})
    for name, field in {
        environment.WEB_PROCESSES: plain.web_processes,
        environment.WEB_THREADS: plain.web_threads,
        environment.HANDS: plain.hands,
        environment.LEASE: plain.lease,
        environment.DISK_FLOOR: plain.disk_floor,
        environment.PROXIES: plain.proxies,
        environment.ADDRESS: plain.address,
    }.items():
        assert dict(rows)[name].strip("`") == str(field), name
