"""The lock: a round trip to the byte, and every way in which a lock can't be relied on."""

from __future__ import annotations

from datetime import date

import orjson
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from upheld.agreement.agreement import Agreement, Term
from upheld.agreement.provenance import Place
from upheld.chrono.almanac import Almanac, HolidayRegion, PublicHoliday
from upheld.chrono.hours import BusinessDays, HolidayRule, Holidays, HoursVersion, ServiceHours
from upheld.chrono.instant import DAY, HOUR, MINUTE, SECOND, Instant, Micros, parse_instant
from upheld.chrono.interval import Interval
from upheld.chrono.window import MONDAY_TO_FRIDAY, Window
from upheld.chrono.zone import Zone, fixed_zone
from upheld.collect.almanac import build_almanac
from upheld.errors import LockError
from upheld.language.lock import digest_of, read_lock, require_cover, write_lock
from upheld.language.need import Needs, needs_of

TEXT_DIGEST = digest_of(b"agreement: Example\n")
OFFICE = (Window(MONDAY_TO_FRIDAY, Micros(9 * HOUR), Micros(17 * HOUR)),)


def observing(*regions: HolidayRegion) -> Holidays:
    return Holidays(rules=tuple(HolidayRule(region) for region in regions))


def agreement(
    since: date = date(2025, 1, 1),
    until: date | None = None,
    *,
    zone: str = "Europe/Brussels",
    hours: tuple[ServiceHours, ...] = (),
    business_days: tuple[BusinessDays, ...] = (),
) -> Agreement:
    return Agreement(
        name="Example",
        provider="Example provider",
        version="January 2025",
        in_force=Term(since, until),
        time_zone=zone,
        hours=hours,
        business_days=business_days,
        place=Place("agreement.yaml", 1, 1),
    )


SUPPORT = ServiceHours(
    "support",
    "Europe/London",
    (
        HoursVersion(until=date(2025, 9, 1), windows=OFFICE, holidays=observing(HolidayRegion("GB", "ENG"))),
        HoursVersion(since=date(2025, 9, 1), windows=OFFICE),
    ),
)
WORKING_DAYS = BusinessDays(
    name="working days",
    zone="UTC",
    days=MONDAY_TO_FRIDAY,
    opens=Micros(9 * HOUR),
    closes=Micros(17 * HOUR),
    holidays=observing(HolidayRegion("BE"), HolidayRegion("GB", "ENG")),
)
FULL = agreement(hours=(SUPPORT,), business_days=(WORKING_DAYS,))


def almanac_for(needs: Needs) -> Almanac:
    return build_almanac(needs.zones, needs.regions, needs.first_year, needs.last_year)


ALMANAC = almanac_for(needs_of(FULL))
LOCK = write_lock(FULL, ALMANAC, TEXT_DIGEST)


def test_an_agreement_needs_the_zones_and_regions_of_all_its_calendars() -> None:
    assert needs_of(FULL) == Needs(
        zones=("Europe/Brussels", "Europe/London", "UTC"),
        regions=(HolidayRegion("BE"), HolidayRegion("GB", "ENG")),
        first_year=2024,
        last_year=2035,
    )


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(2025, 1, 1), None, (2024, 2035)),
        (date(2025, 12, 31), None, (2024, 2035)),
        (date(2025, 1, 1), date(2026, 1, 1), (2024, 2027)),
        (date(2025, 3, 1), date(2040, 7, 1), (2024, 2041)),
        (date(1, 1, 1), date(2, 1, 1), (1, 3)),
        (date(9998, 1, 1), None, (9997, 9999)),
    ],
)
def test_the_years_come_from_the_term_alone(since: date, until: date | None, years: tuple[int, int]) -> None:
    needs = needs_of(agreement(since, until))
    assert (needs.first_year, needs.last_year) == years


def test_a_lock_reads_back_as_it_was_made() -> None:
    lock = read_lock(LOCK)
    assert lock.almanac == ALMANAC
    assert (lock.agreement, lock.version, lock.agreement_digest) == ("Example", "January 2025", TEXT_DIGEST)
    assert lock.years == (2024, 2035)
    require_cover(lock, FULL)


def test_the_same_inputs_give_the_same_bytes() -> None:
    again = almanac_for(needs_of(FULL))
    assert write_lock(FULL, again, TEXT_DIGEST) == LOCK


