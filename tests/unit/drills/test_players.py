"""What the machine's players do at the doors, without a platform: what they notice, what they ask, what they leave to people."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.oversight.drills.queries.players.casework import Epidemiologist
from sizao.oversight.drills.queries.players.checking import AGAIN_AFTER, NEGATIVES, SUPPOSED, Checking, needed
from sizao.oversight.drills.queries.players.clinic import Clinic, Laboratory, Waiting
from sizao.oversight.drills.queries.players.command import DataOfficer
from sizao.oversight.drills.queries.players.keeping import FollowUp
from sizao.oversight.drills.queries.players.sampling import Sampling
from sizao.oversight.drills.queries.stage import Picture
from sizao.oversight.drills.rules.injects import effects
from sizao.oversight.drills.types import Inject, InjectKind, MessageKind, PlayedBy, Player, Playing
from tests.unit.drills.table import later, stage

CASE = {"id": "case-0", "classification": "asymptomatic", "isolated_at": None, "area": "320282109001", "onset_at": None}
CONTACTS = [
    {"id": "of-this-case", "source_case_id": "case-0", "status": "approved"},
    {"id": "of-another", "source_case_id": "case-9", "status": "approved"},
    {"id": "gone", "source_case_id": "case-0", "status": "released"},
]  # fmt: skip


def answers(method: str, path: str, content: Any) -> Any:
    if path == "/samples" and method == "POST":
        return {"ids": [f"sample-{number}" for number, _ in enumerate(content["samples"])]}
    if path == "/results":
        return {"ids": [each["sample_id"] for each in content["results"]]}
    return {"/contact-decisions": {"refused": []}, "/sampling-points": {"ids": ["point"]}}.get(
        path, {"id": "made", "number": 1}
    )


def checked(
    positive: tuple[bool, ...], picture: Picture | None = None, is_one_household: bool = False
) -> tuple[Any, list[Any]]:
    """A case whose samples say one thing after the other, for four days; others' say that they are infected."""
    table, asked = stage(answers, **({"household": np.zeros(6, np.int64)} if is_one_household else {}))
    laboratory = Laboratory(table)
    desk = Checking(table, Clinic(table, laboratory))
    table.picture = picture or Picture(cases={0: dict(CASE)}, contacts={1: [dict(each) for each in CONTACTS]})
    said = list(positive)
    for _ in range(96):
        desk.play()
        for waiting in laboratory.queue:
            assert waiting.report is not None
            waiting.report(said.pop(0) if waiting.person == 0 else True, table.now)
        laboratory.queue.clear()
        later(table, 1)
    return table, asked


def sent(asked: list[Any], path: str) -> list[Any]:
    return [content for _, where, content in asked if where == path]


def test_two_negative_samples_rule_a_case_out_and_its_contacts_with_it():
    table, asked = checked((False, False))
    [first, second] = sent(asked, "/samples")
    taken = [each["samples"][0]["taken_at"] for each in (first, second)]
    assert taken[0] < taken[1]
    assert sent(asked, "/cases/case-0/classification")[0]["to"] == "not_a_case"
    [withdrawn] = sent(asked, "/contact-decisions")
    assert withdrawn["contact_ids"] == ["of-this-case"] and withdrawn["step"] == "reject"
    assert any(each.what == "ruled out" for each in table.log)
    apart = datetime.fromisoformat(taken[1]) - datetime.fromisoformat(taken[0])
    assert apart >= timedelta(hours=SUPPOSED[AGAIN_AFTER])


def test_how_many_negatives_and_how_far_apart_is_the_editions_where_it_says_so():
    table, _ = stage(answers)
    for edition in ("cn-covid-ed8", "cn-covid-ed9"):
        table.edition = library().get(edition)
        for path in (NEGATIVES, AGAIN_AFTER):
            told = float(table.edition.figure(path).value) if table.edition.says(path) else SUPPOSED[path]
            assert needed(table, path) == told
    assert table.edition.says(NEGATIVES) and not library().get("cn-covid-ed8").says(NEGATIVES)


