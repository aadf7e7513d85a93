"""A letter's lines, the area in an address, and who needs no check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.areas import parse
from sizao.kernel.documents import synthetic_document
from sizao.kernel.editions import library
from sizao.measures.referrals import rules
from sizao.measures.referrals.errors import ClaimedByOther, NoteNeeded, NotOpen, NotPlaced
from sizao.measures.referrals.types import (
    Confidence,
    Drop,
    Known,
    Named,
    Outcome,
    RequestFacts,
    Sparing,
    State,
    Tally,
    Tested,
)

TZ = ZoneInfo("Asia/Shanghai")
AT = datetime(2021, 12, 11, 18, 0, tzinfo=TZ)
WANSHI, HEQIAO = parse("320282109"), parse("320282107")
YUZHUANG, NANCAO, TWIN = parse("320282109201"), parse("320282109202"), parse("320282107203")
NAMES = rules.Gazetteer([
    Named(WANSHI, "万石镇"), Named(HEQIAO, "和桥镇"), Named(YUZHUANG, "余庄村委会"), Named(NANCAO, "南漕村委会"),
    Named(TWIN, "南漕社区"), Named(parse("320282109001"), "万石社区居委会"), Named(parse("320282107204"), "楝聚宾馆", is_place=True),
])  # fmt: skip


@pytest.mark.parametrize(("address", "area", "confidence"), [
    ("宜兴市万石镇余庄村 12 号", YUZHUANG, Confidence.SURE),
    ("万石镇南漕村3组", NANCAO, Confidence.SURE),
    ("和桥镇南漕社区5幢", TWIN, Confidence.SURE),
    ("万石镇万石社区 5 号", parse("320282109001"), Confidence.SURE),
    ("万石镇人民路 5 号", WANSHI, Confidence.TOWN),
    ("余庄村 12 号", YUZHUANG, Confidence.LIKELY),
    ("南漕 3 组", None, Confidence.NONE),
    ("和桥镇某路 1 号", HEQIAO, Confidence.TOWN),
    ("和桥镇楝聚宾馆 302", parse("320282107204"), Confidence.PLACE),
    ("和桥镇余庄村", HEQIAO, Confidence.TOWN),
    ("南京市鼓楼区", None, Confidence.NONE),
    ("", None, Confidence.NONE),
])  # fmt: skip
def test_an_address_is_routed_as_far_as_it_says_and_no_further(address, area, confidence):
    found = NAMES.place(address)
    assert (found.area, found.confidence) == (area, confidence)


def test_a_request_that_was_sent_back_is_not_routed_to_the_same_area_again():
    assert NAMES.place("余庄村 12 号", but=YUZHUANG).area is None


def test_the_lines_of_a_letter_give_persons_and_leave_the_rest():
    document = synthetic_document(5).number
    text = (
        "关于协查密切接触者的函\n宜兴市疫情防控指挥部:\n"
        f"1. 王安例,男,身份证号{document},电话16100000001,现住宜兴市万石镇余庄村8号,2021年12月9日离开\n"
        "2. 姓名:李宁例 电话 16100000002\n此函。\n"
    )
    found = rules.read_letter(text, date(2021, 12, 11))
    assert found.passed_over == 3
    first, second = found.entries
    assert (first.identity.name, first.identity.document_number, first.identity.phone) == (
        "王安例",
        document,
        "16100000001",
    )
    assert "余庄村" in first.identity.address and first.since == date(2021, 12, 9)
    assert (second.identity.name, second.identity.phone) == ("李宁例", "16100000002")


@pytest.mark.parametrize(
    ("received", "said", "since"),
    [
        (date(2021, 12, 11), "12月9日离开", date(2021, 12, 9)), (date(2022, 1, 3), "12月30日离开", date(2021, 12, 30)),
        (date(2021, 12, 11), "2月30日离开", None), (date(2022, 12, 11), "2021年12月9日离开", date(2021, 12, 9)),
        (date(2021, 12, 11), "12月11号入住", date(2021, 12, 11)),
    ],
)  # fmt: skip
def test_a_day_without_a_year_is_the_last_one_before_the_letter_came(received, said, since):
    [found] = rules.read_letter(f"1. 王安例,电话16100000001,{said}", received).entries
    assert found.since == since


EDITION = library().get("cn-covid-ed8")
COVID = Sparing("covid-19", next(each for each in EDITION.regimes if each.key == "close"))
"""Tests on days 1, 4, 7, 14 at the site, then 2 and 7 of seven days at home: the last day is the 21st."""
SINCE = date(2021, 12, 9)


def sampled(day: date, hour: int = 8, *, is_negative: bool = True, disease: str = "covid-19") -> Tested:
    return Tested(datetime(day.year, day.month, day.day, hour, tzinfo=TZ), is_negative, disease)


@pytest.mark.parametrize(("test", "since", "spares"), [
    (sampled(date(2021, 12, 9), 23), SINCE, False),
    (sampled(date(2021, 12, 10)), SINCE, True),
    (sampled(date(2021, 12, 30), 23), SINCE, True),
    (sampled(date(2021, 12, 31)), SINCE, False),
    (sampled(date(2021, 12, 10), disease="h7n9"), SINCE, False),
    (sampled(date(2021, 12, 10), disease=""), SINCE, False),
    (sampled(date(2021, 12, 10), is_negative=False), SINCE, False),
    (sampled(date(2021, 12, 10)), None, False),
])  # fmt: skip
def test_only_a_negative_test_after_the_day_asked_about_for_its_disease_within_the_follow_up_spares(
    test, since, spares
):
    found = rules.drop_of(Known(tests=(test,)), since, COVID)
    assert (found is not None and found[0] is Drop.TESTED) == spares
    if found is not None:
        assert found[1].endswith(f" · {COVID.regime.clause}") and "cn-covid-ed8" in found[1]


def test_the_newest_test_of_the_disease_counts_and_others_neither_help_nor_harm():
    negative, positive = sampled(date(2021, 12, 10)), sampled(date(2021, 12, 12), is_negative=False)
    assert rules.spared_by([negative, positive], SINCE, COVID) is None
    other = sampled(date(2021, 12, 12), is_negative=False, disease="h7n9")
    assert rules.spared_by([negative, other], SINCE, COVID) == negative


def test_a_list_of_no_known_disease_or_of_one_without_tests_spares_nobody_by_a_test():
    assert rules.spared_by([sampled(date(2021, 12, 10))], SINCE, None) is None
    untested = replace(COVID, regime=replace(COVID.regime, phases=()))
    assert rules.spared_by([sampled(date(2021, 12, 10))], SINCE, untested) is None


def test_the_first_reason_counts():
    assert rules.drop_of(Known(True, "C-1", "HC-1"), None, None)[0] is Drop.IS_CASE
    assert rules.drop_of(Known(False, "C-1", "HC-1"), None, None) == (Drop.MANAGED, "C-1")


def test_what_is_known_of_an_earlier_exposure_spares_nobody_a_later_one():
    """Managed for a meeting on the 1st, or answered for a hotel in August: another city's 12th of March is news."""
    old, new = date(2022, 3, 1), date(2022, 3, 12)
    assert rules.drop_of(Known(managed_as="K-1", managed_last=old), new, None) is None
    assert rules.drop_of(Known(managed_as="K-1", managed_last=new), new, None) == (Drop.MANAGED, "K-1")
    assert rules.drop_of(Known(asked_in="HC-1", asked_since=old), new, None) is None
    assert rules.drop_of(Known(asked_in="HC-1", asked_since=new), old, None) == (Drop.ASKED, "HC-1")
    assert rules.drop_of(Known(asked_in="HC-1"), new, None) == (Drop.ASKED, "HC-1"), (
        "it is open: one answer serves both"
    )
    assert rules.repeated([7, 8, 7, 7]) == {2, 3}


