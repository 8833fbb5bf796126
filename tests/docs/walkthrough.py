"""A page that is walked through: its blocks write files, change them, and show commands with what they print.

A block such as `yaml FILE` or `csv FILE` begins a file, or goes on with one that is there. `diff FILE`
replaces its lines that begin with a space or `-` by those that begin with a space or `+`. `console` is
commands, each after `$ `, with what they print; a line `…` stands for lines that the page leaves out. Other
blocks are for reading.
"""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from click.testing import CliRunner

from upheld.cli import program
from upheld.cli.exits import exit_of
from upheld.errors import UpheldError

PROGRAM = Path(sys.executable).with_name("upheld")

LEFT_OUT = "…\n"

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: (?P<file>\S+))?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<words>.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)


Run = Callable[[Sequence[str], Path], str]
"""How a command is run in a folder: its words after `upheld`, and what it prints."""


def in_its_own_process(arguments: Sequence[str], folder: Path) -> str:
    """Run a command as a person would; errors are printed too, and the exit code where it fails."""
    ran = subprocess.run(
        [PROGRAM, *arguments],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return _with_code(ran.stdout, ran.returncode)


def within_this_process(arguments: Sequence[str], folder: Path) -> str:
    """Run a command without starting a program for it, which is quick enough for a page of many."""
    with contextlib.chdir(folder):
        ran = CliRunner().invoke(program, list(arguments))
    if isinstance(ran.exception, UpheldError):
        return _with_code(f"{ran.output}upheld: {ran.exception}\n", exit_of(ran.exception))
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise ran.exception
    return _with_code(ran.output, ran.exit_code)


def _with_code(printed: str, code: int) -> str:
    return f"{printed}(exit code {code})\n" if code else printed


def walked(page: str, folder: Path, run: Run = in_its_own_process) -> str:
    """Do what a page says in a folder; give the page with what the commands print now."""
    return _BLOCK.sub(lambda block: _step(block, folder, run), page)


def _step(block: re.Match[str], folder: Path, run: Run) -> str:
    kind, file, text = block["kind"], block["file"], block["text"]
    if kind == "console":
        return f"```console\n{''.join(_session(text, folder, run))}```"
    if file is not None and kind == "diff":
        _change(folder / file, text)
    elif file is not None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        with (folder / file).open("a", encoding="utf-8") as written:
            written.write(text)
    return block[0]


def _change(file: Path, diff: str) -> None:
    """Replace the old lines of a change by the new ones; they must stand in the file just once."""
    lines = diff.splitlines(keepends=True)
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"these lines stand {text.count(old)} times in {file.name}:\n{old}"
    file.write_text(text.replace(old, new), "utf-8")


def _session(text: str, folder: Path, run: Run) -> Iterator[str]:
    """Each command of a block with what it prints; as the page has it, where that only leaves lines out."""
    for command in _COMMAND.finditer(text):
        printed = _printed(command["words"], folder, run)
        shown = command["shown"]
        yield f"$ {command['words']}\n{shown if _is_cut_from(shown, printed) else printed}"


def _is_cut_from(shown: str, printed: str) -> bool:
    """Whether the lines that are shown are printed in their order, with some in the place of each `…`."""
    lines = shown.splitlines(keepends=True)
    pattern = "".join(r"(?:.*\n)+" if line == LEFT_OUT else re.escape(line) for line in lines)
    return LEFT_OUT in lines and re.fullmatch(pattern, printed) is not None


def _printed(words: str, folder: Path, run: Run) -> str:
    named, *arguments = shlex.split(words)
    assert named == "upheld", f"the page runs {named}"
    return run(arguments, folder)
