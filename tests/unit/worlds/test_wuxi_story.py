"""The demonstration city's notes: its story in time, its journal, its state, the line on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sizao.kernel.words import Words
from sizao.oversight.drills.queries.journal import Journal, NotAnswered, StoryDiffers
from sizao.project.worlds.wuxi import state, story
from sizao.simulation import city as cities
from sizao.simulation.city import files
from sizao.spine.web.queries import announcement


class Echo:
    """Answers with what it was asked; counts."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.status = 200

    def send(self, method, path, body, headers):
        self.asked.append((path, headers.get("Idempotency-Key", "")))
        return self.status, b"answer to " + body


def test_the_last_day_of_the_story_is_today():
    evening = datetime(2026, 11, 22, 17, 45, tzinfo=UTC)  # the small hours of the 23rd in Wuxi
    moved = story.moved(evening, people=500, days=4)
    box = moved.scenario.box
    assert (box.people, box.days, box.first_day) == (500, 4, date(2026, 11, 15))
    assert moved.until.isoformat() == "2026-11-23T01:00:00+08:00"
    assert all(each.at_hours < 96 for each in moved.scenario.injects)


def test_a_kept_city_with_a_broken_file_is_built_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    scenario = story.moved(datetime(2026, 11, 22, 4, tzinfo=UTC), people=300).scenario
    first = story.city_of(scenario)
    [folder] = (tmp_path / "sizao" / "cities").iterdir()
    assert cities.read(folder).spec.first_day.weekday() == scenario.box.first_day.weekday()
    (folder / "persons.parquet").write_bytes(b"torn")
    again = story.city_of(scenario)
    assert not files.faults(folder) and (again.age == first.age).all()


def test_a_journal_answers_what_was_asked_before_and_then_asks(tmp_path):
    before = Echo()
    journal = Journal(tmp_path / "journal", "story", before)
    assert journal.send("POST", "/a", b"1", {}) == (200, b"answer to 1")
    assert journal.send("GET", "/b", b"", {}) == (200, b"answer to ")
    journal.close()
    assert before.asked == [("/a", "story-1"), ("/b", "")], "a write is known by its place"
    with (tmp_path / "journal").open("ab") as torn:
        torn.write(b"cut off in writing")
    after = Echo()
    journal = Journal(tmp_path / "journal", "story", after)
    assert journal.is_repeating
    assert journal.send("POST", "/a", b"1", {}) == (200, b"answer to 1")
    assert journal.send("GET", "/b", b"", {}) == (200, b"answer to ")
    assert not journal.is_repeating and after.asked == []
    journal.send("POST", "/c", b"3", {})
    journal.close()
    assert after.asked == [("/c", "story-3")]
    third = Journal(tmp_path / "journal", "story", Echo())
    with pytest.raises(StoryDiffers):
        third.send("POST", "/another", b"1", {})
    third.close()


def test_a_fault_of_the_platform_is_not_remembered(tmp_path):
    platform = Echo()
    platform.status = 503
    journal = Journal(tmp_path / "journal", "story", platform)
    with pytest.raises(NotAnswered):
        journal.send("POST", "/a", b"1", {})
    journal.close()
    again = Journal(tmp_path / "journal", "story", platform)
    assert not again.is_repeating
    again.close()


def test_the_state_is_of_one_database_and_for_its_owner(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(state, "here", lambda: {"name": "one"})
    begun = state.State(
        {"name": "one"}, datetime(2026, 1, 1, tzinfo=UTC), 1_000, 4, doors=({"code": "x", "answer": "y"},)
    )
    state.tell(begun, 0.5, Words("推演", "playing"), tmp_path)
    kept = state.read(tmp_path)
    assert kept is not None and kept.share == 0.5 and "50%" in kept.words.zh and kept.doors == begun.doors
    assert (tmp_path / state.FILE).stat().st_mode & 0o077 == 0
    monkeypatch.setattr(state, "here", lambda: {"name": "another"})
    assert state.read(tmp_path) is None


def test_what_the_loading_announces_stands_on_the_pages_until_it_is_taken_down(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(state.installation, "home", lambda: tmp_path)
    assert announcement.read(tmp_path) is None
    state.announce(Words("载入中", "loading"))
    assert announcement.read(tmp_path) == Words("载入中", "loading")
    state.announce(None)
    state.announce(None)
    assert announcement.read(tmp_path) is None