def request(state: State, worker: int | None = None) -> RequestFacts:
    return RequestFacts(
        id=uuid4(), list_id=uuid4(), line=1, person_id=1, area=YUZHUANG, state=state, confidence=Confidence.SURE,
        matched="", since=None, drop=None, drop_note="", outcome=None, worker="甲" if worker else "", worker_id=worker,
        received_at=AT, claimed_at=None, answered_at=None,
    )  # fmt: skip


def test_who_may_claim_and_answer():
    assert rules.may_claim(request(State.ROUTED), 1)
    assert rules.may_claim(request(State.CLAIMED, 1), 1)
    for state, worker, error in (
        (State.CLAIMED, 2, ClaimedByOther), (State.ANSWERED, 1, NotOpen), (State.DROPPED, None, NotOpen),
        (State.UNPLACED, None, NotPlaced),
    ):  # fmt: skip
        with pytest.raises(error):
            rules.may_claim(request(state, worker), 1).or_raise()
    with pytest.raises(NoteNeeded):
        rules.may_answer(request(State.CLAIMED, 1), 1, Outcome.LEFT, " ").or_raise()
    assert rules.may_answer(request(State.CLAIMED, 1), 1, Outcome.MANAGED, "")


def test_precision_is_unknown_before_the_first_answer():
    assert Tally(rows=3).precision is None
    assert Tally(rows=3, answered=3, true=2).precision == 66
