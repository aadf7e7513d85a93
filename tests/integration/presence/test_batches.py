"""Batches of rows in the documented shapes: each row accepted, known already, or put aside with its reason."""

import io
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sizao.ground.presence import actions, queries, rules
from sizao.ground.presence.errors import ColumnMissing, FileUnreadable
from sizao.ground.presence.models import Visit
from sizao.ground.presence.types import NewVisit, QuarantineReason, RowShape, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.traceback.visits import EvidenceGrade

YIXING = areas.parse("320282")
pytestmark = pytest.mark.django_db


@pytest.fixture
def market(by, at):
    place = NewPlace(words=Words("万石农贸市场", "Wanshi market"), kind=PlaceKind.MARKET, area=areas.parse("320282104"))
    return registry.add_place(place=place, by=by, at=at)


@pytest.fixture
def people(by, at):
    return registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 3, by=by, at=at)


def rows(*given, names=("person", "place", "start", "until", "source")):
    return pa.table({name: [str(row[at]) for row in given] for at, name in enumerate(names)})


def test_every_row_is_accepted_known_or_put_aside_with_its_reason(by, at, market, people):
    one, two, three = people
    given = rows(
        (one, market, "2021-12-10 09:00", "2021-12-10 24:00", "hotel"),
        (one, market, "2021-12-10T09:00", "2021-12-11 00:00:00", "hotel"),
        (two, market, "2021-12-10 10:00", "2021-12-10 09:00", "hotel"),
        (two, market, "2021-12-10 10:00", "2021-12-10 10:00", "hotel"),
        (two, 999_999_999, "2021-12-10 10:00", "2021-12-10 11:00", "hotel"),
        ("somebody", market, "2021-12-10 10:00", "2021-12-10 11:00", "hotel"),
        (two, market, "never", "2021-12-10 11:00", "hotel"),
        (two, market, "2022-01-10 10:00", "2022-01-10 11:00", "hotel"),
        (two, market, "1990-12-10 10:00", "1990-12-10 11:00", "hotel"),
        (two, market, "2021-06-10 10:00", "2021-12-10 11:00", "hotel"),
        (two, market, "2021-12-10 10:00", "2021-12-10 11:00", "rumour"),
        (three, market, "2021-12-10T02:00:00+00:00", "2021-12-10 11:00:30", "venue_scan"),
    )
    receipt = actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at)
    assert receipt.is_whole
    assert (receipt.declared, receipt.accepted, receipt.duplicates, receipt.midnights) == (12, 2, 1, 1)
    assert receipt.lines == (
        (2, "duplicate"), (3, "ends_first"), (4, "no_length"), (5, "place_unknown"), (6, "person_unknown"),
        (7, "bad_time"), (8, "future"), (9, "too_old"), (10, "too_long"), (11, "unknown_word"),
    )  # fmt: skip
    stored = {row.person: row.facts() for row in Visit.objects.all()}
    assert stored[one].until == datetime(2021, 12, 10, 16, tzinfo=UTC)
    assert (stored[one].grade, stored[three].grade) == (EvidenceGrade.RECORDED, EvidenceGrade.CLAIMED)
    assert stored[three].start == datetime(2021, 12, 10, 2, tzinfo=UTC)
    assert sum(number for _, number in queries.quarantined_by_reason()) == 9


def test_the_same_batch_again_is_all_duplicates(by, at, market, people):
    given = rows(*((person, market, "2021-12-10 09:00", "2021-12-10 10:00", "hotel") for person in people))
    assert actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at).accepted == 3
    again = actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at)
    assert (again.accepted, again.duplicates) == (0, 3)
    actions.seal_days(at=at + timedelta(days=3))
    assert Visit.objects.count() == 0
    assert actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at).duplicates == 3


def test_a_batch_and_single_visits_give_a_visit_the_same_number(by, at, market, people):
    given = rows((people[0], market, "2021-12-10 09:00", "2021-12-10 10:00:07", "hotel"))
    actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at)
    single = NewVisit(
        person_id=people[0], place_id=market, start="2021-12-10 09:00", until="2021-12-10 10:00:07",
        source=VisitSource.HOTEL,
    )  # fmt: skip
    assert actions.record_visits(visits=[single], by=by, at=at).known == 1
    start, until = (rules.moment(each) for each in (single.start, single.until))
    assert Visit.objects.get().id == rules.visit_id(rules.visit_of(single, start, until))


