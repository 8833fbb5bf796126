"""Bindings: what they say, and every mistake told at once at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest
from evidence_folder import content, evidence_in, problems_in, write

from upheld.chrono.instant import HOUR, parse_instant
from upheld.collect.binding_reader import parse_bindings
from upheld.collect.folder import read_folder
from upheld.evidence.observation import Grain


def _said(text: str) -> list[str]:
    bindings, diagnostics = parse_bindings("bindings.yaml", text.encode())
    assert bindings is None
    return [f"{d.place.line}:{d.place.column} {d.code.label}: {d.message}; {d.remedy}" for d in diagnostics]


WRONG = [
    ("points: {}\n", "1:1 missing-key: the file does not say `bindings`"),
    ("bindings: 2\n", "1:11 unreadable-value: bindings of version `2` are not known; write `bindings: 1`"),
    (
        "bindings: 1\npoint: {}\n",
        "2:1 unknown-key: `point` has no meaning in the file; did you mean `points`?",
    ),
    ("bindings: 1\nbindings: 1\n", "2:1 duplicate-key"),
    ("bindings: 1\nillustration:\n", "2:14 empty-value: `illustration` is empty"),
    ("bindings: 1\nsources: [a]\n", "2:10 wrong-shape"),
    ("bindings: 1\nsources: {a: {grane: state}}\n", "did you mean `grain`?"),
    (
        "bindings: 1\nsources: {a: {grain: stat}}\n",
        "unknown-word: `stat` is no word for the grain; did you mean `state`?",
    ),
    ("bindings: 1\nsources: {a: {hold: 26 ours}}\n", "2:21 unreadable-value"),
    ("bindings: 1\nsources: {a: {hold: 2 business days}}\n", "has no fixed length"),
    ("bindings: 1\nsources: {a: {hold: 0 h}}\n", "a state that holds for no time says nothing"),
    ("bindings: 1\nsources: {a: {zone: Europe/Brussel}}\n", "did you mean `Europe/Brussels`?"),
    ("bindings: 1\nsources: {a: {repeated: first}}\n", "2:25 unknown-word"),
    ("bindings: 1\nsources: {a: {files: [x.csv]}}\n", "2:23 wrong-shape"),
    ("bindings: 1\nsources: {a: {files: []}}\n", "empty-value"),
    ("bindings: 1\nsources: {a: {files: [{file: x.csv}]}}\n", "does not say `table`"),
    (
        "bindings: 1\nsources: {a: {files: [{file: ../x.csv, table: states}]}}\n",
        "`../x.csv` leaves the folder",
    ),
    ("bindings: 1\nsources: {a: {files: [{file: /x.csv, table: states}]}}\n", "`/x.csv` leaves the folder"),
    ("bindings: 1\nsources: {a: {files: [{file: x.csv, table: state}]}}\n", "did you mean `states`?"),
    (
        "bindings: 1\nsources: {a: {files: [{file: x.csv, table: states, fields: {att: t}}]}}\n",
        "2:61 unknown-key: the table has no column `att`; did you mean `at`?",
    ),
    ("bindings: 1\npoints: {p: {source: a}}\n", "2:13 missing-key: point `p` does not say `site`"),
    ("bindings: 1\npoints: {p: [{source: a, site: s}, {source: a, site: s}]}\n", "bound to `s` of `a` twice"),
    (
        "bindings: 1\npoints: {p: [{source: a, site: s}, {source: a, site: s, location: eu}]}\n",
        "bound to `s` of `a` twice",
    ),
    ("bindings: 1\npoints: {p: &x {source: a, site: s}, q: *x}\n", "alias"),
    ("bindings: 1\n\tpoints: {}\n", "tab-indentation"),
    ("- bindings\n", "1:1 wrong-shape"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[text for text, _ in WRONG])
def test_a_mistake_is_told_at_its_place(text: str, said: str) -> None:
    assert any(said in each for each in _said(text))


def test_all_mistakes_are_told_at_once() -> None:
    text = "bindings: 1\nsources:\n  a: {hold: long, zone: Mars}\n"
    text += "points:\n  p: {source: a}\n  q: {site: s, sight: s}\n"
    assert [each.split(":")[0] for each in _said(text)] == ["3", "3", "5", "6", "6"]


def test_with_mistakes_in_the_bindings_there_is_no_evidence(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\npoints: {p: {source: a}}\n")
    reading = read_folder(tmp_path)
    assert reading.evidence is None
    assert [each.code.label for each in reading.diagnostics] == ["missing-key"]


def test_without_bindings_everything_is_unbound(tmp_path: Path) -> None:
    write(
        tmp_path,
        "samples.csv",
        "source,site,at,state\np,s,2026-03-01T00:00:00Z,up\np,s,2026-03-01T00:01:00Z,up\n",
    )
    reading = read_folder(tmp_path)
    assert reading.evidence is not None
    assert reading.evidence.observations == ()
    assert [(each.source, each.site, each.records) for each in reading.unbound] == [("p", "s", 2)]


def test_a_file_of_another_shape_is_mapped(tmp_path: Path) -> None:
    write(
        tmp_path,
        "bindings.yaml",
        """
