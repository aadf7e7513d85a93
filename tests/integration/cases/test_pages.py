"""The pages of cases in both languages, the decisions on many at once, the chain's drawing, and who may see what."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from sizao.ground.command.models import Incident
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions, queries
from sizao.trace.cases.types import Classification, ContactState, NewCase, Outcome, ProposedContact
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(incident_id, people, by, at):
    """An infected case with four proposed contacts, one of them outside the window."""
    index, *others = people(5)
    case = NewCase(
        person_id=index, area=WANSHI, reported_at=at, sampled_at=at - timedelta(hours=2),
        classification=Classification.ASYMPTOMATIC,
    )  # fmt: skip
    case_id = actions.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id
    proposals = [
        ProposedContact(
            person_id=person, area=WANSHI, last_exposure_at=at - timedelta(days=7 if person == others[3] else 1),
            situation="household", source_case_id=case_id, minutes=60,
        )
        for person in others
    ]  # fmt: skip
    ids = actions.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
    return {"incident": incident_id, "case": case_id, "contacts": ids, "people": [index, *others]}


ADDRESSES = (
    "/cases/", "/cases/?incident={incident}&classification=infected", "/cases/{case}/", "/cases/{case}/edit/",
    "/cases/new/{incident}/", "/cases/{case}/contacts/", "/cases/contacts/",
    "/cases/contacts/?incident={incident}&status=kept&contact_class=close", "/cases/contacts/{contact}/",
    "/cases/chain/{incident}/", "/cases/chain/{incident}/?contacts=0", "/cases/chain/{incident}/?q=nobody", "/cases/chain/{incident}/table/",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_opens_in_both_languages(signed_in, world, address, language):
    browser = signed_in("epidemiologist", language=language)
    answer = browser.get(address.format(contact=world["contacts"][0], **world))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
    assert "Traceback" not in text


def test_what_nobody_chose_is_not_known(signed_in, world):
    browser = signed_in("epidemiologist")
    chosen = {
        "new/{incident}/": ["unknown", "unknown"],
        "{case}/contacts/": ["unknown", "probable"],
        "{case}/stays/": [],
    }
    for page, values in chosen.items():
        text = browser.get(f"/cases/{page}".format(**world)).content.decode()
        found = re.findall(
            r'<select name="(discovery_route|import_kind|protection|certainty)".*?</select>', text, flags=re.S
        )
        marked = re.findall(
            r'<select name="(?:discovery_route|import_kind|protection|certainty|mask)".*?<option value="(\w+)" selected',
            text,
            flags=re.S,
        )
        assert marked == values and len(found) == len(values)


def test_lists_narrow_by_what_the_board_links_to(signed_in, world):
    browser = signed_in("epidemiologist")
    number = queries.cases(world["incident"])[0].number
    assert number in browser.get("/cases/?classification=infected").content.decode()
    assert number not in browser.get("/cases/?classification=suspected").content.decode()
    assert number in browser.get(f"/cases/?q={number.lower()}").content.decode()
    for bad in ("/cases/?incident=abc", "/cases/?since=2021-02-31", "/cases/contacts/?case=abc", "/cases/?since=x"):
        assert browser.get(bad).status_code == 200
    assert "4 rows" in browser.get(f"/cases/contacts/?case={world['case']}&status=proposed").content.decode()


def test_the_case_page_shows_window_clause_and_greyed_buttons(signed_in, world):
    text = signed_in("epidemiologist").get(f"/cases/{world['case']}/").content.decode()
    assert "2 days before positive sampling" in text
    assert "cn-covid-ed8" in text
    assert "is not an asymptomatic infection" not in text
    assert "cannot become" in text and "btn-refused" in text
    assert "are still proposed, under follow-up or not found" in text


def test_opening_a_case_or_contact_is_entered_in_the_access_log(signed_in, world, by):
    browser = signed_in("epidemiologist")
    browser.get(f"/cases/{world['case']}/")
    browser.get(f"/cases/contacts/{world['contacts'][0]}/")
    with scope.acting(by):
        rows = {each.action: each.persons for each in Access.objects.all()}
    assert rows["cases.read"] == [world["people"][0]]
    assert rows["contacts.read"] == [world["people"][1]]


def test_many_are_approved_after_seeing_what_it_means(signed_in, world):
    browser = signed_in("epidemiologist")
    picked = [str(each) for each in world["contacts"]]
    shown = browser.post("/cases/contacts/confirm/", {"picked": picked, "step": "approve", "back": "/cases/contacts/"})
    assert "People affected" in shown.content.decode()
    text = shown.content.decode()
    assert "Affects 3 people" in text and "Left as they are: 1 person" in text
    assert (
        "Centralised quarantine: 14 days" in text and "Secondary contact (Centralised quarantine for 7 days, " in text
    )
    done = browser.post(
        "/cases/contacts/decide/",
        {"picked": picked[:3], "step": "approve", "reason": "met the case", "back": "/cases/contacts/?status=proposed"},
    )
    assert done.status_code == 302 and done["Location"] == "/cases/contacts/?status=proposed"
    assert [queries.contact(each).status for each in world["contacts"][:3]] == [ContactState.APPROVED] * 3
    elsewhere = {"picked": picked[:1], "step": "reject", "reason": "was away", "back": "https://example.org/"}
    assert browser.post("/cases/contacts/decide/", elsewhere)["Location"] == "/cases/contacts/"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"step": "approve"}, 422),
        ({"step": "vanish", "picked": "{contact}"}, 422),
        ({"step": "approve", "picked": "no-id"}, 422),
        ({"step": "reject", "picked": "{contact}", "reason": "no"}, 409),
        ({"step": "approve", "picked": "01a20050-7cc4-7115-a25f-ab407bb76252"}, 404),
    ],
)
def test_a_decision_that_cannot_be_is_a_sentence_and_no_fault(signed_in, world, given, status):
    given = {name: value.format(contact=world["contacts"][0]) for name, value in given.items()}
    assert signed_in("epidemiologist").post("/cases/contacts/decide/", given).status_code == status


def test_a_commander_decides_but_sees_no_masked_name(signed_in, world):
    text = signed_in("commander").get("/cases/contacts/?columns=name&columns=number").content.decode()
    assert "Approve…" in text and ">Name<" not in text
    inspector = signed_in("inspector").get("/cases/contacts/").content.decode()
    assert "Approve…" not in inspector


def test_a_grid_worker_has_no_business_with_cases(signed_in, world):
    assert signed_in("grid_worker").get("/cases/").status_code == 403
    assert signed_in("epidemiologist", "320211").get(f"/cases/{world['case']}/").status_code == 404


def test_the_guided_form_saves_versions_and_tells_who_moved(signed_in, world, at):
    browser = signed_in("epidemiologist")
    form = {
        "revision": "1", "reported_at": "2021-12-11T16:00", "onset_at": "", "sampled_at": "2021-12-06T10:00",
        "discovery_route": "routine_testing", "import_kind": "domestic", "severity": "none", "outcome": "in_care",
        "occupation": "building site", "symptoms": [],
    }  # fmt: skip
    shown = browser.post(f"/cases/{world['case']}/edit/", form)
    text = shown.content.decode()
    assert shown.status_code == 200 and "Saved as version 2" in text and "Now inside: 1 contact" in text
    assert queries.answers(world["case"]) == {"occupation": "building site"}
    assert browser.post(f"/cases/{world['case']}/edit/", form).status_code == 409
    piece = browser.post(
        f"/cases/{world['case']}/edit/", {**form, "revision": "2", "severity": "mild"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert piece.lstrip().startswith('<div id="saved"') and 'value="3"' in piece
    wrong = browser.post(f"/cases/{world['case']}/edit/", {**form, "revision": "3", "severity": "terrible"})
    assert wrong.status_code == 422


def test_a_case_is_reported_classified_and_given_a_trajectory_by_hand(signed_in, world, people):
    from sizao.ground.registry import queries as registry

    browser = signed_in("epidemiologist")
    number = registry.persons(people(1)).popitem()[1].number
    form = {
        "person": number, "classification": "suspected", "reported_at": "2021-12-11T15:00",
        "sampled_at": "2021-12-11T12:00", "discovery_route": "fever_clinic", "import_kind": "domestic",
    }  # fmt: skip
    assert browser.post(f"/cases/new/{world['incident']}/", {**form, "person": "P-000"}).status_code == 422
    made = browser.post(f"/cases/new/{world['incident']}/", form)
    address = made["Location"]
    assert browser.post(f"{address}classify/", {"to": "confirmed"}).status_code == 302
    assert browser.post(f"{address}classify/", {"to": "suspected"}).status_code == 409
    stay = {
        "start": "2021-12-10T08:00", "until": "2021-12-10T09:00", "place_text": "station", "transport": "none",
        "mask": "worn", "certainty": "certain",
    }  # fmt: skip
    assert browser.post(f"{address}stays/", stay).status_code == 302
    assert browser.post(f"{address}stays/", {**stay, "until": "2021-12-10T07:00"}).status_code == 422
    assert "station" in browser.get(address).content.decode()
    drop = re.search(r'action="(/cases/[^"]+/drop/)"', browser.get(address).content.decode()).group(1)
    assert browser.post(drop, {"reason": "记错了日期"}).status_code == 302
    versions = browser.get(address).content.decode().split("Versions", 1)[1]
    for said in ("Taken out of the trajectory", "10 Dec 08:00 – 10 Dec 09:00", "station", "记错了日期"):
        assert said in versions
    case = address.rstrip("/").rsplit("/", 1)[1]
    [told] = browser.get(f"/api/v1/cases/{case}/stays/removed").json()
    assert told["stay"]["place_text"] == "station" and told["reason"] == "记错了日期"


def test_the_drawing_has_a_mark_for_each_row_of_the_table(signed_in, world):
    text = signed_in("epidemiologist").get(f"/cases/chain/{world['incident']}/").content.decode()
    drawing = json.loads(re.search(r'<script id="chain-drawing"[^>]*>(.*?)</script>', text, re.S).group(1))
    assert len(drawing["nodes"]) == 5 and len(drawing["links"]) == 4
    assert all(0 <= each["source"] < 5 and 0 <= each["target"] < 5 for each in drawing["links"])
    assert min(each["generation"] for each in drawing["nodes"] if each["shape"] == "case") == 1
    for part in ("chain-picked", "data-fold", "data-branch", "data-open", "data-name", "data-said"):
        assert part in text, "the script that folds asks for it"
    table = signed_in("epidemiologist").get(f"/cases/chain/{world['incident']}/table/?export=xlsx")
    assert table.status_code == 200 and table.content[:2] == b"PK"


def test_the_branch_of_a_case_is_found_by_its_number(signed_in, world):
    browser = signed_in("epidemiologist")
    whole = browser.get(f"/cases/chain/{world['incident']}/").context["looked"]
    label = next(each.label for each in whole.chain.nodes if each.kind.value == "case")
    found = browser.get(f"/cases/chain/{world['incident']}/?q={label.lower()}").context["looked"]
    assert (found.root.label, found.whole) == (label, whole.whole)
    assert 0 < len(found.chain.nodes) <= len(whole.chain.nodes)
    nobody = browser.get(f"/cases/chain/{world['incident']}/?q=<b>nobody")
    assert nobody.context["looked"].root is None and "&lt;b&gt;nobody" in nobody.content.decode()
    table = browser.get(f"/cases/chain/{world['incident']}/table/?q={label}").context["listing"]
    assert table.total == 1


def test_who_recovered_goes_home_with_the_tests_of_the_edition(signed_in, world, by, at):
    Incident.objects.filter(pk=world["incident"]).update(edition_id="cn-covid-ed9")
    actions.reject_contacts(contact_ids=world["contacts"], reason="never met the case", by=by, at=at)
    actions.amend_case(case_id=world["case"], changes={"outcome": Outcome.RECOVERED.value}, revision=1, by=by, at=at)
    browser, case = signed_in("epidemiologist"), f"/cases/{world['case']}/"
    shown = browser.get(case).content.decode()
    assert "PCR 1 sampled" in shown and "Ct of PCR 2" in shown
    early = {"sampled_1": "2021-12-10T08:00", "ct_1": "36.5", "sampled_2": "2021-12-10T20:00"}
    refused = browser.post(f"{case}close/", early)
    assert refused.status_code == 409 and "24 hours apart; 1 count" in refused.content.decode()
    assert browser.post(f"{case}close/", {**early, "sampled_2": "2021-12-11T08:00"}).status_code == 302
    status = queries.statuses(world["case"])[0]
    assert [each.ct for each in status.tests] == [36.5, None] and "cn-covid-ed9" in status.clause.edition_id
    shown = browser.get(case).content.decode()
    assert "PCR of Fri 10 Dec 2021 08:00: Ct 36.5; PCR of Sat 11 Dec 2021 08:00: negative" in shown


def test_a_case_is_closed_over_the_api_with_its_tests(signed_in, world, by, at):
    Incident.objects.filter(pk=world["incident"]).update(edition_id="cn-covid-ed9")
    actions.reject_contacts(contact_ids=world["contacts"], reason="never met the case", by=by, at=at)
    actions.amend_case(case_id=world["case"], changes={"outcome": Outcome.RECOVERED.value}, revision=1, by=by, at=at)
    browser, door = signed_in("epidemiologist"), f"/api/v1/cases/{world['case']}/closing"
    first, second = (
        {"sampled_at": "2021-12-10T00:00:00Z", "ct": 36.5},
        {"sampled_at": "2021-12-11T00:00:00Z", "ct": None},
    )
    forgotten = browser.post(
        door, {"tests": [first, {"sampled_at": "2021-12-11T00:00:00Z"}]}, content_type="application/json"
    )
    assert forgotten.status_code == 422, "a value that was left out is no negative"
    refused = browser.post(door, {"tests": [first]}, content_type="application/json")
    assert refused.status_code == 409 and "24" in refused.json()["detail"], refused.content
    assert browser.post(door, {"tests": [{**first, "ct": 99}]}, content_type="application/json").status_code == 422
    closed = browser.post(door, {"tests": [first, second]}, content_type="application/json").json()
    assert closed["case"]["is_closed"] and closed["clause"]["edition_id"].startswith("cn-covid-ed9")
    assert closed["tests"] == [first, second] and closed["reason"] == ""
    again = browser.post(door, {"tests": [first, second]}, content_type="application/json")
    assert again.status_code == 409
