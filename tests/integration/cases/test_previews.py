"""Whom a decision would touch is answered before it is made, by the API as by the pages: counted, and nothing is written."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.ground.command import queries as command
from sizao.kernel.areas import printed
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.measures.zones import actions as zones
from sizao.measures.zones import queries as zone_queries
from sizao.measures.zones.types import NewZone, ZoneState
from sizao.oversight.notices import queries as notices
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions, queries
from sizao.trace.cases.types import Classification, ContactState, NewCase, ProposedContact
from tests.integration.cases.conftest import BINHU, WANSHI, YIXING, incident_id, people

__all__ = ["incident_id", "people"]

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer(signed_in):
    """The API as a work group's lead asks it."""
    browser = signed_in("coordinator", "320282")

    def post(path, body):
        return browser.post(f"{API}{path}", body, content_type="application/json")

    post.get = lambda path: browser.get(f"{API}{path}")
    return post


@pytest.fixture
def proposed(incident_id, people, by, at):
    """Three proposals of Wanshi."""
    wanted = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - timedelta(days=1)) for each in people(3)
    ]
    return actions.propose_contacts(incident_id=incident_id, proposals=wanted, by=by, at=at).contact_ids


def test_a_decision_on_contacts_is_weighed_by_area_and_class_with_what_is_lighter(proposed, officer):
    asked = {"contact_ids": [str(each) for each in proposed] + ["00000000-0000-0000-0000-000000000009"]}
    found = officer("/contact-decisions/preview", {**asked, "step": "approve"}).json()
    assert (found["persons"], found["refused"]) == (3, 1)
    assert found["by_area"] == [{"area": printed(WANSHI), "people": 3}]
    [close] = found["by_class"]
    assert (close["contact_class"], close["people"], close["asks"]) == ("close", 3, "14+7")
    assert close["clause"]["edition_id"].startswith("cn-covid-ed8")
    assert {each["en"] for each in close["lighter"]} >= {"Secondary contact"}
    assert all(each["clause"] is None or each["clause"]["text"] for each in close["lighter"])
    assert {each.status for each in queries.contacts()} == {ContactState.PROPOSED}, "nothing was written"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Centralised quarantine for 7 days, "), ("zh-hans", "密接的密接 (7天集中隔离医学观察, ")],
)
def test_the_page_says_a_lighter_class_in_words(proposed, signed_in, language, said):
    asked = {"picked": [str(each) for each in proposed], "step": "approve", "case": ""}
    browser = signed_in("epidemiologist", language=language)
    assert said in browser.post("/cases/contacts/confirm/", asked).content.decode()


def test_letting_go_is_weighed_too_and_says_how_many_it_would_refuse(proposed, officer, by, at):
    actions.approve_contacts(contact_ids=proposed, by=by, at=at)
    outbox.drain()
    ids = [str(each.id) for each in followup.plans(contact_ids=proposed)]
    released = officer("/plans/release/preview", {"plan_ids": ids, "reason": "期满解除"}).json()
    assert (released["persons"], released["refused"]) == (0, 3), "nobody's days are over"
    broken = officer("/plans/break-off/preview", {"plan_ids": ids, "reason": "判定撤回"}).json()
    assert (broken["persons"], broken["refused"]) == (3, 0)
    assert [(each["contact_class"], each["people"]) for each in broken["by_class"]] == [("close", 3)]
    assert {each.state.value for each in followup.plans(contact_ids=proposed)} == {"active"}


def test_a_judging_again_carries_whom_it_would_touch(proposed, incident_id, officer, by, at):
    actions.approve_contacts(contact_ids=proposed, by=by, at=at)
    found = officer.get(f"/incidents/{incident_id}/rejudgement?edition_id=cn-covid-ed9").json()
    assert found["affected"]["persons"] == len(found["rows"]) == 3
    assert {each["asks"] for each in found["affected"]["by_class"]} == {"7+3"}


def test_an_area_is_weighed_by_who_lives_there(incident_id, people, officer, by, at):
    """A zone, a round, an order and a notice, each with what is lighter; outside one's own area it is refused."""
    residents = people(4)
    people(2, BINHU)
    case = NewCase(person_id=residents[0], area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=6))
    [made] = actions.report_cases(incident_id=incident_id, cases=[case], by=by, at=at)
    actions.classify_case(case_id=made.case_id, to=Classification.CONFIRMED, by=by, at=at)
    new = NewZone(
        kind=ZoneKind.LOCKDOWN, words=Words("小区", "Estate"), area=WANSHI, incident_id=incident_id, reason="有感染者",
        measures=Words("足不出户", "stay at home"),
    )  # fmt: skip
    zone = zones.propose(new=new, by=by, at=at)
    weighed = officer.get(f"/zones/{zone}/preview").json()
    assert weighed["persons"] == 4 and len(weighed["lighter"]) == 2 and weighed["lighter"][0]["clause"]["text"]
    asked = {"incident_id": str(incident_id), "area": printed(YIXING), "name_zh": "首轮"}
    whole = officer("/rounds/preview", asked).json()
    assert whole["persons"] == 4
    [smaller] = whole["lighter"]
    assert smaller["asks"] == "4 人" and "组织实施" in smaller["clause"]["text"], "only the town with the case"
    order = {"area": printed(YIXING), "area_to": printed(WANSHI), "title": "核实", "text": "—"}
    assert officer("/orders/preview", order).json()["persons"] == 4
    zones.declare(zone_id=zone, document="令", by=by, at=at)
    draft = {"incident_id": str(incident_id), "kind": "declare"}
    notice = {"draft": draft, "scope": printed(YIXING), "title_zh": "通告", "body": "正文"}
    said = officer("/notices/preview", notice).json()
    assert (said["persons"], [each["asks"] for each in said["lighter"]]) == (4, ["4 人"])
    assert (screening.rounds(), command.orders(), notices.notices()) == ([], [], [])
    assert zone_queries.zone(zone).state is ZoneState.DECLARED
    for path, body in (("/rounds", asked | {"area": printed(BINHU)}), ("/orders", order | {"area_to": printed(BINHU)}),
                       ("/notices", notice | {"scope": printed(BINHU)})):  # fmt: skip
        assert officer(f"{path}/preview", body).status_code == officer(path, body).status_code >= 400, path
