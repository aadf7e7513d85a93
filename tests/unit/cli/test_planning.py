"""Many runs one after the other: what was played is not played again, and an interruption ends what is running and loses nothing."""

from __future__ import annotations

import os
import signal
from threading import Event
from typing import Any

import pytest

from sizao.oversight.drills.queries.scenarios import HERE, scenario
from sizao.project.cli.serve import stoppable
from sizao.project.drilling import planning
from sizao.project.drilling.planning import Children, Shelf, way_of, ways_of


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setattr(planning.installation, "home", lambda: tmp_path)
    monkeypatch.setattr(planning, "installation_place", lambda: None)
    return Shelf.of(scenario("yixing-2021"))


def play(shelf: Shelf, names: list[str], seeds: list[int], **more: Any) -> dict[str, list[dict[str, Any]]]:
    found = scenario("yixing-2021")
    given = {"jobs": 1, "advance": lambda share: None, **more}
    return planning.play_all(found, found.id, ways_of(found, names), seeds, shelf=shelf, **given)


def test_what_was_played_is_taken_and_only_the_rest_is_played(shelf, monkeypatch):
    played: list[tuple[str, int]] = []

    def one(found, named, way, seed, **rest):
        played.append((way.name, seed))
        return {"score": {"seed": seed}, "log": []}

    monkeypatch.setattr(planning, "play_one", one)
    shares: list[float] = []
    first = play(shelf, ["cn-covid-ed8", "fast-transfer"], [1, 2], advance=shares.append)
    assert [each["score"]["seed"] for each in first["fast-transfer"]] == [1, 2]
    assert played == [("cn-covid-ed8", 1), ("fast-transfer", 1), ("cn-covid-ed8", 2), ("fast-transfer", 2)], "in pairs"
    played.clear()
    assert play(shelf, ["cn-covid-ed8", "fast-transfer"], [2, 3], advance=shares.append)["cn-covid-ed8"]
    assert played == [("cn-covid-ed8", 3), ("fast-transfer", 3)] and sum(shares) == 2
    shelf.clear()
    assert shelf.take(way_of(scenario("yixing-2021")), 1) is None


def test_a_failure_keeps_what_is_over_and_plays_nothing_more(shelf, monkeypatch):
    played: list[int] = []
    ended = Event()

    def one(found, named, way, seed, **rest):
        played.append(seed)
        if seed == 2:
            raise planning.RunFailed(seed=seed, reason="no memory")
        assert seed < 2 or ended.wait(20), "the one that began before the failure was heard of"
        return {"score": {"seed": seed}, "log": []}

    monkeypatch.setattr(planning, "play_one", one)
    monkeypatch.setattr(Children, "end", lambda self: ended.set())
    with pytest.raises(planning.RunFailed):
        play(shelf, ["cn-covid-ed8"], [1, 2, 3, 4, 5, 6])
    assert played in ([1, 2], [1, 2, 3])
    assert shelf.take(way_of(scenario("yixing-2021")), 1)


def test_an_interruption_ends_the_processes_that_play(shelf, monkeypatch):
    ended = Event()

    class Player:
        def terminate(self) -> None:
            ended.set()

    def one(found, named, way, seed, *, children: Children, advance: Any, **rest):
        children.running.add(Player())  # type: ignore[arg-type]
        advance(0.5)
        assert ended.wait(20), "nobody ended it"
        raise planning.RunFailed(seed=seed, reason="ended")

    def interrupt(future: Any, timeout: Any = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(planning, "play_one", one)
    started = Event()

    class Future(planning.ThreadPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Any:
            made = super().submit(*args, **kwargs)
            made.result = lambda timeout=None: started.wait(20) and interrupt(made)  # type: ignore[method-assign]
            return made

    monkeypatch.setattr(planning, "ThreadPoolExecutor", Future)
    with pytest.raises(KeyboardInterrupt):
        play(shelf, ["cn-covid-ed8"], [1, 2], advance=lambda share: started.set())
    assert ended.is_set()


def test_a_run_of_another_state_of_the_scenario_is_not_taken(shelf, tmp_path):
    mine = tmp_path / "mine.toml"
    text = (HERE / "yixing-2021.toml").read_text(encoding="utf-8")
    mine.write_text(text, encoding="utf-8")
    first = Shelf.of(scenario(str(mine)))
    first.put(way_of(scenario(str(mine))), 1, {"score": {}, "log": []})
    assert Shelf.of(scenario(str(mine))).folder == first.folder
    mine.write_text(text.replace("days = 14", "days = 13"), encoding="utf-8")
    assert Shelf.of(scenario(str(mine))).folder != first.folder
    assert not first.folder.exists(), "what nobody can take any more is thrown away"


def test_a_strategy_runs_under_the_edition_that_is_asked_for():
    found = scenario("yixing-2021")
    assert way_of(found, "fast-transfer", "cn-covid-ed9").edition == "cn-covid-ed9"
    assert way_of(found, "", "cn-covid-ed9").name == "cn-covid-ed9"
    with pytest.raises(planning.OtherDisease) as refused:
        way_of(found, "int-measles")
    assert "麻疹" in refused.value.words.zh and "cn-covid-ed8" in refused.value.words.en


def test_a_terminal_that_is_closed_stops_as_ctrl_c_does_unless_it_is_ignored():
    before = signal.getsignal(signal.SIGHUP)
    try:
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        with pytest.raises(KeyboardInterrupt), stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        with stoppable():
            os.kill(os.getpid(), signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