bindings: 1
sources:
  helpdesk:
    zone: Europe/Brussels
    dates: day first
    files:
      - file: export/tickets.csv
        table: tickets
        fields: {ticket: Ref, opened_at: Opened, channel: Via}
        values: {channel: {mail: e-mail}}
        ignore: [Who, Where]
      - file: log.csv
        table: ticket_events
        fields: {ticket: Ref, at: When, event: What}
        values: {event: {answered: reply}}
        constants: {actor: agent}
""",
    )
    write(tmp_path, "export/tickets.csv", "Ref,Opened,Via,Who,Where\nT-1,29.03.2026 01:30,mail,x,y\n")
    write(tmp_path, "log.csv", "What,When,Ref\nanswered,29/03/2026 03:15:30,T-1\n")
    (ticket,) = evidence_in(tmp_path).tickets
    assert (ticket.source, ticket.number, ticket.channel) == ("helpdesk", "T-1", "e-mail")
    assert [event.at for event in ticket.events] == [
        parse_instant("2026-03-29T00:30:00Z"),
        parse_instant("2026-03-29T01:15:30Z"),
    ]


def test_a_mapped_column_that_is_not_there_and_a_bound_file_that_is_not_there(tmp_path: Path) -> None:
    text = "bindings: 1\nsources:\n  d:\n    files:\n"
    text += "      - {file: x.csv, table: tickets, fields: {channel: Via}}\n"
    write(
        tmp_path,
        "bindings.yaml",
        text + "      - {file: y.csv, table: tickets}\n      - {file: z.xls, table: tickets}\n",
    )
    write(tmp_path, "x.csv", "ticket,opened_at,channel\n")
    write(tmp_path, "z.xls", "")
    endings = "name one that ends in .csv, .csv.gz, .jsonl, .jsonl.gz, .parquet"
    assert problems_in(tmp_path) == [
        f"bindings.yaml:6: the file is bound, but not there: y.csv; {endings}",
        f"bindings.yaml:7: the file is bound, but of no form that can be read: z.xls; {endings}",
        "x.csv:1: the column `Via` is missing; it is mapped to `channel`",
        "x.csv:1: unknown column `channel`; bindings.yaml can map it with `fields` or leave it out with "
        "`ignore`",
    ]


STATES = """source,site,location,at,until,state
up,A,eu,2026-03-01T00:00:00Z,2026-03-01T05:00:00Z,up
up,A,us,2026-03-01T00:00:00Z,2026-03-01T03:00:00Z,down
up,B,,2026-03-01T00:00:00Z,,up
"""


def test_points_take_the_runs_of_their_site_and_location(tmp_path: Path) -> None:
    write(
        tmp_path,
        "bindings.yaml",
        "bindings: 1\npoints:\n  all: {source: up, site: A}\n  eu: {source: up, site: A, location: eu}\n"
        "  both: {source: up, site: A, location: [us, eu]}\n",
    )
    write(tmp_path, "states.csv", STATES)
    reading = read_folder(tmp_path)
    assert reading.evidence is not None
    bound = [(o.point, o.location, o.hold // HOUR, o.identity(0)) for o in reading.evidence.observations]
    assert bound == [
        ("all", "eu", 5, "state:up/A@eu/1772323200000000"),
        ("all", "us", 3, "state:up/A@us/1772323200000000"),
        ("eu", "eu", 5, "state:up/A@eu/1772323200000000"),
        ("both", "eu", 5, "state:up/A@eu/1772323200000000"),
        ("both", "us", 3, "state:up/A@us/1772323200000000"),
    ]
    assert [(each.site, each.records) for each in reading.unbound] == [("B", 1)]


def test_states_without_end_need_a_hold(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\npoints:\n  b: {source: up, site: B}\n")
    write(tmp_path, "states.csv", STATES)
    assert problems_in(tmp_path) == [
        "bindings.yaml:3: `up` records states of `B` without end, and no hold is declared; "
        "say how long a state holds when nothing follows: `up: {hold: 26 h}`"
    ]


def test_a_site_in_both_grains_needs_one_declared(tmp_path: Path) -> None:
    write(tmp_path, "states.csv", STATES)
    write(tmp_path, "samples.csv", "source,site,at,state\nup,A,2026-03-01T00:00:00Z,up\n")
    points = "points:\n  a: {source: up, site: A}\n"
    write(tmp_path, "bindings.yaml", f"bindings: 1\n{points}")
    (said,) = problems_in(tmp_path)
    assert "`A` of `up` stands both in `samples` and in `states`" in said
    write(tmp_path, "bindings.yaml", f"bindings: 1\nsources: {{up: {{grain: sample}}}}\n{points}")
    assert [o.grain for o in evidence_in(tmp_path).observations] == [Grain.SAMPLE]


FLAGGED = [
    ("{source: up, site: C}", "of which there is no record; `up` has 2 other sites"),
    ("{source: upp, site: A}", "did you mean `up`?"),
    ("{source: sentry, site: A}", "there are no records of this source"),
    (
        "{source: up, site: A, location: asia}",
        "from asia, of which there is no record; it was watched from eu, us",
    ),
]


@pytest.mark.parametrize(("binding", "says"), FLAGGED)
def test_a_point_without_evidence_is_there_and_flagged(tmp_path: Path, binding: str, says: str) -> None:
    write(tmp_path, "bindings.yaml", f"bindings: 1\npoints:\n  p: {binding}\n")
    write(tmp_path, "states.csv", STATES)
    evidence = evidence_in(tmp_path)
    (observations,) = evidence.observations
    (flag,) = evidence.flags
    assert (observations.point, len(observations.times)) == ("p", 0)
    assert flag.code == "no-evidence"
    assert says in flag.says


def test_names_are_the_same_however_their_letters_are_composed(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\npoints:\n  p: {source: up, site: Mo\u0308llers}\n")
    write(tmp_path, "samples.csv", "source,site,at,state\nup,M\u00f6llers,2026-03-01T00:00:00Z,up\n")
    assert len(evidence_in(tmp_path).observations[0].times) == 1


def test_sources_keep_to_their_own_clocks_within_one_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        "bindings.yaml",
        "bindings: 1\nsources:\n  a: {zone: Asia/Kathmandu}\n  b: {zone: Europe/London, dates: day first}\n"
        "points:\n  p: [{source: a, site: s}, {source: b, site: s}, {source: c, site: s}]\n",
    )
    write(
        tmp_path,
        "samples.csv",
        "source,site,at,state\na,s,2026-07-01T12:00,up\nb,s,01/07/2026 12:00,up\n"
        "c,s,2026-07-01T12:00:00Z,up\na,s,2026-07-01T12:00:00Z,down\n",
    )
    times = [o.times.tolist() for o in evidence_in(tmp_path).observations]
    noon = parse_instant("2026-07-01T12:00:00Z")
    assert times == [[noon - 5 * HOUR - 45 * HOUR // 60, noon], [noon - HOUR], [noon]]
    write(tmp_path, "samples.csv", "source,site,at,state\na,s,2026-07-01T12:00,up\nc,s,2026-07-01T12:00,up\n")
    (said,) = problems_in(tmp_path)
    assert said.startswith("samples.csv:3: column `at`: `2026-07-01T12:00` names no zone")


@pytest.mark.parametrize(
    ("repeated", "at"),
    [("earlier", "2026-10-25T00:30:00Z"), ("later", "2026-10-25T01:30:00Z"), ("refused", "")],
)
def test_a_local_time_that_came_twice(tmp_path: Path, repeated: str, at: str) -> None:
    head = f"bindings: 1\nsources: {{a: {{zone: Europe/Brussels, repeated: {repeated}}}}}\n"
    write(tmp_path, "bindings.yaml", head + "points:\n  p: {source: a, site: s}\n")
    write(tmp_path, "samples.csv", "source,site,at,state\na,s,2026-10-25T02:30:00,up\n")
    if at:
        assert evidence_in(tmp_path).observations[0].times.tolist() == [parse_instant(at)]
    else:
        assert "came twice in Europe/Brussels" in problems_in(tmp_path)[0]
    write(tmp_path, "samples.csv", "source,site,at,state\na,s,2026-03-29T02:30:00,up\n")
    assert "never came in Europe/Brussels" in problems_in(tmp_path)[0]


def test_the_illustration_goes_into_the_evidence(tmp_path: Path) -> None:
    write(tmp_path, "bindings.yaml", "bindings: 1\nillustration: >-\n  Illustration: made\n  for a test.\n")
    assert evidence_in(tmp_path).illustration == "Illustration: made for a test."
    assert content(evidence_in(tmp_path))[0] == frozenset()
