import pytest
from zone_files import FOLDER, NAMES, years

from upheld.chrono.instant import HOUR, SECOND
from upheld.chrono.tzif import read_tzif
from upheld.chrono.zone import zone_from_tzif
from upheld.errors import TimeError

LONDON = (FOLDER / "Europe/London").read_bytes()


def test_every_file_of_the_database_reads():
    histories = {name: read_tzif((FOLDER / name).read_bytes()) for name in NAMES}
    assert all(len(each.changes) == len(each.offsets) for each in histories.values())
    assert all(each.rule is not None for each in histories.values())


def test_history_and_rule():
    london = read_tzif(LONDON)
    assert london.before == -75 * SECOND
    assert london.rule.standard == 0
    assert london.rule.summer == HOUR
    assert list(london.changes) == sorted(london.changes)


def test_a_file_without_a_rule_leaves_the_last_offset_standing():
    cut = LONDON[: LONDON[:-1].rindex(b"\n") + 1] + b"\n"
    zone = zone_from_tzif("Europe/London", cut, years(2100, 2101))
    assert read_tzif(cut).rule is None
    assert zone.offsets == (read_tzif(LONDON).offsets[-1],)


@pytest.mark.parametrize("length", [0, 4, 43, 44, 500, len(LONDON) - 40, len(LONDON) - 1])
def test_a_file_cut_short_is_refused(length):
    with pytest.raises(TimeError, match=r"end early|not a TZif file"):
        read_tzif(LONDON[:length])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG" + bytes(60), "not a TZif file"),
        (LONDON[:4] + b"\0" + LONDON[5:], "version 2 or later"),
        (LONDON[:-1].rsplit(b"\n", 1)[0] + b"\nGMT0BST,M3.5.0/1\n", "not a POSIX TZ rule"),
        (LONDON[:-1].rsplit(b"\n", 1)[0] + b"\n\xff\xfe\n", "not a POSIX TZ rule"),
    ],
)
def test_another_format_is_refused(data, says):
    with pytest.raises(TimeError, match=says):
        read_tzif(data)


def test_the_zone_is_named_where_its_file_is_refused():
    with pytest.raises(TimeError, match="zone Europe/Atlantis: the time-zone data"):
        zone_from_tzif("Europe/Atlantis", b"", years(2026, 2026))


def tzif(*, kinds, changes=(), leaps=0, rule=b"UTC0"):
    """A file made by hand: kinds as (seconds, letters), changes as (instant, kind)."""
    empty = b"TZif2" + bytes(15) + bytes(24)
    counts = [0, 0, leaps, len(changes), len(kinds), 4]
    header = b"TZif2" + bytes(15) + b"".join(count.to_bytes(4, "big") for count in counts)
    block = b"".join(at.to_bytes(8, "big", signed=True) for at, _ in changes)
    block += bytes(kind for _, kind in changes)
    block += b"".join(seconds.to_bytes(4, "big", signed=True) + b"\0\0" for seconds in kinds)
    return empty + header + block + b"LMT\0" + bytes(12 * leaps) + b"\n" + rule + b"\n"


def test_a_file_made_by_hand_reads():
    history = read_tzif(tzif(kinds=[0, 3600], changes=[(5, 1), (9, 0)]))
    assert history.changes == (5 * SECOND, 9 * SECOND)
    assert history.offsets == (HOUR, 0)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (tzif(kinds=[0], leaps=1), "leap seconds"),
        (tzif(kinds=[0], changes=[(5, 1)]), "don't define"),
        (tzif(kinds=[]), "don't define"),
    ],
)
def test_data_that_make_no_zone_are_refused(data, says):
    with pytest.raises(TimeError, match=says):
        read_tzif(data)


def test_a_rule_alone_holds_for_all_time():
    zone = zone_from_tzif("made", tzif(kinds=[-18000], rule=b"EST5EDT,M3.2.0,M11.1.0"), years(1800, 1801))
    assert set(zone.offsets) == {-5 * HOUR, -4 * HOUR}
    assert len(zone.starts) == 5


def test_summer_time_all_year_is_one_offset():
    zone = zone_from_tzif("made", tzif(kinds=[-10800], rule=b"XXX3EDT4,0/0,J365/23"), years(2026, 2030))
    assert zone.offsets == (-4 * HOUR,)