def test_who_is_linked_to_another_case_is_not_ruled_out_by_negative_samples():
    """Exposed to one, living with one, or the source of one: until that one is no case any more."""
    other = {**CASE, "id": "case-5"}
    of_other = {"id": "exposed", "source_case_id": "case-5", "status": "approved"}
    links: dict[str, dict[int, list[dict[str, str]]]] = {
        "exposed": {0: [of_other]}, "household": {}, "source": {5: [{**CONTACTS[0], "status": "became_case"}]},
    }  # fmt: skip
    for link, contacts in links.items():
        for classification, ruled_out in (("confirmed", 0), ("not_a_case", 1)):
            held = {0: dict(CASE), 5: {**other, "classification": classification}}
            _, asked = checked((False, False), Picture(cases=held, contacts=contacts), link == "household")
            assert len(sent(asked, "/cases/case-0/classification")) == ruled_out, (link, classification)


def test_a_positive_second_sample_ends_the_doubt():
    for said in ((True,), (False, True)):
        _, asked = checked(said)
        assert not sent(asked, "/cases/case-0/classification")
        assert len(sent(asked, "/samples")) == len(said)


@pytest.mark.parametrize(("held", "steps"), [("asymptomatic", ["POST", "PATCH"]), ("suspected", ["PATCH"])])
def test_who_falls_ill_after_all_is_confirmed_before_the_onset_is_written_down(held, steps):
    """An asymptomatic infection has no date of onset: the platform refuses the one before the other."""
    table, asked = stage(lambda method, path, content: {"revision": 1})
    table.truth.onset, table.truth.moment = lambda person: 1.0, lambda day: table.now  # type: ignore[method-assign]
    table.picture = Picture(cases={0: {**CASE, "classification": held}})
    Epidemiologist(table, Laboratory(table)).fell_ill(0)
    writes = [(method, content) for method, path, content in asked if method != "GET"]
    assert [method for method, _ in writes] == steps
    assert writes[-1][1]["onset_at"] and writes[0][1].get("to") == ("confirmed" if len(steps) > 1 else None)


def round_held(positive: bool) -> list[Any]:
    def told(method: str, path: str, content: Any) -> Any:
        return [{"area": "320282109001"}] if path == "/zones" else answers(method, path, content)

    table, asked = stage(told, people=25)
    table.truth.is_positive = lambda person, at, turn=0: positive and person == 3  # type: ignore[method-assign]
    table.scenario = replace(table.scenario, resources=replace(table.scenario.resources, rounds=1))
    laboratory = Laboratory(table)
    clinic = Clinic(table, laboratory)
    desk = Sampling(table, laboratory, clinic)
    for _ in range(48):
        desk.play()
        laboratory.play()
        later(table, 1)
    return asked


def test_a_round_is_held_in_a_zone_ten_to_a_tube_and_ends_negative():
    asked = round_held(positive=False)
    assert len(sent(asked, "/sampling-points")) == len(sent(asked, "/rounds")) == 1
    assert sent(asked, "/rounds")[0]["name_zh"] == "万石村筛查(演练)", "named after the area, and stamped"
    [tubes] = [each["samples"] for each in sent(asked, "/samples") if each["samples"][0]["purpose"] == "round"]
    assert [each["people"] for each in tubes] == [10, 10, 5]
    assert all(each["round_id"] == "made" and each["point_id"] == "point" for each in tubes)
    assert sent(asked, "/rounds/made/end") == [{"state": "cleared"}]


def test_who_was_in_a_positive_tube_is_sampled_one_by_one():
    asked = round_held(positive=True)
    assert sent(asked, "/rounds/made/end") == [{"state": "positive"}]
    alone = [each for given in sent(asked, "/samples") for each in given["samples"] if "person_id" in each]
    assert sorted(each["person_id"] for each in alone if each["purpose"] == "round") == list(range(100, 110))


