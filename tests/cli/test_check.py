"""`upheld check`, `fmt` and `schema`, as they are typed: what they print, and how they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from program import PROGRAM, Run

from upheld.language.catalogue import Code

CLEAN = """\
upheld: 1
agreement: Example Hosting
provider: Example Hosting
version: "1"
in_force: 2026-01-01
time_zone: Europe/Brussels
services:
  app: {points: [web], sampled_every: 20 s}
objectives:
  uptime: {availability: app, target: ">= 99.5 %", period: calendar month, force: guarantee}
"""
WRONG = CLEAN.replace("availability: app", "availability: aap")
OPEN = CLEAN.replace('">= 99.5 %"', '{either: [">= 99.5 %", ">= 99.9 %"]}')
HOLE = CLEAN.replace('">= 99.5 %"', "to be agreed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"clean": CLEAN, "wrong": WRONG, "open": OPEN, "hole": HOLE}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


@pytest.mark.parametrize(("name", "code"), [("clean", 0), ("wrong", 1), ("open", 0), ("hole", 0)])
def test_only_errors_are_trouble(upheld: Run, folder: Path, name: str, code: int) -> None:
    assert upheld("check", f"{name}.yaml").code == code


def test_what_is_wrong_is_told_with_its_place(upheld: Run, folder: Path) -> None:
    ran = upheld("check", "wrong.yaml")
    assert "wrong.yaml:10:26: error[unknown-name]: `aap`" in ran.out
    assert "^^^" in ran.out
    assert "did you mean `app`?" in ran.out
    assert ran.out.splitlines()[-1].startswith("wrong.yaml: 1 error, 0 warnings, ")


def test_the_same_message_is_printed_a_few_times(upheld: Run, folder: Path) -> None:
    rows = "".join(f"  - {{from: 2026-01-{day:02} 01:00, till: 02:00}}\n" for day in range(1, 29))
    (folder / "case.yaml").write_text(f"period: 2026-01\noutages:\n{rows}")
    ran = upheld("evaluate", "clean.yaml", "--evidence", "case.yaml")
    message = "`till` has no meaning in a row of `outages`"
    assert ran.err.count(f"error[unknown-key]: {message}") == 5
    assert f"unknown-key, 23 more times: {message}" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "clean.yaml", "--format", "xml"),
        ("check", "--nonsense", "clean.yaml"),
        ("check", "empty"),
        ("check", "clean.yaml", "--watch", "--format", "json"),
        ("fmt",),
        ("schema", "clean.yaml"),
    ],
)
def test_a_command_that_is_wrong_itself_ends_with_2(
    upheld: Run, folder: Path, words: tuple[str, ...]
) -> None:
    (folder / "empty").mkdir()
    ran = upheld(*words)
    assert ran.code == 2
    assert ran.err
    assert "Traceback" not in ran.err


def test_all_files_are_read_whatever_is_wrong_with_the_first(upheld: Run, folder: Path) -> None:
    ran = upheld("check", "gone.yaml", "wrong.yaml", "open.yaml", "clean.yaml", "clean.yaml")
    assert ran.code == 1
    assert "can't read gone.yaml" in ran.err
    tallies = [line.split(":")[0] for line in ran.out.splitlines() if line.endswith(("note", "notes"))]
    assert tallies == ["wrong.yaml", "open.yaml", "clean.yaml"]


def test_of_a_folder_every_agreement_below_is_read(upheld: Run, folder: Path) -> None:
    below = folder / "deep" / "er"
    below.mkdir(parents=True)
    (below / "agreement.yml").write_bytes(b"\xef\xbb\xbf" + WRONG.encode())
    (below / "bindings.yaml").write_text("bindings: 1\n")
    (folder / ".hidden").mkdir()
    (folder / ".hidden" / "x.yaml").write_text(WRONG)
    ran = upheld("check", ".", "--format", "json")
    assert ran.code == 1
    files = [each["file"] for each in json.loads(ran.out) if each["level"] == "error"]
    assert files == ["deep/er/agreement.yml", "wrong.yaml"]


def test_a_shared_file_is_told_of_once(upheld: Run, tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(CLEAN.replace("upheld: 1\n", "") + "curency: EUR\n")
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text("upheld: 1\nextends: base.yaml\n")
    ran = upheld("check", ".")
    assert ran.out.count("base.yaml:10:1: error[unknown-key]") == 1
    assert ran.out.count("1 error") == 2
    found = json.loads(upheld("check", ".", "--format", "json").out)
    assert [each["file"] for each in found if each["level"] == "error"] == ["base.yaml"]


def test_notes_are_shown_when_asked_for(upheld: Run, folder: Path) -> None:
    assert "note[" not in upheld("check", "clean.yaml").out
    assert "note[convention-default]" in upheld("check", "clean.yaml", "--notes").out


def sarif_of(upheld: Run, *words: str) -> tuple[int, dict[str, Any]]:
    ran = upheld("check", *words, "--format", "sarif")
    log = json.loads(ran.out)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    return ran.code, log["runs"][0]


def test_sarif_has_a_rule_for_every_code(upheld: Run, folder: Path) -> None:
    code, run = sarif_of(upheld, "clean.yaml")
    assert code == 0
    driver = run["tool"]["driver"]
    assert driver["name"] == "upheld"
    assert [rule["id"] for rule in driver["rules"]] == [each.label for each in Code]
    for rule, each in zip(driver["rules"], Code, strict=True):
        assert rule["shortDescription"]["text"] == each.meaning
        assert rule["defaultConfiguration"]["level"] == each.level.value
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_places_every_result(upheld: Run, folder: Path) -> None:
    (folder / "a b.yaml").write_text(WRONG)
    code, run = sarif_of(upheld, "a b.yaml", "wrong.yaml")
    assert code == 1
    wrong = [each for each in run["results"] if each["level"] == "error"]
    assert [each["ruleId"] for each in wrong] == ["unknown-name", "unknown-name"]
    for result, uri in zip(wrong, ["a%20b.yaml", "wrong.yaml"], strict=True):
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"].startswith("`aap` is none of the services")
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"] == {"uri": uri}
        region = physical["region"]
        assert (region["startLine"], region["startColumn"], region["endColumn"]) == (10, 26, 29)
        assert region["snippet"]["text"][25:28] == "aap"


def test_sarif_has_accepted_facts_as_suppressed(upheld: Run, folder: Path) -> None:
    entry = "accepted: [{code: unused-name, at: hours.spare, because: for next year}]\n"
    (folder / "accepted.yaml").write_text(CLEAN + "hours: {spare: always}\n" + entry)
    _, run = sarif_of(upheld, "accepted.yaml")
    (found,) = (each for each in run["results"] if each["ruleId"] == "unused-name")
    assert found["level"] == "note"
    assert found["suppressions"] == [{"kind": "inSource", "justification": "for next year"}]


def test_sarif_says_what_could_not_be_read(upheld: Run, folder: Path) -> None:
    code, run = sarif_of(upheld, "gone.yaml", "clean.yaml")
    assert code == 1
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "gone.yaml" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_json_says_the_same_as_the_text(upheld: Run, folder: Path) -> None:
    found = json.loads(upheld("check", "open.yaml", "wrong.yaml", "--format", "json").out)
    assert {each["code"] for each in found if each["level"] != "note"} == {"either", "unknown-name"}
    (unknown,) = (each for each in found if each["code"] == "unknown-name")
    assert (unknown["file"], unknown["line"], unknown["column"], unknown["end_column"]) == (
        "wrong.yaml",
        10,
        26,
        29,
    )


@contextmanager
def watching(folder: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """`upheld check --watch` while it runs; what it prints goes to `seen`."""
    with (folder / "seen").open("wb") as seen:
        process = subprocess.Popen(
            [str(PROGRAM), "check", "--watch", *words],
            cwd=folder,
            stdout=seen,
            stderr=subprocess.STDOUT,
            preexec_fn=_heed_interruption,
        )
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _heed_interruption() -> None:
    """Undo what is inherited where tests run in the background of a shell: there, Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def await_rounds(folder: Path, rounds: int) -> str:
    """What was printed, as soon as it has looked so many times."""
    for _ in range(600):
        seen = (folder / "seen").read_text()
        if seen.count("watching; Ctrl-C stops") >= rounds:
            return seen
        time.sleep(0.05)
    raise AssertionError((folder / "seen").read_text())


