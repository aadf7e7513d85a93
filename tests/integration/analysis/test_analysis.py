"""The analysis of an incident from its rows: the page, the files, the API and the command say the same numbers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.oversight.analysis import queries
from sizao.oversight.analysis.types import Basis, Question, Topic
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase, NewExposure, ProposedContact

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
YIXING = areas.parse("320282")
DAY0 = datetime(2021, 12, 1, 9, 0, tzinfo=TZ)
AFTER = DAY0 + timedelta(days=60)
SPREAD = ((0, None), (4, 0), (5, 0), (6, 0), (9, 1), (10, 1), (11, 2), (12, None))
"""Day of onset and infector of each case."""


@pytest.fixture
def incident(by):
    return command.open_incident(
        title=Words("宜兴疫情", "Yixing outbreak"), disease="covid-19", area=YIXING, reported_at=DAY0, by=by, at=DAY0,
        number="YX-TEST-7",
    )  # fmt: skip


@pytest.fixture
def outbreak(incident, by):
    """Eight cases, six of them with a source, their exposure recorded."""
    people = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * len(SPREAD), by=by, at=DAY0)
    made = []
    for person, (onset, source) in zip(people, SPREAD, strict=True):
        at = DAY0 + timedelta(days=onset + 1)
        case = NewCase(
            person_id=person, area=YIXING, reported_at=at, onset_at=DAY0 + timedelta(days=onset), sampled_at=at,
            classification=Classification.CONFIRMED,
        )  # fmt: skip
        made.append(cases.report_case(incident_id=incident, case=case, by=by, at=at).case_id)
        if source is not None:
            start = DAY0 + timedelta(days=SPREAD[source][0])
            edge = NewExposure(
                person_id=person,
                area=YIXING,
                source_case_id=made[source],
                start=start,
                until=start + timedelta(hours=3),
            )
            cases.record_exposures(incident_id=incident, exposures=[edge], by=by, at=AFTER)
    return incident


def test_links_days_and_windows_come_from_the_rows(outbreak, by):
    found = queries.analysis(outbreak, Question(), AFTER)
    offspring = found.finding(Topic.OFFSPRING)
    assert (found.cases, found.basis) == (8, Basis.ONSET)
    assert offspring.figure("r").value == 6 / 8
    assert found.finding(Topic.SERIAL).figure("counted-mean").value == pytest.approx(5.0, abs=0.5)
    assert found.finding(Topic.GENERATIONS).figure("generations").value == 3
    assert found.finding(Topic.MISSING).figure("missing").value == 2
    assert found.finding(Topic.INCUBATION).used == 6
    assert not found.finding(Topic.REPRODUCTION).is_empty


def test_a_case_not_yet_known_is_left_out(outbreak, by):
    found = queries.analysis(outbreak, Question(), AFTER, as_of=DAY0 + timedelta(days=6, hours=1))
    assert found.cases == 3


def test_a_link_through_a_contact_who_fell_ill_counts_without_contacts_on_the_chain(incident, by):
    """The exposure names the infector as the contact it was when it was recorded."""
    first, second = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 2, by=by, at=DAY0)
    proposal = ProposedContact(person_id=first, area=YIXING, last_exposure_at=DAY0, contact_class=ContactClass.CLOSE)
    receipt = cases.propose_contacts(incident_id=incident, proposals=[proposal], by=by, at=DAY0)
    for person, day in ((first, 2), (second, 6)):
        at = DAY0 + timedelta(days=day)
        case = NewCase(
            person_id=person, area=YIXING, reported_at=at, onset_at=at, classification=Classification.CONFIRMED
        )
        cases.report_case(incident_id=incident, case=case, by=by, at=at)
    edge = NewExposure(
        person_id=second, area=YIXING, source_contact_id=receipt.contact_ids[0], start=DAY0 + timedelta(days=3)
    )
    cases.record_exposures(incident_id=incident, exposures=[edge], by=by, at=AFTER)
    assert queries.analysis(incident, Question(), AFTER).finding(Topic.OFFSPRING).figure("infected").value == 1


@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "平均每例感染 0.75 人"), ("en", "One case infected on average 0.75 others")]
)
def test_the_page_says_it_to_officials(outbreak, signed_in, language, said):
    answer = signed_in("commander", "320282", language).get(f"/analysis/{outbreak}/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said in page
    assert page.count('<svg viewBox="0 0 480') == 8
    assert "Cori et al." in page and "Clopper" in page


def test_an_incident_without_cases_has_sentences_and_no_chart(incident, signed_in):
    page = signed_in("epidemiologist", "320282", "en").get(f"/analysis/{incident}/").content.decode()
    assert "No case of this incident is on record yet" in page
    assert '<svg viewBox="0 0 480' not in page
    assert ".csv" not in page


def test_the_question_of_the_reader_is_followed_and_nonsense_refused(outbreak, signed_in):
    client = signed_in("epidemiologist", "320282", "en")
    entered = client.get(f"/analysis/{outbreak}/?serial_mean=4&serial_sd=2&window_days=3&basis=report").content.decode()
    assert "entered: mean 4, SD 2 days" in entered and "Date of report" in entered
    wrong = client.get(f"/analysis/{outbreak}/?serial_mean=0.2&serial_sd=2")
    assert wrong.status_code == 200 and "1.01" in wrong.content.decode()


def test_the_front_page_of_the_room_opens_an_incident(outbreak, signed_in):
    answer = signed_in("commander", "320282", "en").get("/analysis/")
    assert answer.status_code == 302 and str(outbreak) in answer["Location"]


def test_without_an_incident_the_room_says_so(signed_in):
    assert "nothing to analyse" in signed_in("commander", "320282", "en").get("/analysis/").content.decode()


def test_the_files_hold_the_numbers_of_the_page(outbreak, signed_in):
    client = signed_in("epidemiologist", "320282", "en")
    text = client.get(f"/analysis/{outbreak}/curve.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["Date of onset", "Confirmed case", "All"]
    assert sum(int(row[2]) for row in rows[1:]) == 8
    book = client.get(f"/analysis/{outbreak}/analysis.xlsx")
    with zipfile.ZipFile(io.BytesIO(book.content)) as parts:
        assert b"Chance of a large outbreak" in parts.read("xl/sharedStrings.xml")


@pytest.mark.parametrize("name", ["analysis.csv", "curve.pdf", "nonsense.csv"])
def test_files_that_do_not_exist_are_not_found(outbreak, signed_in, name):
    assert signed_in("epidemiologist", "320282", "en").get(f"/analysis/{outbreak}/{name}").status_code == 404


def test_the_api_gives_the_same_numbers(outbreak, signed_in, by):
    client = signed_in("epidemiologist", "320282", "en")
    whole = client.get(f"/api/v1/incidents/{outbreak}/analysis").json()
    one = client.get(f"/api/v1/incidents/{outbreak}/analysis/offspring").json()
    assert [each["topic"] for each in whole["findings"]] == [topic.value for topic in Topic]
    figures = {each["key"]: each for each in one["figures"]}
    assert figures["r"]["value"] == 0.75
    found = queries.analysis(outbreak, Question(), AFTER).finding(Topic.OFFSPRING)
    assert figures["r"]["upper"] == pytest.approx(found.figure("r").upper)
    assert one["method"]["paper"].startswith("Lloyd-Smith")
    assert one["tables"][0]["columns"][0]["key"] == "infected"


def test_the_api_refuses_half_a_serial_interval(outbreak, signed_in):
    client = signed_in("epidemiologist", "320282", "en")
    assert client.get(f"/api/v1/incidents/{outbreak}/analysis?serial=entered").status_code == 422
    assert client.get(f"/api/v1/incidents/{outbreak}/analysis?window_days=0").status_code == 422
    assert client.get(f"/api/v1/incidents/{outbreak}/analysis?serial_mean=4&serial_sd=2").status_code == 200


def test_another_area_sees_nothing_of_it(outbreak, signed_in):
    assert signed_in("epidemiologist", "3301", "en").get(f"/analysis/{outbreak}/").status_code == 404


def test_a_caller_without_counts_is_turned_away(outbreak, signed_in):
    assert signed_in("tracer", "320282", "en").get(f"/analysis/{outbreak}/").status_code == 403


def test_the_incident_and_its_chain_lead_here(outbreak, signed_in):
    client = signed_in("commander", "320282", "en")
    for page in (f"/board/incidents/{outbreak}/", f"/cases/chain/{outbreak}/"):
        assert f"/analysis/{outbreak}/" in client.get(page, follow=True).content.decode(), page


def test_the_command_prints_one_document(outbreak, by, capsys, tmp_path, monkeypatch):
    import argparse

    from sizao.project.cli import analyse
    from sizao.project.cli.outcome import as_json

    parser = argparse.ArgumentParser()
    analyse.register(parser.add_subparsers())
    args = parser.parse_args(["analyse", "YX-TEST-7", "--basis", "report", "--out", str(tmp_path / "a.xlsx")])
    outcome = analyse.run(args)
    document = json.loads(as_json(outcome.document))
    assert (document["cases"], document["basis"], outcome.code) == (8, "report", 0)
    assert (tmp_path / "a.xlsx").read_bytes()[:2] == b"PK"
    assert any("One case infected" in line.en for line in outcome.lines)


@pytest.mark.parametrize("wrong", [["--serial-mean", "4"], ["--window", "0"], ["--serial", "entered"]])
def test_the_command_refuses_what_makes_no_sense(outbreak, by, wrong):
    import argparse

    from sizao.kernel.errors import Invalid
    from sizao.project.cli import analyse, exit_code

    parser = argparse.ArgumentParser()
    analyse.register(parser.add_subparsers())
    with pytest.raises(Invalid) as refusal:
        analyse.run(parser.parse_args(["analyse", "YX-TEST-7", *wrong]))
    assert exit_code(refusal.value) == 2


def test_a_page_stays_light_when_cases_lie_years_apart(signed_in, outbreak, by):
    [person] = registry.add_persons(persons=[NewPerson(area_residence=YIXING)], by=by, at=DAY0)
    late = DAY0 + timedelta(days=1800)
    case = NewCase(
        person_id=person, area=YIXING, reported_at=late, onset_at=late, classification=Classification.CONFIRMED
    )
    cases.report_case(incident_id=outbreak, case=case, by=by, at=late)
    answer = signed_in("epidemiologist").get(f"/analysis/{outbreak}/")
    assert len(gzip.compress(answer.content)) < 60_000, "a page with its files may weigh 100,000 bytes"
    assert "earlier rows are in the files below" in answer.content.decode()