def test_a_checkpoint_sends_passages_and_a_hotel_nights(by, at, market, people):
    passage = pa.table({"旅客编号": [people[0]], "卡口": [market], "通过时间": ["2021-12-10 09:00"], "车道": ["3"]})
    actions.receive_batch(rows=passage, shape=RowShape.CHECKPOINT, by=by, at=at)
    night = pa.table({
        "guest": [people[1]], "hotel": [market], "check_in": ["2021-12-09 18:00"], "check_out": ["2021-12-10 08:00"],
        "room": ["1208"],
    })  # fmt: skip
    actions.receive_batch(rows=night, shape=RowShape.HOTEL, by=by, at=at)
    stored = {row.person: row.facts() for row in Visit.objects.all()}
    first, second = stored[people[0]], stored[people[1]]
    assert (first.source, first.zone, first.until - first.start) == (VisitSource.CHECKPOINT, "3", timedelta(minutes=1))
    assert (second.source, second.zone, second.until - second.start) == (VisitSource.HOTEL, "1208", timedelta(hours=14))


def test_a_batch_is_found_by_its_own_name_and_by_its_number(market, people, signed_in):
    browser, sent = signed_in("data_officer"), {}
    for name in ("高铁站 12-10.csv", "airport_gate_3.csv"):
        body = f"person,place,passed_at\n{people[0]},{market},2021-12-10 09:00\n"
        path = "/api/v1/presence/batches/file?" + urlencode({"shape": "checkpoint", "filename": name})
        sent[name] = browser.post(path, body, content_type="application/octet-stream").json()["id"]

    def found(name):
        return {each["filename"] for each in browser.get("/api/v1/presence/batches", {"name": name}).json()}

    assert found("") == set(sent)
    assert found("高铁站") == {"高铁站 12-10.csv"}
    assert found("GATE_3") == {"airport_gate_3.csv"}
    assert found("gate%") == set()
    number = sent["airport_gate_3.csv"]
    for written in (number, number.replace("-", "").upper()):
        assert found(written) == {"airport_gate_3.csv"}
    assert found(number[:2]) == set(sent), "the beginning of a number is enough"
    shown = browser.get("/presence/batches/", {"q": "高铁站"})
    assert shown.context["listing"].total == 1
    assert "高铁站 12-10.csv" in shown.content.decode()


@pytest.mark.parametrize("kind", ["csv", "gb18030", "parquet"])
def test_a_file_is_read_whatever_way_it_was_written(by, at, market, people, kind):
    text = f"人员编号,场所编号,开始时间,结束时间,区域\n{people[0]},{market},2021-12-10 09:00,2021-12-10 10:00,二楼\n"
    if kind == "parquet":
        sink = io.BytesIO()
        moments = [datetime(2021, 12, 10, 9), datetime(2021, 12, 10, 10)]
        columns = {
            "person": [people[0]],
            "place": [market],
            "start": moments[:1],
            "until": moments[1:],
            "zone": ["二楼"],
        }
        pq.write_table(pa.table(columns), sink)
        content = sink.getvalue()
    else:
        content = text.encode("utf-8-sig" if kind == "csv" else kind)
    given = actions.read_file(content, f"visits.{kind}")
    assert actions.receive_batch(rows=given, shape=RowShape.VISITS, by=by, at=at).accepted == 1
    stored = Visit.objects.get().facts()
    assert (stored.zone, stored.start) == ("二楼", datetime(2021, 12, 10, 1, tzinfo=UTC))


def test_a_file_without_a_needed_column_and_one_that_is_none_are_refused(by, at):
    with pytest.raises(ColumnMissing):
        actions.receive_batch(rows=pa.table({"person": [1]}), shape=RowShape.VISITS, by=by, at=at)
    with pytest.raises(FileUnreadable):
        actions.read_file(b"\x00\x01\xff\xfe\x80", "picture.png")


def test_rows_are_judged_together_as_one_by_one(by, at, market, people):
    """The two ways in agree on every nastiness of a time."""
    times = ("2021-12-10 09:00", "2021-12-10 24:00", "2021-12-10 24:00:00", "2021-12-10 24:61", "", "2021/12/10 09:00",
             "2021-12-10T09:00:00Z", "2021-12-10 09:00:00.5", "1999-01-01 00:00", "2021-12-13 09:00", "2021-02-30 09:00")  # fmt: skip
    for start in times:
        for until in times:
            single = NewVisit(person_id=people[0], place_id=market, start=start, until=until, source=VisitSource.HOTEL)
            begin, end = rules.moment(start), rules.moment(until)
            expected = rules.flaw(single, begin, end, place_is_known=True, as_of=at)
            if "/" in start + until:
                continue
            given = rules.canonical(rows((people[0], market, start, until, "hotel")), RowShape.VISITS)
            screened = rules.screen(given, RowShape.VISITS, pa.array([market]).to_numpy(), at)
            assert [reason for _, reason in screened.flaws] == ([expected] if expected else []), (start, until)
            if not expected:
                assert screened.visits["until"][0].as_py() == end


def test_reasons_have_words_in_both_languages():
    assert all(each.words.zh and each.words.en for each in QuarantineReason)