def test_a_lock_can_be_read_in_a_diff() -> None:
    lines = [line.strip() for line in LOCK.decode().splitlines()]
    assert '"2026-07-21 National Day",' in lines
    assert '"2026-03-29T01:00:00Z": "+02:00",' in lines
    assert '"2026-10-25T01:00:00Z": "+01:00",' in lines
    assert f'"sha256": "{TEXT_DIGEST}",' in lines
    assert LOCK.endswith(b"}\n")


REGIONS = st.builds(
    HolidayRegion,
    st.from_regex(r"[A-Z]{2}", fullmatch=True),
    st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12),
)
HOLIDAYS = st.lists(
    st.builds(PublicHoliday, st.dates(), st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
    max_size=6,
    unique=True,
)
INSTANTS = st.integers(parse_instant("1900-01-01T00:00:00Z"), parse_instant("2100-01-01T00:00:00Z")).map(
    Instant
)
OFFSETS = st.integers(-25 * 3600, 25 * 3600).map(lambda seconds: Micros(seconds * SECOND))


@st.composite
def zones(draw: st.DrawFn, name: str) -> Zone:
    start, end = sorted(draw(st.lists(INSTANTS, min_size=2, max_size=2, unique=True)))
    changes = sorted(draw(st.lists(st.tuples(INSTANTS, OFFSETS), max_size=5)))
    return Zone.from_changes(name, Interval(start, end), draw(OFFSETS), changes)


@st.composite
def almanacs(draw: st.DrawFn) -> Almanac:
    names = sorted(
        draw(st.sets(st.sampled_from(["Etc/X", "A/B/C", "Z", "a-b"]), max_size=3)) | {"Europe/Brussels"}
    )
    regions = sorted(draw(st.lists(REGIONS, max_size=3, unique_by=str)), key=str)
    first, last = sorted(draw(st.lists(st.integers(1, 9999), min_size=2, max_size=2)))
    return Almanac(
        zones=tuple(draw(zones(name)) for name in names),
        holidays=tuple((region, tuple(sorted(draw(HOLIDAYS)))) for region in regions),
        span_years=(first, last),
        sources=tuple(
            sorted(draw(st.dictionaries(st.sampled_from(["holidays", "tzdata"]), st.just("1.2"))).items())
        ),
    )


@given(almanacs())
def test_any_almanac_comes_back_from_a_lock(almanac: Almanac) -> None:
    written = write_lock(agreement(), almanac, TEXT_DIGEST)
    assert read_lock(written).almanac == almanac
    assert write_lock(agreement(), read_lock(written).almanac, TEXT_DIGEST) == written


def test_the_digest_of_calendars_is_that_of_their_content_alone() -> None:
    renamed = Almanac(ALMANAC.zones, ALMANAC.holidays, ALMANAC.span_years, (("tzdata", "1999.1"),))
    lock, other = read_lock(LOCK), read_lock(write_lock(FULL, renamed, digest_of(b"edited")))
    assert other.calendars_digest == lock.calendars_digest
    fewer = Almanac(ALMANAC.zones, ALMANAC.holidays, (2025, 2035), ALMANAC.sources)
    assert read_lock(write_lock(FULL, fewer, TEXT_DIGEST)).calendars_digest != lock.calendars_digest


SMALL = write_lock(agreement(), Almanac(zones=(fixed_zone("Europe/Brussels", HOUR),)), TEXT_DIGEST)


@settings(max_examples=300)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_no_changed_byte_goes_unseen(at: int, byte: int) -> None:
    changed = SMALL[:at] + bytes([byte]) + SMALL[at + 1 :]
    try:
        lock = read_lock(changed)
    except LockError as error:
        assert "upheld lock AGREEMENT" in str(error)  # noqa: PT017
    else:  # only white space between the values
        assert lock == read_lock(SMALL)
        assert orjson.loads(changed) == orjson.loads(SMALL)


@given(st.integers(0, len(SMALL) - 3))
def test_a_truncated_lock_is_refused(length: int) -> None:
    with pytest.raises(LockError, match="cut short or damaged"):
        read_lock(SMALL[:length])


@given(st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(orjson.dumps))
def test_no_bytes_fail_in_any_other_way(data: bytes) -> None:
    with pytest.raises(LockError, match="run `upheld lock AGREEMENT`"):
        read_lock(data)


def edited(**changes: object) -> bytes:
    return orjson.dumps({**orjson.loads(LOCK), **changes})


def test_a_holiday_struck_by_hand_is_seen() -> None:
    struck = LOCK.replace(b'        "2026-07-21 National Day",\n', b"")
    assert struck != LOCK
    with pytest.raises(LockError, match="changed after it was written"):
        read_lock(struck)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "cut short or damaged"),
        (b"\xff\xfe", "cut short or damaged"),
        (b"<<<<<<< HEAD\n" + LOCK, "cut short or damaged"),
        (b"[]", "not a lock"),
        (b'{"lockfileVersion": 3}', "not a lock"),
        (edited(upheld_lock=2), "format 2, and this version reads format 1: update Upheld"),
        (edited(upheld_lock="1"), "format '1', and this version reads format 1: run"),
        (edited(upheld_lock=None), "format None"),
        (edited(sha256="0" * 64), "changed after it was written"),
        (edited(sha256=None), "changed after it was written"),
        (edited(agreement={}), "changed after it was written"),
        (edited(calendars_sha256="0" * 64), "changed after it was written"),
        (edited(added=1), "changed after it was written"),
    ],
)
def test_a_lock_that_can_t_be_relied_on_says_why_and_what_to_do(data: bytes, says: str) -> None:
    with pytest.raises(LockError) as refusal:
        read_lock(data)
    assert says in str(refusal.value)
    assert "upheld lock AGREEMENT" in str(refusal.value)