def test_people_at_the_clinic_are_told_who_came_and_sample_themselves():
    people = Player(role=Playing.SENTINEL, played_by=PlayedBy.PEOPLE, skill=1.0, delay_hours=0.0)
    table, asked = stage(answers, players=(people,))
    table.public[2] = "P-7K3M9QX2A"
    clinic = Clinic(table, Laboratory(table))
    clinic.receive(2)
    assert not sent(asked, "/samples")
    [told] = table.messages
    assert told.kind is MessageKind.PATIENT and "P-7K3M9QX2A" in told.words.zh and "sampler" in told.roles
    clinic.receive(2)
    assert len(table.messages) == 1, "nobody is told twice"


def test_the_instrument_reads_and_people_release():
    people = Player(role=Playing.LAB, played_by=PlayedBy.PEOPLE, skill=1.0, delay_hours=0.0)
    taken = (stage(answers)[0].now - timedelta(hours=1)).isoformat()
    theirs = {"id": "by-hand", "person": 104, "taken_at": taken}
    released: list[dict[str, Any]] = []

    def told(method: str, path: str, content: Any) -> Any:
        if (method, path) == ("GET", "/samples"):
            return [theirs] if content.get("awaiting") else released
        return answers(method, path, content)

    table, asked = stage(told, players=(people,))
    table.truth.is_positive = lambda person, at, turn=0: True  # type: ignore[method-assign]
    laboratory = Laboratory(table)
    laboratory.queue.append(Waiting(table.now, 1, "sample"))
    for _ in range(12):
        laboratory.play()
        later(table, 1)
    entered = [each["sample_id"] for given in sent(asked, "/results") for each in given["results"]]
    assert sorted(entered) == ["by-hand", "sample"], "tubes of people and of the city, each once"
    assert not sent(asked, "/results/release") and not laboratory.positive
    released.append(theirs)
    laboratory.play()
    laboratory.play()
    assert [person for person, _, _ in laboratory.positive] == [4]


def test_the_days_before_the_drill_are_not_sent_twice(monkeypatch):
    table, _ = stage(answers)
    lead = table.scenario.box.lead_days
    sent_days: list[int] = []
    desk = DataOfficer(table)
    monkeypatch.setattr(desk, "send", sent_days.append)
    table.incident_id = ""
    table.truth.day_of = lambda moment: lead + (moment - table.began).total_seconds() / 86_400  # type: ignore[method-assign]
    for _ in range(72):
        desk.play()
        later(table, 1)
    assert sent_days == [lead, lead + 1]


def kept(table: Any, **plans: dict[str, Any]) -> FollowUp:
    """The follow-up desk over some people who are in place."""
    usual = {"state": "active", "placed_at": table.now.isoformat(), "contact_class": "close", "anchor_at": "",
             "release_on": "2021-12-31", "end_on": "2021-12-30"}  # fmt: skip
    table.picture = Picture(plans={name: (place, {**usual, **row}) for place, (name, row) in enumerate(plans.items())})
    laboratory = Laboratory(table)
    return FollowUp(table, laboratory, Clinic(table, laboratory))


def played(table: Any, desk: FollowUp, hours: int) -> None:
    for _ in range(hours):
        desk.play()
        later(table, 1)


def nothing_due(method: str, path: str, content: Any) -> Any:
    return [] if path.endswith("/tests") or path == "/followup/worklist" else answers(method, path, content)


def ends(on: str, contact_class: str = "close") -> dict[str, Any]:
    return {"end_on": on, "contact_class": contact_class}


def test_rooms_are_sampled_on_the_last_day_at_a_site_where_the_edition_asks_for_it():
    """Edition 9 has close contacts seven days at a site and three at home, secondary ones at home only; edition 8 samples no rooms."""
    for edition, expected in (("cn-covid-ed9", [["leaves"]]), ("cn-covid-ed8", [])):
        table, asked = stage(nothing_due)
        table.edition = library().get(edition)
        desk = kept(table, leaves=ends("2021-12-13"), stays=ends("2021-12-18"), home=ends("2021-12-10", "secondary"))
        played(table, desk, 72)
        assert [each["plan_ids"] for each in sent(asked, "/plans/environment")] == expected


