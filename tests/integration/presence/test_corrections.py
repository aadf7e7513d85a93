"""A corrected record: one visit of it is seen at any moment, in the tail, in the lake, and while it moves between them."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import connection

from sizao.ground.presence import actions, queries
from sizao.ground.presence.models import Record, Replacement, Visit
from sizao.ground.presence.queries import tail
from sizao.ground.presence.queries.lake import steady
from sizao.ground.presence.types import RowShape, SealKind
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.traceback.index import store
from sizao.traceback.lake import Lake

YIXING = areas.parse("320282")
DAY = datetime(2021, 12, 1, tzinfo=UTC)
NOW = DAY + timedelta(days=10)
HOUR = timedelta(hours=1)


class Feed:
    """A hotel that numbers its records."""

    def __init__(self, people=8, places=6):
        self.by = Actor.system("hotel")
        with scope.acting(self.by):
            self.people = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * people, by=self.by, at=NOW)
            named = [Words(f"酒店{number}", f"Hotel {number}") for number in range(places)]
            self.places = registry.add_places(
                places=[NewPlace(words=words, kind=PlaceKind.MARKET, area=YIXING) for words in named],
                by=self.by, at=NOW,
            )  # fmt: skip

    def send(self, *rows, feed="", **more):
        """Rows of record, person, place, first hour, last hour; more columns by name."""
        columns = {
            "record": [row[0] for row in rows], "person": [str(self.people[row[1]]) for row in rows],
            "place": [str(self.places[row[2]]) for row in rows],
            "start": [(DAY + row[3] * HOUR).isoformat() for row in rows],
            "until": [(DAY + row[4] * HOUR).isoformat() for row in rows], **more,
        }  # fmt: skip
        table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
        with scope.acting(self.by):
            return actions.receive_batch(rows=table, shape=RowShape.VISITS, by=self.by, at=NOW, feed=feed)

    def seen(self):
        """Person, place and start of every visit on record, in a few words."""
        with scope.acting(self.by):
            rows = queries.visits_at(self.places, DAY - timedelta(days=1), DAY + timedelta(days=20)).to_pylist()
        return sorted(
            (self.people.index(row["person"]), self.places.index(row["place"]), (row["start"] - DAY) // HOUR)
            for row in rows
        )


@pytest.fixture
def feed(transactional_db):
    return Feed()


def seal(days=1):
    return actions.seal_days(at=DAY + timedelta(days=days, hours=1), closes_after=HOUR)


pytestmark = [pytest.mark.django_db(transaction=True)]


def test_a_correction_in_the_tail_is_in_force_at_once(feed):
    feed.send(("17", 0, 0, 9, 11), ("18", 1, 0, 9, 11))
    done = feed.send(("17", 0, 3, 9, 11))
    assert (done.accepted, done.corrected, done.duplicates) == (1, 1, 0)
    assert feed.seen() == [(0, 3, 9), (1, 0, 9)]


def test_a_correction_of_a_sealed_visit_waits_for_a_generation_and_none_sees_both(feed):
    feed.send(("17", 0, 0, 9, 30), ("18", 1, 0, 9, 11))
    seal(2)
    before = feed.seen()
    done = feed.send(("17", 0, 3, 10, 12))
    assert (done.accepted, done.corrected) == (1, 1)
    assert feed.seen() == before, "the sealed visit counts until the generation is in force"
    assert actions.apply_corrections(at=NOW) == 1
    assert feed.seen() == [(0, 3, 10), (1, 0, 9)]
    assert actions.apply_corrections(at=NOW) == 0
    with scope.acting(feed.by):
        known = queries.standing()
        assert (known.kind, known.deleted) == (SealKind.CORRECT, 2), "it lay over midnight, in two pieces"
        lake = Lake(queries.root() / known.folder)
        assert (Replacement.objects.count(), Visit.objects.count()) == (0, 1)
    assert [(each["went"], each["came"]) for each in lake.corrections] == [(2, 0)]
    assert (lake.verify(), store.verify(lake)) == ([], [])
    assert feed.people[0] not in pq.read_table(lake.files("by_place")[0])["person"].to_pylist()
    seal(3)
    assert feed.seen() == [(0, 3, 10), (1, 0, 9)]


def test_the_last_word_counts_when_a_correction_is_corrected_before_it_is_in_force(feed):
    feed.send(("17", 0, 0, 9, 11))
    seal()
    feed.send(("17", 0, 3, 9, 11))
    feed.send(("17", 0, 4, 9, 11))
    actions.apply_corrections(at=NOW)
    assert feed.seen() == [(0, 4, 9)]
    feed.send(("17", 0, 5, 9, 11))
    feed.send(("17", 0, 4, 9, 11))
    actions.apply_corrections(at=NOW)
    assert feed.seen() == [(0, 4, 9)], "the source went back to what was on record"


def test_a_new_number_may_supersede_an_old_one_which_never_comes_back(feed):
    feed.send(("17", 0, 0, 9, 11))
    seal()
    done = feed.send(("18", 0, 3, 9, 11), supersedes=["17"])
    assert done.corrected == 1
    actions.apply_corrections(at=NOW)
    assert feed.seen() == [(0, 3, 9)]
    again = feed.send(("17", 0, 0, 9, 11))
    assert (again.accepted, again.duplicates) == (0, 1)
    assert feed.seen() == [(0, 3, 9)]


def test_two_records_that_change_places_lose_nothing(feed):
    feed.send(("17", 0, 0, 9, 11), ("18", 0, 1, 12, 13))
    seal()
    feed.send(("17", 0, 1, 12, 13), ("18", 0, 0, 9, 11))
    actions.apply_corrections(at=NOW)
    assert feed.seen() == [(0, 0, 9), (0, 1, 12)]


@pytest.mark.parametrize("sealed", [False, True])
def test_a_visit_that_another_record_stands_for_too_stays(feed, sealed):
    feed.send(("17", 0, 0, 9, 11))
    feed.send(("900", 0, 0, 9, 11), feed="another hotel's list")
    if sealed:
        seal()
    feed.send(("17", 0, 3, 9, 11))
    actions.apply_corrections(at=NOW)
    assert feed.seen() == [(0, 0, 9), (0, 3, 9)]


def test_the_same_number_of_another_feed_is_another_record(feed):
    feed.send(("17", 0, 0, 9, 11))
    assert feed.send(("17", 1, 3, 9, 11), feed="north house").corrected == 0
    assert feed.seen() == [(0, 0, 9), (1, 3, 9)]


def test_a_correction_that_cannot_be_right_is_put_aside_and_the_old_visit_stays(feed):
    feed.send(("17", 0, 0, 9, 11))
    done = feed.send(("17", 0, 3, 11, 9))
    assert (sum(done.quarantined.values()), done.corrected) == (1, 0)
    assert feed.seen() == [(0, 0, 9)]


def test_what_is_forgotten_leaves_no_record_behind(feed):
    feed.send(("17", 0, 0, 9, 11), ("18", 1, 0, 9, 11))
    seal()
    feed.send(("17", 0, 3, 9, 11))
    actions.forget_persons(person_ids=[feed.people[0]], at=NOW)
    with scope.acting(feed.by):
        assert list(Record.objects.values_list("person", flat=True)) == [feed.people[1]]
        assert not Replacement.objects.exists()
    actions.expire(at=NOW + timedelta(days=400))
    with scope.acting(feed.by):
        assert not Record.objects.exists()
    assert feed.seen() == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_every_record_is_seen_once_while_it_is_corrected_and_sealed(feed, seed):
    """Readers in two threads; each visit's hour tells its record, its place how often that was corrected."""
    chance, records = random.Random(seed), range(40)
    versions = dict.fromkeys(records, 0)

    def row(record):
        hour = record * 3
        return (str(record), record % 8, versions[record] % 6, hour, hour + 2)

    feed.send(*(row(record) for record in records))
    done = Event()

    def read():
        rounds = 0
        while not done.is_set() or rounds < 2:
            hours = [start for _person, _place, start in feed.seen()]
            assert sorted(hours) == [record * 3 for record in records]
            rounds += 1
        connection.close()
        return rounds

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for step in range(12):
                changed = chance.sample(records, 6)
                for record in changed:
                    versions[record] += chance.choice((1, 2))
                feed.send(*(row(record) for record in changed))
                if step % 2:
                    seal(step // 2 + 1)
                if step % 3 == 2:
                    actions.apply_corrections(at=NOW)
            actions.apply_corrections(at=NOW)
        finally:
            done.set()
        assert min(each.result() for each in readers) >= 2
    expected = sorted((record % 8, versions[record] % 6, record * 3) for record in records)
    assert feed.seen() == expected
    seal(9)
    assert feed.seen() == expected


def test_a_reader_that_a_correction_overtakes_between_two_statements_asks_again(feed):
    """Else one answer could hold the visit by its first statement, and the correction by its second."""
    feed.send(("17", 0, 0, 9, 11))
    period, seen = (DAY, DAY + timedelta(days=1)), []

    def correct():
        feed.send(("17", 0, 3, 9, 11))
        connection.close()

    def ask(_known):
        at_first = tail.tail_of([feed.people[0]], *period)["place"].to_pylist()
        if not seen:
            with ThreadPoolExecutor(1) as pool:
                pool.submit(correct).result()
        seen.append((at_first, tail.tail_of([feed.people[0]], *period)["place"].to_pylist()))
        return seen[-1]

    with scope.acting(feed.by):
        assert steady(ask) == ([feed.places[3]], [feed.places[3]])
    assert seen[0] == ([feed.places[0]], [feed.places[3]])