def sealed(document: dict[str, object]) -> bytes:
    """A foreign document with the digest it should have."""
    return orjson.dumps(document | {"sha256": digest_of(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))})


@pytest.mark.parametrize(
    "calendars",
    [
        None,
        {},
        {"years": [2024], "zones": {}, "holidays": {}},
        {"years": [2024, 2025], "zones": {"UTC": {}}, "holidays": {}},
        {"years": [2024, 2025], "zones": {"UTC": {"until": "2026", "offsets": {}}}, "holidays": {}},
        {"years": [2024, 2025], "zones": {}, "holidays": {"BE": ["2026-13-01 No day"]}},
        {
            "years": [2024, 2025],
            "zones": {
                "UTC": {"until": "2026-01-01T00:00:00Z", "offsets": {"2024-01-01T00:00:00Z": "one hour"}}
            },
            "holidays": {},
        },
    ],
)
def test_a_sealed_lock_with_impossible_calendars_is_refused(calendars: object) -> None:
    document = {key: value for key, value in orjson.loads(LOCK).items() if key != "sha256"}
    with pytest.raises(LockError, match="no version of Upheld wrote"):
        read_lock(sealed(document | {"calendars": calendars}))


def test_a_lock_without_what_the_agreement_needs_names_all_of_it() -> None:
    lock = read_lock(write_lock(agreement(), almanac_for(needs_of(agreement())), TEXT_DIGEST))
    longer = agreement(date(2020, 1, 1), date(2050, 1, 1), hours=(SUPPORT,), business_days=(WORKING_DAYS,))
    with pytest.raises(LockError) as refusal:
        require_cover(lock, longer)
    assert str(refusal.value) == (
        "the lock does not cover zone Europe/London, zone UTC, holidays of BE, holidays of GB-ENG, "
        "the years 2019 to 2051 (it has 2024 to 2035), which Example needs: "
        "run `upheld lock AGREEMENT` to write it anew"
    )


def test_a_change_that_touches_no_calendar_leaves_the_lock_good() -> None:
    require_cover(read_lock(LOCK), agreement(date(2025, 6, 1), hours=(SUPPORT,)))


def test_no_lock_is_written_that_would_not_cover_its_agreement() -> None:
    with pytest.raises(LockError, match="does not cover zone Europe/London, zone UTC, holidays of BE"):
        write_lock(FULL, almanac_for(needs_of(agreement())), TEXT_DIGEST)


@given(OFFSETS.filter(lambda offset: offset % MINUTE != 0))
def test_offsets_to_the_second_are_kept(offset: Micros) -> None:
    assume(abs(offset) < 24 * HOUR)
    zone = fixed_zone("Europe/Brussels", offset, Interval(Instant(0), Instant(DAY)))
    assert read_lock(write_lock(agreement(), Almanac(zones=(zone,)), TEXT_DIGEST)).almanac.zones == (zone,)
