"""Two officers on one case: the later one is told what changed meanwhile, and neither loses a word."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from sizao.trace.cases import actions, queries
from sizao.trace.cases.types import Classification, NewCase
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db
FIRST = {
    "revision": "1", "reported_at": "2021-12-11T16:00", "discovery_route": "routine_testing", "import_kind": "domestic",
    "severity": "mild", "outcome": "in_care", "occupation": "工地小工", "source": "集市", "symptoms": ["fever"], "reason": "复核",
}  # fmt: skip
SECOND = {**FIRST, "severity": "severe", "occupation": "", "care": "12月9日自行服药", "symptoms": []}


@pytest.fixture
def case_id(incident_id, people, by, at):
    case = NewCase(
        person_id=people(1)[0], area=WANSHI, reported_at=at, classification=Classification.SUSPECTED,
        form={"source": "集市"},
    )  # fmt: skip
    return actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id


@pytest.fixture
def edit(case_id):
    return f"/cases/{case_id}/edit/"


def hidden(text, name):
    return re.search(f'name="{name}" value="([^"]*)"', text)[1]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Someone saved this case after you opened it"), ("zh-hans", "您打开之后已有人保存过这个病例")],
)
def test_the_later_one_sees_both_and_saves_again_without_a_loss(signed_in, case_id, edit, language, sentence):
    one, other = signed_in("epidemiologist"), signed_in("data_officer", language=language)
    assert one.post(edit, FIRST).status_code == 302
    refused = other.post(edit, SECOND)
    text = refused.content.decode()
    assert refused.status_code == 409 and sentence in text
    assert queries.case(case_id).severity.value == "mild", "nothing is written over"
    assert "12月9日自行服药" in text and 'value="复核"' in text, "what was typed stands in the form"
    assert "工地小工" in text, "and so does what only the other one typed"
    assert hidden(text, "revision") == "2"
    again = {**SECOND, "revision": "2", "occupation": "工地小工", "symptoms": ["fever"]}
    assert other.post(edit, again).status_code == 302
    found = queries.case(case_id)
    assert (found.severity.value, found.symptoms, found.revision) == ("severe", ("fever",), 3)
    assert queries.answers(case_id) == {"source": "集市", "occupation": "工地小工", "care": "12月9日自行服药"}


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Severity: Not yet known → Mild", "Onset: — → 2021-12-09 08:00", "Occupation and workplace")),
        ("zh-hans", ("临床严重程度: 待定 → 轻型", "发病时间: — → 2021-12-09 08:00", "职业与工作单位")),
    ],
)
def test_a_version_is_told_in_words_and_in_the_hours_of_the_house(signed_in, case_id, edit, language, told):
    browser = signed_in("epidemiologist", language=language)
    assert browser.post(edit, {**FIRST, "onset_at": "2021-12-09T08:00"}).status_code == 302
    text = browser.get(f"/cases/{case_id}/").content.decode()
    for each in told:
        assert each in text
    assert "onset_at" not in text and "+00:00 " not in text and "工地小工" not in text


def test_only_what_both_changed_is_marked_as_mine(signed_in, edit):
    one, other = signed_in("epidemiologist"), signed_in("data_officer")
    one.post(edit, FIRST)
    text = other.post(edit, SECOND).content.decode()
    rows = {
        re.search(r'p-title">([^<]+)<', row)[1]: re.findall(r'<(?:strong|span) lang="">([^<]*)<', row)
        for row in re.findall(r"<tr>.*?</tr>", text, re.S)
        if "p-title" in row
    }
    assert rows["Severity"][:3] == ["Not yet known", "Mild", "Severe"]
    assert rows["Symptoms"][:2] == ["—", "Fever"] and "Occupation and workplace" in rows
    assert re.search(r'value="fever"[^>]*checked', text), "the other one's symptom is taken over"


def test_the_forms_own_saving_says_so_and_leaves_the_form_alone(signed_in, case_id, edit):
    one, other = signed_in("epidemiologist"), signed_in("data_officer")
    one.post(edit, FIRST)
    said = other.post(edit, SECOND, headers={"HX-Request": "true"})
    text = said.content.decode()
    assert (said.status_code, said["HX-Retarget"], said["HX-Reswap"]) == (409, "#saved", "outerHTML")
    assert "<form" not in text and hidden(text, "revision") == "1" and "Compare and save again" in text
    assert queries.case(case_id).revision == 2


@pytest.mark.parametrize(("language", "sentence"), [("en", "after you opened it"), ("zh-hans", "已于")])
def test_the_later_decision_is_not_made_on_what_is_no_longer_so(signed_in, case_id, language, sentence):
    one, other = signed_in("epidemiologist"), signed_in("epidemiologist", language=language)
    given = {"to": "not_a_case", "seen": "suspected", "reason": "两次检测阴性"}
    address = f"/cases/{case_id}/classify/"
    assert one.post(address, given).status_code == 302
    late = other.post(address, {**given, "to": "confirmed", "reason": "专家组判定"})
    text = late.content.decode()
    assert late.status_code == 409 and sentence in text and 'value="专家组判定"' in text
    assert hidden(text, "seen") == "not_a_case"
    assert queries.case(case_id).classification is Classification.NOT_A_CASE


def test_the_api_refuses_both_with_a_problem_that_names_the_fields(signed_in, case_id):
    browser = signed_in("epidemiologist")

    def ask(method, address, body):
        answer = browser.generic(method, address, json.dumps(body), content_type="application/json")
        return answer.status_code, json.loads(answer.content)

    amend = f"/api/v1/cases/{case_id}"
    assert ask("PATCH", amend, {"revision": 1, "severity": "mild", "reason": "复核"})[0] == 200
    status, said = ask("PATCH", amend, {"revision": 1, "severity": "severe", "reason": "复核"})
    assert (status, said["code"], said["fields"]["changed"]) == (409, "cases.case_changed", "severity")
    assert said["detail_zh"] and said["detail_en"]
    classify = f"{amend}/classification"
    assert ask("POST", classify, {"to": "not_a_case", "seen": "suspected", "reason": "两次检测阴性"})[0] == 200
    status, said = ask("POST", classify, {"to": "confirmed", "seen": "suspected", "reason": "专家组判定"})
    assert (status, said["code"]) == (409, "cases.classified_meanwhile")


def test_what_changed_since_is_told_by_its_first_and_last_value(case_id, by, at):
    def amend(revision, **changes):
        actions.amend_case(case_id=case_id, changes=changes, revision=revision, by=by, at=at)

    amend(1, severity="mild", onset_at=at - timedelta(days=2))
    amend(2, severity="severe", form={"source": "集市", "care": "服药"})
    amend(3, onset_at=None)
    found = {each.name: (each.was, each.now) for each in queries.changed_since(case_id, 1)}
    assert found == {"severity": ("unknown", "severe"), "care": ("", "服药")}, "the onset is again what it was"
    assert {each.name for each in queries.changed_since(case_id, 3)} == {"onset_at"}
