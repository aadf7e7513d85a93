"""The interview with PostgreSQL: typed without loss, held by one, kept in versions, reviewed by a second person, taken over by the case."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from docx import Document
from docx.shared import Mm

from sizao.ground.command import queries as command
from sizao.ground.command.types import TaskKind
from sizao.kernel.actors import Actor
from sizao.oversight.board.queries import my_work
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.investigation import actions, errors, queries
from sizao.trace.investigation.types import HoldKind, State, VersionKind

pytestmark = pytest.mark.django_db
WHOLE = {
    "discovery_route": "quarantine_testing", "conclusion": "本地务工人员", "onset_at": "12-10 0800", "symptoms": ["fever"],
    "occupation": "工地", "ct_n": "28.5",
}  # fmt: skip


@pytest.fixture
def other():
    return Actor.system("second person")


@pytest.fixture
def interview(case_id, by, at):
    return actions.begin(case_id=case_id, by=by, at=at)


def save(interview, by, at, **more):
    return actions.save_draft(**{"investigation_id": interview, "changes": {}, "by": by, "at": at, **more})


def submitted(interview, by, at, **more):
    save(interview, by, at, changes={**WHOLE, **more})
    return actions.submit(investigation_id=interview, by=by, at=at)


def test_it_begins_with_what_the_case_says_and_with_its_clock(interview, case_id, by, at):
    found = queries.investigation(interview)
    assert found.draft.answers["care"] == "自述无不适" and found.draft.rows[0]["place"] == "工地"
    assert found.due_at == known.case(case_id).reported_at + timedelta(hours=24) and found.holder == by.name
    assert actions.begin(case_id=case_id, by=by, at=at) == interview
    assert queries.of_case(case_id).id == interview and queries.of_case(uuid4()) is None


def test_everything_typed_is_saved_however_unfinished(interview, by, at):
    saved = save(interview, by, at, changes={"onset_at": "gestern", "ct_n": "?"}, rows=[{"start": "9", "place": "x"}])
    found = queries.investigation(interview)
    assert found.draft.answers["onset_at"] == "gestern" and found.draft.rows == ({"start": "9", "place": "x"},)
    assert (saved.serial, found.saved_at) == (1, at)
    read = queries.reading(found, at)
    assert {"onset_at", "ct_n", "conclusion"} <= set(read.notes) and read.rows[0].faults
    save(interview, by, at, changes={"care": "b"})
    assert queries.investigation(interview).draft.rows == found.draft.rows


def test_one_person_holds_the_form_and_another_takes_over_with_a_reason(interview, by, other, at):
    save(interview, by, at, changes={"care": "x"})
    with pytest.raises(errors.HeldByAnother):
        save(interview, other, at, changes={"care": "y"})
    with pytest.raises(errors.HeldByAnother):
        actions.take(investigation_id=interview, by=other, at=at)
    actions.take(investigation_id=interview, by=other, at=at, reason="换班,由我继续通话")
    with pytest.raises(errors.HeldByAnother):
        save(interview, by, at, changes={"care": "z"})
    save(interview, other, at, changes={"care": "y"})
    assert [each.kind for each in queries.holds(interview)] == [HoldKind.TAKEN_OVER, HoldKind.TAKEN]
    [version] = queries.versions(interview)
    assert version.kind is VersionKind.TAKEN_OVER and version.draft.answers["care"] == "x"


def test_a_paused_form_is_nobodys_and_keeps_a_version(interview, by, other, at):
    actions.pause(investigation_id=interview, by=by, at=at)
    with pytest.raises(errors.NotHeld):
        save(interview, by, at, changes={"care": "x"})
    actions.take(investigation_id=interview, by=other, at=at)
    actions.pause(investigation_id=interview, by=other, at=at)
    assert len(queries.versions(interview)) == 1


def test_rows_typed_in_one_window_are_not_overwritten_by_another(interview, by, at):
    first = save(interview, by, at, rows=[{"place": "a"}], window="one", base=0)
    with pytest.raises(errors.OpenElsewhere):
        save(interview, by, at, rows=[{"place": "b"}], window="two", base=0)
    save(interview, by, at, rows=[{"place": "c"}], window="one", base=0)
    save(interview, by, at, rows=[{"place": "d"}], window="two", base=first.serial + 1)
    assert queries.investigation(interview).draft.rows == ({"place": "d"},)


def test_what_is_open_is_named_and_submitting_waits(interview, by, at):
    with pytest.raises(errors.NotWhole) as refused:
        actions.submit(investigation_id=interview, by=by, at=at)
    assert "调查小结" in refused.value.words.zh
    assert submitted(interview, by, at) == 1
    found = queries.investigation(interview)
    assert found.state is State.SUBMITTED and not found.holder
    with pytest.raises(errors.NotEditable):
        actions.take(investigation_id=interview, by=by, at=at)


def test_nobody_reviews_their_own(interview, by, other, at):
    submitted(interview, by, at)
    for act in (actions.approve, actions.send_back):
        with pytest.raises(errors.OwnSubmission):
            act(investigation_id=interview, by=by, at=at, reason="看过了没问题")
    with pytest.raises(errors.ReasonMissing):
        actions.send_back(investigation_id=interview, by=other, at=at, reason="")
    actions.send_back(investigation_id=interview, by=other, at=at, reason="缺同住人员")
    actions.take(investigation_id=interview, by=by, at=at)
    assert submitted(interview, by, at, household="三人") == 2
    actions.approve(investigation_id=interview, by=other, at=at)
    states = [each.state for each in queries.steps(interview)]
    assert states == [State.APPROVED, State.SUBMITTED, State.RETURNED, State.SUBMITTED, State.OPEN]


def test_it_waits_for_whoever_may_review_it_and_goes_back_to_who_wrote_it(interview, by, other, at):
    def waits(reader):
        return [
            [each.id for each in queries.to_review(reader)],
            [each.id for each in queries.to_complete(reader)],
            {each.key for each in my_work(reader, at)} & {"review", "complete"},
        ]

    assert waits(other) == [[], [], set()]
    submitted(interview, by, at)
    assert (waits(by), waits(other)) == ([[], [], set()], [[interview], [], {"review"}])
    actions.send_back(investigation_id=interview, by=other, at=at, reason="缺同住人员")
    assert (waits(by), waits(other)) == ([[], [interview], {"complete"}], [[], [], set()])


def test_the_approved_facts_go_into_the_case_once(interview, case_id, by, other, at):
    outbox.drain()
    rows = [*queries.investigation(interview).draft.rows, {"start": "12-10 1200", "until": "1300", "place": "面馆"}]
    save(interview, by, at, changes=WHOLE, rows=rows)
    actions.submit(investigation_id=interview, by=by, at=at)
    outbox.drain()
    actions.approve(investigation_id=interview, by=other, at=at)
    outbox.drain()
    case = known.case(case_id)
    assert case.onset_at.isoformat() == "2021-12-10T00:00:00+00:00" and case.symptoms == ("fever",)
    assert known.answers(case_id)["occupation"] == "工地" and known.answers(case_id)["ct_n"] == 28.5
    assert [each.place_text for each in known.stays(case_id)] == ["工地", "面馆"]
    assert case.revision == 2
    kinds = {each.kind for each in command.tasks(incident_id=case.incident_id, open_only=True)}
    assert TaskKind.INVESTIGATE not in kinds


def test_a_row_taken_out_is_taken_out_of_the_case(interview, case_id, by, other, at):
    save(interview, by, at, changes=WHOLE, rows=[])
    actions.submit(investigation_id=interview, by=by, at=at)
    actions.approve(investigation_id=interview, by=other, at=at)
    outbox.drain()
    assert known.stays(case_id) == []
    assert all("流调审定" in each.reason for each in known.removed_stays(case_id)) and known.removed_stays(case_id)


def test_a_case_saved_meanwhile_is_not_overwritten(interview, case_id, by, other, at):
    submitted(interview, by, at)
    cases.amend_case(case_id=case_id, changes={"severity": "mild"}, revision=1, by=by, at=at)
    with pytest.raises(errors.CaseMovedOn):
        actions.approve(investigation_id=interview, by=other, at=at)
    actions.send_back(investigation_id=interview, by=other, at=at, reason="病例已被他人修改")
    actions.take(investigation_id=interview, by=by, at=at)
    submitted(interview, by, at)
    actions.approve(investigation_id=interview, by=other, at=at)


def test_what_is_learnt_later_is_added_after_taking_it_up_again(interview, by, other, at):
    submitted(interview, by, at)
    actions.approve(investigation_id=interview, by=other, at=at)
    outbox.drain()
    actions.reopen(investigation_id=interview, by=by, at=at, reason="补充此前行程")
    actions.take(investigation_id=interview, by=by, at=at)
    assert submitted(interview, by, at, travel="无") == 2


def test_other_areas_see_nothing(interview, acting, staff):
    elsewhere = Actor(name="x", area=320211 * 10**13)
    with scope.acting(elsewhere), pytest.raises(errors.InvestigationNotFound):
        queries.investigation(interview)


def _json(browser, address, body):
    return browser.post(address, json.dumps(body), content_type="application/json")


def test_the_page_is_typed_into_by_its_holder_alone(signed_in, case_id, by):
    first, second = signed_in("epidemiologist"), signed_in("epidemiologist", "3202")
    address = first.post(f"/investigation/begin/{case_id}/")["Location"]
    text = first.get(address).content.decode()
    assert (
        "data-interview" in text
        and "Source window" in text
        and "style=" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
    )
    saved = _json(
        first, f"{address}save/", {"changes": {"onset_at": "12-10 0800", "ct_n": "x"}, "window": "w", "base": 0}
    )
    assert saved.status_code == 200 and saved.json()["notes"]["ct_n"] == "A number, please"
    assert "12-10" in saved.json()["pieces"]["windows"] or "Dec" in saved.json()["pieces"]["windows"]
    assert "data-interview" not in second.get(address).content.decode()
    refused = _json(second, f"{address}save/", {"changes": {"care": "x"}})
    assert refused.status_code == 409 and refused.json()["code"] == "investigation.held_by_another"
    assert second.post(f"{address}take/", {"reason": ""}).status_code == 409
    assert second.post(f"{address}take/", {"reason": "夜班由我接手"}).status_code == 302
    assert _json(second, f"{address}save/", {"changes": {"care": "x"}}).status_code == 200
    assert Access.objects.filter(action="investigation.read").exists()


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"changes": []}', '{"rows": 3}', '{"rows": [1]}', '{"base": "x"}', '{"changes": {"a": 1}}']
)
def test_a_broken_body_is_refused(signed_in, case_id, body):
    browser = signed_in("epidemiologist")
    address = browser.post(f"/investigation/begin/{case_id}/")["Location"]
    assert browser.post(f"{address}save/", body, content_type="application/json").status_code == 422


def test_the_form_works_without_script(signed_in, case_id, by):
    browser = signed_in("epidemiologist")
    address = browser.post(f"/investigation/begin/{case_id}/")["Location"]
    form = {
        **WHOLE, "whole": "1", "step": "submit", "reported_at": "2021-12-11 15:00", "row-1-start": "12-10 1200",
        "row-1-until": "1300", "row-1-place": "面馆", "row-x-start": "z", "pasted": "1330\t1400\t超市",
    }  # fmt: skip
    answer = browser.post(f"{address}work/", form)
    assert answer.status_code == 302, re.sub(r"<[^>]+>|\s+", " ", answer.content.decode())[-1500:]
    with scope.acting(by):
        found = queries.of_case(case_id)
        assert found.state is State.SUBMITTED and [each["place"] for each in found.draft.rows] == ["面馆", "超市"]
    again = signed_in("coordinator", language="zh-hans")
    page = again.get(address).content.decode()
    assert "审核" in page and "btn-refused" not in page
    assert "btn-refused" in browser.get(address).content.decode()
    assert again.post(f"{address}review/", {"step": "approve"}).status_code == 302
    versions = browser.get(f"{address}versions/?from=1")
    assert versions.status_code == 200 and "Nothing differs" in versions.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens(signed_in, case_id, language):
    browser = signed_in("epidemiologist", language=language)
    assert (
        f'action="/investigation/begin/{case_id}/"'
        in browser.get(f"/investigation/of-case/{case_id}/").content.decode()
    )
    address = browser.post(f"/investigation/begin/{case_id}/")["Location"]
    for page in ("/investigation/", f"/investigation/of-case/{case_id}/", address, f"{address}versions/"):
        assert browser.get(page).status_code == 200
    assert f"/investigation/of-case/{case_id}/" in browser.get(f"/cases/{case_id}/").content.decode()
    assert browser.get("/investigation/places/?q=x").json() == {"places": []}
    pasted = browser.post("/investigation/paste/", "12-09 0800\t0900\t面馆", content_type="text/plain").json()
    assert pasted["rows"][0]["place"] == "面馆"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_official_report_is_a_word_document_with_its_limit(signed_in, case_id, by, at, language):
    browser = signed_in("epidemiologist", language=language)
    address = browser.post(f"/investigation/begin/{case_id}/")["Location"]
    answer = browser.get(f"{address}report/")
    document = Document(BytesIO(answer.content))
    assert abs(document.sections[0].left_margin - Mm(28)) < Mm(1)
    said = "\n".join(each.text for each in document.paragraphs)
    assert ("报告后 24 小时内" if language == "zh-hans" else "within 24 hours of the report") in said
    assert ("草稿" if language == "zh-hans" else "draft, not reviewed") in said
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "自述无不适" in cells and "工地" in cells
    whole = said + "\n".join(cells)
    assert not re.search(r"[一-鿿]+ / [A-Za-z]", whole), "a clause stands in the paper's own language"
    assert all(table.columns[0].width < Mm(46) for table in document.tables), "the grid holds the widths"
    headings = [each for each in document.paragraphs if re.match(r"1\. |一、", each.text)]
    assert headings and all(each.paragraph_format.keep_with_next for each in headings), "no heading ends a page"
    assert browser.get(f"{address}report/?version=9").status_code == 404


def test_the_report_names_a_train_once(interview, by, at):
    ride = {"start": "12-10 0900", "until": "12-10 1000", "place": "G590 次列车", "vehicle": "G590", "seat": "5车8A"}
    bus = {"start": "12-10 1100", "until": "12-10 1200", "place": "客车", "vehicle": "苏B01"}
    save(interview, by, at, rows=[ride, bus])
    paper = Document(BytesIO(queries.as_word(interview, "zh", at)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert "G590 次列车 5车8A" in cells and "客车 苏B01" in cells


def test_the_api_goes_the_whole_way(signed_in, case_id):
    browser = signed_in("epidemiologist")
    made = _json(browser, f"/api/v1/cases/{case_id}/investigation", {})
    assert made.status_code == 201 and made.json()["rows"][0]["place"] == "工地"
    address = f"/api/v1/investigations/{made.json()['id']}"
    body = json.dumps({"changes": {**WHOLE, "ct_n": "x"}})
    typed = browser.patch(f"{address}/draft", body, content_type="application/json")
    assert typed.json()["notes"]["ct_n"]["en"] == "A number, please"
    assert _json(browser, f"{address}/submission", {}).status_code == 409
    assert browser.delete(f"{address}/hold").json()["holder"] == ""
    assert _json(browser, f"{address}/hold", {}).json()["holder"]
    browser.patch(f"{address}/draft", json.dumps({"changes": {"ct_n": "28"}}), content_type="application/json")
    assert _json(browser, f"{address}/submission", {}).json()["state"] == "submitted"
    assert _json(browser, f"{address}/review", {"step": "approve"}).status_code == 409
    second = signed_in("coordinator")
    assert _json(second, f"{address}/review", {"step": "approve"}).json()["state"] == "approved"
    bad = browser.patch(f"{address}/draft", json.dumps({"changes": {"x": "y"}}), content_type="application/json")
    assert bad.status_code in (409, 422)


def test_a_lead_is_a_task_of_its_group_until_somebody_says_what_came_of_it(signed_in, case_id, by):
    browser = signed_in("epidemiologist")
    address = browser.post(f"/investigation/begin/{case_id}/")["Location"]
    asked = {"direction": "back", "what": "核查工地周边冷链仓库", "group": "coldchain", "area": "320282104"}
    for bad in ({"direction": "up"}, {"group": "x"}, {"area": "x"}):
        assert browser.post(f"{address}leads/", {**asked, **bad}).status_code == 422
    assert browser.post(f"{address}leads/", {**asked, "what": ""}).status_code == 409
    assert browser.post(f"{address}leads/", asked).status_code == 302
    assert "核查工地周边冷链仓库" in browser.get(address).content.decode()
    with scope.acting(by):
        outbox.drain()
        [lead] = queries.leads(queries.of_case(case_id).id)
        incident = known.case(case_id).incident_id
        titles = [each.title.zh for each in command.tasks(incident_id=incident, open_only=True)]
        assert any(lead.number in each for each in titles)
    answer = {"outcome": "unreached", "note": "仓库已停业,无人"}
    assert browser.post(f"{address}leads/{lead.id}/", answer).status_code == 302
    assert browser.post(f"{address}leads/{lead.id}/", {**answer, "outcome": "ruled_out"}).status_code == 302
    with scope.acting(by):
        outbox.drain()
        assert queries.lead(lead.id).outcome.value == "ruled_out"
        open_now = command.tasks(incident_id=incident, open_only=True)
        assert not any(lead.number in each.title.zh for each in open_now)


def test_the_places_of_the_rows_are_drawn_on_a_map(interview, by, at):
    from sizao.ground.registry import actions as registering
    from sizao.ground.registry import queries as registry
    from sizao.ground.registry.types import NewPlace, PlaceKind
    from sizao.kernel.words import Words
    from tests.integration.cases.conftest import WANSHI

    ids = registering.add_places(
        places=[
            NewPlace(words=Words(name, name), kind=PlaceKind.WORKPLACE, area=WANSHI, longitude=lon, latitude=lon and 31.5)
            for name, lon in (("甲", 119.9), ("乙", 119.95), ("丙", None))
        ],
        by=by, at=at,
    )  # fmt: skip
    numbers = [registry.places([each])[each].number for each in ids]
    rows = [{"start": "12-10 0800", "until": "0900", "place": number} for number in [*numbers, numbers[0]]]
    found = save(interview, by, at, rows=rows).facts
    drawn = queries.map_of(found, queries.reading(found, at))
    assert [(stop.words.zh, stop.numbers) for stop in drawn.stops] == [("甲", "1, 4"), ("乙", "2")]
    assert drawn.missing == 1 and drawn.way.count("L") == 2 and drawn.outlines
    assert 0 < drawn.stops[0].x < drawn.stops[1].x < drawn.width