def test_watch_checks_again_after_every_change_until_interrupted(folder: Path) -> None:
    path, base = folder / "clean.yaml", folder / "base.yaml"
    with watching(folder, "clean.yaml") as process:
        assert "error" not in await_rounds(folder, 1).replace("0 errors", "")
        path.write_text(WRONG)
        assert "error[unknown-name]" in await_rounds(folder, 2)
        path.write_text(CLEAN + "extends: base.yaml\n")
        assert "error[extends-missing]" in await_rounds(folder, 3)
        base.write_text("curency: EUR\n")
        assert "base.yaml:1:1: error[unknown-key]" in await_rounds(folder, 4)
        path.unlink()
        assert "can't read clean.yaml" in await_rounds(folder, 5)
        draft = folder / "draft"
        draft.write_text(CLEAN)
        draft.replace(path)
        assert await_rounds(folder, 6).count("clean.yaml: 0 errors") == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
    seen = (folder / "seen").read_text()
    assert seen.endswith("stopped\n")
    assert "Traceback" not in seen


def test_watch_sees_new_files_of_a_folder(folder: Path) -> None:
    with watching(folder, ".") as process:
        await_rounds(folder, 1)
        (folder / "another.yaml").write_text(CLEAN)
        assert "another.yaml: 0 errors" in await_rounds(folder, 2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0


UNORDERED = "# head\n\nprovider: Example  # who\nupheld: 1\n"
ORDERED = "# head\n\nupheld: 1\nprovider: Example  # who\n"


def test_fmt_writes_a_file_anew_and_leaves_it_then(upheld: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(UNORDERED)
    path.chmod(0o600)
    first = upheld("fmt", "a.yaml")
    assert (first.code, first.out) == (0, "a.yaml: written anew\n")
    assert path.read_text() == ORDERED
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.stat().st_mtime_ns
    assert upheld("fmt", "a.yaml").out == "a.yaml: in order\n"
    assert path.stat().st_mtime_ns == before


def test_fmt_only_checks_when_asked_to(upheld: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(UNORDERED)
    ran = upheld("fmt", "--check", "a.yaml")
    assert (ran.code, ran.out) == (1, "a.yaml: would be written anew\n")
    assert path.read_text() == UNORDERED
    path.write_text(ORDERED)
    assert upheld("fmt", "--check", "a.yaml").code == 0


def test_fmt_writes_through_a_link(upheld: Run, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(UNORDERED)
    (tmp_path / "a.yaml").symlink_to("b.yaml")
    assert upheld("fmt", "a.yaml").code == 0
    assert (tmp_path / "a.yaml").is_symlink()
    assert (tmp_path / "b.yaml").read_text() == ORDERED


def test_fmt_leaves_what_is_no_yaml_and_goes_on(upheld: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: [\n")
    (tmp_path / "b.yaml").write_text(UNORDERED)
    ran = upheld("fmt", "a.yaml", "b.yaml")
    assert ran.code == 1
    assert "a.yaml:2:1: error[yaml-syntax]" in ran.err
    assert (tmp_path / "a.yaml").read_text() == "a: [\n"
    assert (tmp_path / "b.yaml").read_text() == ORDERED


def test_schema_prints_the_schema(upheld: Run) -> None:
    ran = upheld("schema")
    schema = json.loads(ran.out)
    assert ran.code == 0
    assert schema["$schema"].endswith("2020-12/schema")
    assert "objectives" in schema["$defs"]["agreement"]["properties"]


def test_an_agreement_with_holes_is_not_judged(upheld: Run, hosting: Path) -> None:
    path = hosting / "agreement.yaml"
    path.write_text(path.read_text().replace('">= 99.9 %"', "to be agreed"))
    ran = upheld(
        "evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03", "--plan", "basic"
    )
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("1 value is still to be agreed, so nothing can be judged by it\n")
    assert upheld("lock", "agreement.yaml").code == 1
    assert not (hosting / "agreement.lock").exists()


def test_open_questions_are_named_beside_the_statement(upheld: Run, hosting: Path) -> None:
    path = hosting / "agreement.yaml"
    path.write_text(path.read_text().replace('">= 99.9 %"', '{either: [">= 99.9 %", ">= 99 %"]}'))
    ran = upheld(
        "evaluate", "agreement.yaml", "--evidence", "evidence", "--period", "2026-03", "--plan", "basic"
    )
    assert ran.code == 0
    assert "open, and by their readings 1 verdict AMBIGUOUS" in ran.err
    assert "AMBIGUOUS" in ran.out


def test_each_plan_is_judged_by_its_own_terms(upheld: Run, hosting: Path) -> None:
    path = hosting / "agreement.yaml"
    terms = 'plans: {basic: {terms: {objectives: {uptime: {target: ">= 99 %"}}}}, premium: {}}'
    path.write_text(path.read_text().replace("plans: [basic, premium]", terms))
    words = (
        "evaluate",
        "agreement.yaml",
        "--evidence",
        "evidence",
        "--period",
        "2026-03",
        "--format",
        "json",
    )
    found = {plan: json.loads(upheld(*words, "--plan", plan).out) for plan in ("basic", "premium")}
    targets = {plan: json.dumps(document).count(">= 99 %") > 0 for plan, document in found.items()}
    assert targets == {"basic": True, "premium": False}
    unnamed = upheld(*words)
    assert unnamed.code == 2
    assert "say which one, of basic, premium" in unnamed.err


def test_a_lock_covers_plans_and_all_files(upheld: Run, hosting: Path) -> None:
    path = hosting / "agreement.yaml"
    terms = "plans: {basic: {}, premium: {terms: {hours: {office: {holidays: GB-ENG}}}}}"
    text = path.read_text().replace("plans: [basic, premium]", "extends: plans.yaml")
    path.write_text(text)
    (hosting / "plans.yaml").write_text(terms + "\n")
    assert upheld("lock", "agreement.yaml").code == 0
    first = json.loads((hosting / "agreement.lock").read_text())
    assert sorted(first["calendars"]["holidays"]) == ["BE", "GB-ENG"]
    (hosting / "plans.yaml").write_text(f"# changed\n{terms}\n")
    assert upheld("lock", "agreement.yaml").code == 0
    second = json.loads((hosting / "agreement.lock").read_text())
    assert first["agreement"]["sha256"] != second["agreement"]["sha256"]
    assert first["calendars_sha256"] == second["calendars_sha256"]


def test_the_working_folder_does_not_matter(upheld: Run, folder: Path) -> None:
    absolute = os.fspath(folder / "wrong.yaml")
    assert f"{absolute}:10:26: error" in upheld("check", absolute).out
