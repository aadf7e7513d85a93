"""A notice drafted from objects: every sentence names its object, hand-written lines are marked, links supersede."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.areas import parse
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.zones import actions as zones
from sizao.measures.zones.types import EvidenceKind, NewZone
from sizao.oversight.notices import actions, queries
from sizao.oversight.notices.errors import NobodyToSpeakOf, NothingToSay
from sizao.oversight.notices.types import DraftKind, NewNotice, SourceKind
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact

pytestmark = pytest.mark.django_db
YIXING, WANSHI = parse("320282"), parse("320282109")


@pytest.fixture
def incident(by, at):
    return command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at,
        number="YX-TEST-1",
    )  # fmt: skip


@pytest.fixture
def zone(incident, by, at):
    new = NewZone(
        kind=ZoneKind.LOCKDOWN, words=Words("务工人员宿舍区", "Workers' lodging"), area=WANSHI, incident_id=incident,
        reason="环境阳性", measures=Words("足不出户、服务上门", "stay at home; door-to-door service"),
    )  # fmt: skip
    made = zones.propose(new=new, by=by, at=at)
    zones.declare(zone_id=made, document="通告", by=by, at=at + timedelta(hours=1))
    return made


def notice_of(draft, body=None, **more):
    return NewNotice(
        area=YIXING, scope=YIXING, title=draft.title, body=body or draft.body.zh, body_en=draft.body.en,
        incident_id=draft.incident_id, sentences=draft.sentences, **more,
    )  # fmt: skip


def test_the_facts_of_a_zone_fill_the_sentences_and_each_names_its_object(incident, zone, at):
    draft = queries.draft(DraftKind.DECLARE, incident, [], at + timedelta(hours=2))
    said = [each for each in draft.sentences if each.kind is SourceKind.ZONE]
    assert said[0].words.zh == "自2021年12月11日17时起,务工人员宿舍区为封控区。"
    assert said[0].words.en.startswith("From 17:00 on 11 December 2021, Workers' lodging is a lockdown area")
    assert "足不出户、服务上门" in said[1].words.zh
    assert {each.source_id for each in draft.sentences if each.kind is SourceKind.CONDITION} == {str(zone)}
    assert all(each.source.zh for each in draft.sentences)


def test_the_cohort_is_counted_from_the_ledgers(incident, zone, at):
    draft = queries.draft(DraftKind.SITUATION, incident, [], at + timedelta(hours=2))
    assert {SourceKind.CASES, SourceKind.COHORT, SourceKind.SAMPLES} <= {each.kind for each in draft.sentences}
    assert any("累计感染者0例" in each.words.zh for each in draft.sentences)


def test_without_a_zone_in_the_state_there_is_nothing_to_say(incident, zone, at):
    with pytest.raises(NothingToSay):
        queries.draft(DraftKind.LIFT, incident, [], at + timedelta(hours=2))


def test_an_issued_notice_keeps_its_objects_and_marks_what_was_written_by_hand(incident, zone, by, at):
    draft = queries.draft(DraftKind.DECLARE, incident, [zone], at + timedelta(hours=2))
    body = draft.body.zh.replace(draft.sentences[0].words.zh, "现通告如下。")
    made = queries.notice(actions.issue(new=notice_of(draft, body), by=by, at=at + timedelta(hours=2)))
    assert queries.unsourced(made) == ["现通告如下。"]
    assert {each.source_id for each in made.sentences if each.kind is SourceKind.ZONE} == {str(zone)}


def test_the_notice_of_the_lifting_takes_the_place_of_the_one_that_declared(incident, zone, by, at):
    declared = queries.draft(DraftKind.DECLARE, incident, [], at + timedelta(hours=2))
    first = actions.issue(new=notice_of(declared), by=by, at=at + timedelta(hours=2))
    later = at + timedelta(days=40)
    for kind in EvidenceKind:
        is_test = kind in {EvidenceKind.CONTACTS_NEGATIVE, EvidenceKind.ROUND_NEGATIVE}
        moment = later - timedelta(days=1) if is_test else at
        zones.record_evidence(zone_ids=[zone], kind=kind, moment=moment, note="x", by=by, at=later)
    zones.lift(zone_id=zone, document="解除", by=by, at=later)
    lifted = queries.draft(DraftKind.LIFT, incident, [], later)
    assert lifted.supersedes_id == first
    assert any("解除务工人员宿舍区的封控区管理" in each.words.zh for each in lifted.sentences)
    second = actions.issue(new=notice_of(lifted, supersedes_id=first), by=by, at=later)
    assert queries.notice(first).superseded_by_id == second


def test_a_draft_is_read_mended_and_issued_on_the_page(signed_in, incident, zone):
    browser = signed_in("coordinator", "320282")
    assert browser.get("/notices/draft/").status_code == 200
    address = f"/notices/draft/?incident={incident}&kind=declare&zone={zone}"
    page = browser.get(address).content.decode()
    assert "Workers&#x27; lodging is a lockdown area" in page and f"/zones/{zone}/" in page
    form = {
        "title_zh": "通告",
        "scope": "320282",
        "body": "自2021年12月11日17时起,务工人员宿舍区为封控区。\n自拟一行。",
    }
    first = browser.post(address, form)
    assert first.status_code == 200
    assert queries.notices() == [] and "To hold only where the zones" in first.content.decode()
    answer = browser.post(address, form | {"seen": first.context["stamp"]}, follow=True)
    assert answer.status_code == 200 and "written by hand" in answer.content.decode()
    empty = browser.get(f"/notices/draft/?incident={incident}&kind=lift").content.decode()
    assert "no zone in this state" in empty


def test_the_api_drafts_and_issues(signed_in, incident, zone):
    browser = signed_in("coordinator", "320282")

    def post(path, body):
        return browser.post(f"/api/v1/{path}", body, content_type="application/json")

    asked = {"incident_id": str(incident), "kind": "declare", "zone_ids": [str(zone)]}
    draft = post("notice-drafts", asked).json()
    assert draft["sentences"][1]["kind"] == "zone"
    body = {"draft": asked, "scope": "320282", "title_zh": draft["title_zh"], "body": draft["body"]}
    made = post("notices", body)
    assert made.status_code == 201 and made.json()["number"] == 1
    assert len(made.json()["sentences"]) == len(draft["sentences"])
    wrong = post("notice-drafts", {**asked, "kind": "lift"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "notices.nothing_to_say")


def test_a_notice_on_people_counts_its_cohorts_and_the_next_one_takes_its_place(incident, by, at):
    """People, towns, days of exposure and what is asked, class by class; numbered, and linked to the one before."""
    with pytest.raises(NobodyToSpeakOf):
        queries.draft(DraftKind.COHORT, incident, [], at)
    met, others = at - timedelta(days=2), parse("320282107")
    people = registry.add_persons(
        persons=[NewPerson(area_residence=WANSHI)] * 3 + [NewPerson(area_residence=others)], by=by, at=at
    )
    wanted = [
        ProposedContact(person_id=person, area=area, last_exposure_at=met + timedelta(days=days))
        for person, area, days in zip(people, (WANSHI, WANSHI, WANSHI, others), (0, 0, 1, 1), strict=True)
    ]
    named = cases.propose_contacts(incident_id=incident, proposals=wanted, by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=named[:3], by=by, at=at)
    first = queries.draft(DraftKind.COHORT, incident, [], at + timedelta(hours=2))
    said = [each.words for each in first.sentences if each.kind is SourceKind.COHORT]
    assert said[0].zh == "截至2021年12月11日18时,已判定密切接触者3人,分布在1个镇(街道):万石镇。"
    assert said[0].en.endswith("identified as close contact: 3, living in Wanshi Town.")
    assert said[1].zh == "上述人员最后接触感染者的日期为12月9日至12月10日。"
    [asked] = [each for each in first.sentences if each.kind is SourceKind.EDITION]
    assert "集中隔离医学观察 14 天、居家健康监测 7 天" in asked.words.zh and asked.clause
    old = actions.issue(new=notice_of(first), by=by, at=at + timedelta(hours=2))
    cases.approve_contacts(contact_ids=named[3:], by=by, at=at + timedelta(hours=3))
    second = queries.draft(DraftKind.COHORT, incident, [], at + timedelta(hours=4))
    assert "密切接触者4人,分布在2个镇(街道)" in second.body.zh and second.supersedes_id == old
    assert "2021年第1号通告同时废止" in second.body.zh
    new = actions.issue(new=notice_of(second, supersedes_id=old), by=by, at=at + timedelta(hours=4))
    assert (queries.notice(new).number, queries.notice(old).superseded_by_id) == (2, new)