def test_a_room_whose_result_was_refused_is_sampled_again_and_one_of_a_plan_that_ended_is_not():
    answer = {"status": 409}

    def told(method: str, path: str, content: Any) -> Any:
        return answer["status"] if path == "/plans/environment" else nothing_due(method, path, content)

    table, asked = stage(told)
    table.edition = library().get("cn-covid-ed9")
    desk = kept(table, leaves=ends("2021-12-11"), broken=ends("2021-12-11"))
    played(table, desk, 18)
    table.picture.plans["broken"][1]["state"] = "broken_off"
    answer["status"] = 200
    played(table, desk, 60)
    sampled = [each["plan_ids"] for each in sent(asked, "/plans/environment")]
    assert sampled == [["leaves", "broken"], ["leaves"]]


def test_a_test_that_was_missed_is_made_up_for():
    """The platform says which tests are owed; one of a plan that has ended is left, none is taken twice."""
    owed = {"due_on": "2021-12-01", "is_antigen": False, "is_double": False}

    def told(method: str, path: str, content: Any) -> Any:
        found = [{**owed, "id": "old", "plan_id": "plan"}, {**owed, "id": "gone", "plan_id": "first"}]
        return found if path == "/followup/tests" else nothing_due(method, path, content)

    table, asked = stage(told)
    desk = kept(table, first={"state": "released"}, plan={})
    played(table, desk, 72)
    assert [each.person for each in desk.laboratory.queue] == [1]
    assert all(question["is_owed"] for question in sent(asked, "/followup/tests"))


def test_people_who_keep_the_data_are_told_every_morning_which_report_is_due():
    people = Player(role=Playing.DATA_OFFICER, played_by=PlayedBy.PEOPLE)
    table, asked = stage(answers, players=(people,))
    desk = DataOfficer(table)
    for _ in range(60):
        desk.play()
        later(table, 1)
    assert [(each.key, each.kind) for each in table.messages] == [
        ("report-2021-12-09", MessageKind.REPORT),
        ("report-2021-12-10", MessageKind.REPORT),
    ]
    assert "coordinator" in table.messages[0].roles and not sent(asked, "/filings"), "nobody files in their place"


def test_a_notice_that_people_issued_ends_a_rumour():
    rumour = Inject(at_hours=2, kind=InjectKind.RUMOUR, words=Words("谣言", "A rumour"), hours=48, strength=0.5)
    issued: list[Any] = []
    table, asked = stage(lambda method, path, content: issued if path == "/notices" else [])
    table.heed_notices([rumour])
    assert not asked, "no rumour goes round yet"
    later(table, 4)
    issued.append({"issued_at": (table.began + timedelta(hours=1)).isoformat()})
    table.heed_notices([rumour])
    assert effects([rumour], table.hours, table.quelled).rumour == 0.5, "what was said before it does not answer it"
    issued.append({"issued_at": (table.began + timedelta(hours=3.5)).isoformat()})
    issued.append({"issued_at": (table.began + timedelta(hours=9)).isoformat()})
    table.heed_notices([rumour])
    assert table.quelled == 3.5
    assert effects([rumour], table.hours, table.quelled).rumour == 0.0


def test_a_double_test_is_two_swabs_for_two_laboratories():
    table, asked = stage(answers)
    laboratory = Laboratory(table)
    turns: list[int] = []

    def reads(person: int, at: datetime, turn: int = 0) -> bool:
        turns.append(turn)
        return turn == 1

    table.truth.is_positive = reads  # type: ignore[method-assign]
    desk = FollowUp(table, laboratory, Clinic(table, laboratory))
    desk._sampled(2, {"id": "test", "is_double": True})
    later(table, 24)
    for _ in range(3):
        laboratory.play()
        later(table, 1)
    desk.enter()
    [entered] = sent(asked, "/followup/results")
    assert turns == [0, 1]
    assert [(each["laboratory"], each["result"]) for each in entered["results"]] == [
        ("A", "negative"),
        ("B", "positive"),
    ]
    assert len(laboratory.positive) == 1
