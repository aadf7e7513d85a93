"""What people who play are told, for only the city knows it: calls of the laboratory, what a case answers, who falls ill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sizao.oversight.drills.queries.headless import Company
from sizao.oversight.drills.queries.players.casework import Epidemiologist, Recalled
from sizao.oversight.drills.queries.players.clinic import Laboratory
from sizao.oversight.drills.queries.players.telling import Informant
from sizao.oversight.drills.queries.stage import Picture
from sizao.oversight.drills.rules.meetings import Meeting
from sizao.oversight.drills.types import MessageKind, PlayedBy, Player, Playing
from tests.unit.drills.table import later, stage
from tests.unit.drills.test_players import CASE, answers, kept, played, sent

OPENED = {"id": "theirs", "edition_id": "cn-covid-ed9", "closed_at": None, "opened_at": "2021-12-09T01:00:00+00:00"}


def people(*roles: Playing) -> tuple[Player, ...]:
    return tuple(Player(role=role, played_by=PlayedBy.PEOPLE, skill=1.0, delay_hours=0.0) for role in roles)


def told(method: str, path: str, content: Any) -> Any:
    if path == "/identity/people":
        return {"persons": [900], "numbers": ["P-NEWCOMER1"]}
    return [OPENED, {**OPENED, "id": "later", "opened_at": "2021-12-09T09:00:00+00:00"}] if path == "/incidents" else answers(method, path, content)  # fmt: skip


def test_who_commands_and_who_investigates_hear_of_a_positive_sample_of_somebody_no_register_knew():
    table, asked = stage(told, players=people(Playing.COMMANDER))
    table.incident_id = ""
    Laboratory(table)._call(3, table.now)
    [message] = table.messages
    assert message.kind is MessageKind.CALL and {"commander", "epidemiologist"} <= set(message.roles)
    assert "P-NEWCOMER1" in message.words.zh and "成立事件" in message.words.zh
    assert table.persons[900] == 3 and len(sent(asked, "/identity/people")) == 1
    machine, _ = stage(told)
    Laboratory(machine)._call(3, machine.now)
    assert not machine.messages, "the machine's players hear it from the laboratory itself"


def test_the_machine_works_on_the_incident_that_people_opened():
    table, _ = stage(told, players=people(Playing.COMMANDER))
    table.incident_id = ""
    company = Company.of(table)
    company.begin(())
    assert table.incident_id == "theirs" and table.edition.id == "cn-covid-ed9" and table.stale
    alone, _ = stage(told)
    alone.incident_id = ""
    Company.of(alone).begin(())
    assert alone.incident_id == "", "the machine opens its own"


def test_people_who_interview_are_told_what_the_case_remembers(monkeypatch):
    table, _ = stage(told, players=people(Playing.EPIDEMIOLOGIST))
    table.public.update({0: "P-CASE", 1: "P-MATE"})
    table.picture = Picture(cases={0: dict(CASE)})
    table.truth.moment = lambda day: table.began + timedelta(days=day)  # type: ignore[method-assign]
    work = Epidemiologist(table, Laboratory(table))
    met = (Meeting(person=1, start=0, end=3600, place=0),)
    monkeypatch.setattr(work, "recalled", lambda person: Recalled(((1, table.began, table.now),), met))
    desk = Informant(table, work)
    for _ in range(4):
        desk.play()
        later(table, 1)
    [message] = table.messages
    assert message.kind is MessageKind.INTERVIEW and message.roles == ("epidemiologist",)
    assert all(part in message.words.zh for part in ("P-CASE", "P-MATE", "12-09 01:00", "住处"))
    machine = Informant(replace(table, players={}, messages=[]), work)
    machine.play()
    assert not machine.stage.messages


def test_people_who_call_contacts_are_told_who_falls_ill_and_tests_go_on():
    def asking(method: str, path: str, content: Any) -> Any:
        test = {"due_on": "2021-12-09", "is_antigen": False, "is_double": False}
        owed = [{**test, "id": f"of-{plan}", "plan_id": plan} for plan in ("well", "ill")]
        return owed if path == "/followup/tests" else told(method, path, content)

    table, asked = stage(asking, players=people(Playing.FOLLOWUP))
    table.truth.is_ill = lambda person, at: person == 1  # type: ignore[method-assign]
    desk = kept(table, well={}, ill={})
    played(table, desk, 24)
    [message] = table.messages
    assert message.kind is MessageKind.ILL and "tracer" in message.roles
    assert not sent(asked, "/followup/checks") and len(desk.laboratory.queue) == 2
