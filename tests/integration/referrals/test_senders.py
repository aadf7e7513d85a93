"""Lists as hotels and airlines send them: through the page, in their own headings, to the answer or the mark at day's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.ground.registry import queries as registry
from sizao.kernel.areas import Level, parse
from sizao.kernel.documents import synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.measures.referrals import queries
from sizao.measures.referrals.types import Drop, State
from sizao.spine.web.middleware import Problems

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
WANSHI = parse("320282109")
EVENING = datetime(2021, 12, 11, 19, 0, tzinfo=TZ)


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The pages' time is the evening of the eleventh; a test moves it on."""
    held = {"at": EVENING}
    process = Problems.process_view

    def at_that_time(self, request, *arguments):
        request.at = held["at"]
        return process(self, request, *arguments)

    monkeypatch.setattr(Problems, "process_view", at_that_time)
    return held


def person(n, name):
    return name, synthetic_document(900 + n).number, synthetic_phone(9900 + n)


def hand_in(browser, kind, sender, text, encoding):
    body = {
        "kind": kind, "sender": sender, "priority": "today",
        "file": SimpleUploadedFile(f"{kind}.csv", text.encode(encoding), content_type="text/csv"),
    }  # fmt: skip
    answer = browser.post("/referrals/lists/new/", body)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return answer["Location"]


@pytest.fixture
def village(by):
    return registry.areas_at(Level.COMMUNITY, WANSHI)[-1].words.zh


@pytest.fixture
def hotel(village):
    """Two guests, one of them on two rooms."""
    one, two = person(1, "王住客"), person(2, "李住客")
    rows = [
        f"{one[0]},居民身份证,{one[1]},{one[2]},801,2021-12-08 14:00,2021-12-09 11:00,宜兴市万石镇{village}",
        f"{two[0]},居民身份证,{two[1]},{two[2]},802,2021-12-08 15:00,2021-12-10 09:00,和桥镇",
        f"{one[0]},居民身份证,{one[1]},{one[2]},803,2021-12-08 14:00,2021-12-09 11:00,宜兴市万石镇{village}",
    ]
    return "\n".join(["入住人姓名,证件类型,证件号码,手机号码,房间号,入住时间,离店时间,现住址", *rows])


@pytest.fixture
def flight(village):
    """A guest of the hotel and somebody new on one flight."""
    one, three = person(1, "王住客"), person(3, "赵旅客")
    rows = [
        f"MU5233,2021-12-09,{one[0]},{one[1]},{one[2]},12A,宜兴市万石镇{village}",
        f"MU5233,2021-12-09,{three[0]},{three[1]},{three[2]},12B,宜兴市万石镇{village}",
    ]
    return "\n".join(["航班号,航班日期,旅客姓名,证件号,联系方式,座位号,到达后居住地址", *rows])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_hotels_list_is_read_sifted_and_routed(signed_in, hotel, village, encoding):
    browser = signed_in("epidemiologist")
    there = hand_in(browser, "hotel", "宜兴某酒店", hotel, encoding)
    found = queries.requests_of(queries.list_rows().get().pk)
    assert [(each.state, each.drop) for each in found] == [
        (State.ROUTED, None), (State.ROUTED, None), (State.DROPPED, Drop.REPEATED),
    ]  # fmt: skip
    assert [each.since for each in found] == [date(2021, 12, 9), date(2021, 12, 10), date(2021, 12, 9)]
    assert registry.area_names([found[0].area])[found[0].area].zh == village
    text = browser.get(there).content.decode()
    assert "王*" in text and "王住客" not in text


def test_an_airlines_list_knows_whom_the_hotels_list_asked_for(signed_in, hotel, flight):
    browser = signed_in("epidemiologist")
    hand_in(browser, "hotel", "宜兴某酒店", hotel, "utf-8")
    there = hand_in(browser, "airline", "某航空公司", flight, "gb18030")
    first, second = queries.requests_of(there.rstrip("/").rpartition("/")[2])
    assert (first.state, first.drop) == (State.DROPPED, Drop.ASKED) and second.state is State.ROUTED


def test_claimed_and_answered_the_same_evening_it_is_clear_and_what_is_left_is_marked(signed_in, hotel, flight, moment):
    browser, worker = signed_in("epidemiologist"), signed_in("grid_worker")
    first = hand_in(browser, "hotel", "宜兴某酒店", hotel, "utf-8")
    for each in queries.open_requests():
        worker.post("/referrals/claim/", {"picked": [str(each.id)]})
        assert worker.post(f"/referrals/{each.id}/answer/", {"outcome": "cleared", "note": "已核实"}).status_code == 302
    second = hand_in(browser, "airline", "某航空公司", flight, "utf-8")
    moment["at"] = EVENING + timedelta(hours=4)
    assert "Not cleared" not in browser.get(second).content.decode()
    moment["at"] = EVENING + timedelta(hours=6)
    assert "Not cleared" not in browser.get(first).content.decode(), "everybody on it was answered for"
    assert "Not cleared by the day" in browser.get(second).content.decode()
    [left] = queries.open_requests()
    assert "Not cleared by the day" in worker.get(f"/referrals/{left.id}/").content.decode()
    tally = queries.tally(first.rstrip("/").rpartition("/")[2], moment["at"])
    assert (tally.answered, tally.true, tally.precision) == (2, 0, 0)
