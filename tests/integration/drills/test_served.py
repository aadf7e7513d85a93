"""The machine's roles in a served drill: played up to the drill's clock, people's roles left alone, score and log left behind."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from sizao.ground.registry.models import Person
from sizao.kernel.actors import Actor
from sizao.measures.screening.models import Release, Result
from sizao.oversight.drills.errors import NoJournal
from sizao.oversight.drills.queries import served
from sizao.oversight.drills.queries.doors import InProcess
from sizao.oversight.drills.queries.journal import Journal
from sizao.oversight.drills.queries.truth import beginning_of
from sizao.oversight.drills.types import Score
from sizao.spine import clock
from sizao.spine.scope import queries as scope
from tests.integration.drills.test_headless import SEED, tiny

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_day_is_played_by_the_clock_and_written_down(tmp_path, monkeypatch):
    monkeypatch.setattr(served, "scenario", lambda name: tiny())
    order = {
        "scenario": "tiny", "seed": SEED, "edition": "",
        "players": [{"role": "commander", "played_by": "people"}, {"role": "lab", "played_by": "people"}],
    }  # fmt: skip
    began = beginning_of(tiny())
    fired = {"key": "x", "kind": "storm", "words": {"zh": "暴雨", "en": "A downpour"}, "hours": 2, "strength": 0.5}
    (tmp_path / "injects.json").write_text(json.dumps([{**fired, "at": (began + timedelta(hours=3)).isoformat()}]))
    clock.set_source(lambda: began)
    try:
        table = served.Table.laid(order, InProcess(), tmp_path)
        table.lead()
        clock.set_source(lambda: began + timedelta(hours=25, minutes=20))
        assert table.hour() and table.done == 25
        assert table.hour() and table.done == 25, "an hour is played once"
        table.leave()
    finally:
        clock.set_source()
    log = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [each["what"] for each in log if each["kind"] == "inject"] == ["A downpour"]
    assert any(each["what"] == "samples taken" for each in log)
    assert not any(each["what"] == "results released" for each in log), "people release what the instrument read"
    with scope.acting(Actor.system("test")):
        assert Result.objects.exists() and not Release.objects.exists()
    assert not any(each["what"] == "incident opened" for each in log), "a person commands, and has not come yet"
    score = Score.from_json(json.loads((tmp_path / "score.json").read_text())["score"])
    assert score.cases == 0 and score.missed == score.infections >= 7 and len(score.course.infections) == 1


class Counted(InProcess):
    """The platform in this process, which counts what it is asked."""

    asked = 0

    def send(self, *given: Any) -> tuple[int, bytes]:
        Counted.asked += 1
        return super().send(*given)


def test_players_who_were_killed_go_on_where_they_were(tmp_path, monkeypatch):
    """Nothing is asked twice, people of the city stay who they are, and what the officer's page was told stands."""
    monkeypatch.setattr(served, "scenario", lambda name: tiny())
    order = {"id": "one", "scenario": "tiny", "seed": SEED, "edition": "", "players": []}
    began = beginning_of(tiny())

    tables: list[served.Table] = []

    def laid() -> served.Table:
        clock.set_source(lambda: began)
        table = served.Table.laid(order, Counted(), tmp_path)
        tables.append(table)
        table.lead()
        clock.set_source(lambda: began + timedelta(hours=30, minutes=20))
        return table

    try:
        first = laid()
        assert first.hour() and first.done == 30
        asked, told = Counted.asked, (tmp_path / "log.jsonl").read_text()
        with scope.acting(Actor.system("test")):
            people = Person.objects.count()
        again = laid()
        assert again.hour() and again.done == 30
        assert Counted.asked == asked, "all of it stood in the journal"
        assert (tmp_path / "log.jsonl").read_text() == told
        again.leave()
        third = laid()
        clock.set_source(lambda: began + timedelta(hours=32, minutes=20))
        assert third.hour() and third.done == 32, "what is asked for the score is no part of the story"
    finally:
        clock.set_source()
        for each in tables:
            each.journal.close()
    with scope.acting(Actor.system("test")):
        assert Person.objects.count() == people
    played = json.loads((tmp_path / "played.json").read_text())["to"]
    assert datetime.fromisoformat(played) == began + timedelta(hours=33)


def test_a_score_that_was_cut_off_is_written_from_the_journal(tmp_path, monkeypatch):
    """Players who were killed before they scored: the same score is written when nothing serves the drill any more."""
    monkeypatch.setattr(served, "scenario", lambda name: tiny())
    order = {"id": "two", "scenario": "tiny", "seed": SEED, "edition": "", "players": []}
    began = beginning_of(tiny())
    (tmp_path / "drill.json").write_text(json.dumps(order))
    with pytest.raises(NoJournal):
        served.score_again(folder=tmp_path, transport=InProcess())
    clock.set_source(lambda: began)
    try:
        killed = served.Table.laid(order, InProcess(), tmp_path)
        killed.lead()
        clock.set_source(lambda: began + timedelta(hours=26, minutes=20))
        killed.hour()
        killed.journal.close()
        assert not (tmp_path / "score.json").exists()
        served.score_again(folder=tmp_path, transport=InProcess())
        again = json.loads((tmp_path / "score.json").read_text())
        killed.journal = Journal(tmp_path / "journal", "drill-two", InProcess(), is_lenient=True)
        killed.leave()
    finally:
        clock.set_source()
    own = json.loads((tmp_path / "score.json").read_text())
    assert again["score"] == {**own["score"], "acts": again["score"]["acts"]}
    assert again["log"] == own["log"]
