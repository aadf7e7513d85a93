"""What the real platform keeps of drills, and what it asks of whoever serves them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils.html import escape

from sizao.kernel.areas import NATION, parse
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.drills import actions
from sizao.oversight.drills.errors import EditionNotOffered, NotNow, SpeedUnfit, TooManyDrills, WithinDrill
from sizao.oversight.drills.queries import inbox, reports, running
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.types import DrillState, Inject, InjectKind, Message, MessageKind
from sizao.spine import clock, drill
from sizao.spine.clock import DrillClock
from tests.conftest import HOME
from tests.integration.spine.counties_drills import SCORE, new

pytestmark = pytest.mark.django_db
STORM = Inject(at_hours=0, kind=InjectKind.STORM, words=Words("台风", "A storm"), hours=6)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Any) -> Path:
    """An installation folder of the test's own."""
    settings.SIZAO_HOME = tmp_path / "home"
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "secrets").symlink_to(HOME / "secrets")
    return tmp_path / "home"


@pytest.fixture
def started(by: Any, at: datetime, django_capture_on_commit_callbacks: Any) -> Callable[..., UUID]:
    """A drill that was asked for, its wish written."""

    def start(seed: int = 7) -> UUID:
        with django_capture_on_commit_callbacks(execute=True):
            return actions.start(new=new(seed), by=replace(by, area=parse("320282")), at=at)

    return start


@pytest.fixture
def going(started: Any, by: Any, at: datetime) -> UUID:
    """A drill that runs, with a folder and a clock."""
    found: UUID = started()
    folder = running.folder(found)
    folder.mkdir()
    DrillClock(clock.wall(), running.drill(found).began_drill, 60).write(folder)
    actions.note_state(drill_id=found, state=DrillState.RUNNING, by=by, at=at)
    return found


def test_a_wish_says_all_that_the_keeper_needs(started: Any) -> None:
    found = started()
    wish = json.loads(running.wish(found).read_text())
    assert wish["wish"] == "make"
    assert (wish["id"], wish["area"], wish["seed"], wish["speed"]) == (str(found), "320282", 7, 60)
    assert datetime.fromisoformat(wish["began"]) == running.drill(found).began_drill
    assert running.drill(found).state is DrillState.PREPARING


def test_what_the_rules_refuse(
    by: Any, at: datetime, started: Any, home: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    with pytest.raises(EditionNotOffered):
        actions.start(new=replace(new(), edition="cn-measles"), by=by, at=at)
    with pytest.raises(SpeedUnfit):
        actions.start(new=replace(new(), speed=10_000), by=by, at=at)
    settings.SIZAO_DRILLS = 2
    for _ in range(2):
        started()
    with pytest.raises(TooManyDrills, match="2 drills may stand .* SIZAO_DRILLS"):
        started()
    monkeypatch.setattr(drill, "current", lambda: drill.Drill(running.drills()[0].id, Words("一", "one"), home))
    with pytest.raises(WithinDrill):
        started()


def test_time_is_steered_through_the_drills_clock(
    going: UUID, by: Any, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.pause(drill_id=going, by=by, at=at)
    stood = running.drill_time(going)
    assert stood == running.drill_time(going)
    with pytest.raises(NotNow):
        actions.pause(drill_id=going, by=by, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_speed(drill_id=going, speed=240, by=by, at=at + timedelta(seconds=1))
    with django_capture_on_commit_callbacks(execute=True):
        actions.resume(drill_id=going, by=by, at=at + timedelta(seconds=2))
    served = running.served(going)
    assert served is not None
    assert (served.speed, served.is_paused) == (240, False)
    assert served.now >= stood


def test_an_inject_is_told_to_players_and_kept(
    going: UUID, by: Any, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.fire(drill_id=going, inject=STORM, by=by, at=at)
    [told] = running.fired(going)
    assert (told["kind"], told["words"]["en"], told["hours"]) == ("storm", "A storm", 6)
    assert [each.words.zh for each in running.notes(going)] == ["台风"]


def test_an_end_is_a_wish_and_only_the_keeper_says_deleted(
    going: UUID, by: Any, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.end(drill_id=going, by=by, at=at)
    assert json.loads(running.wish(going).read_text())["wish"] == "end"
    assert running.drill(going).state is DrillState.ENDED
    assert actions.note_state(drill_id=going, state=DrillState.DELETED, by=by, at=at + timedelta(seconds=1))
    assert not actions.note_state(drill_id=going, state=DrillState.RUNNING, by=by, at=at + timedelta(seconds=2))
    with pytest.raises(NotNow):
        actions.end(drill_id=going, by=by, at=at)


def test_a_score_is_kept_once(going: UUID, by: Any, at: datetime) -> None:
    for cases in (1, 2):
        actions.keep_score(drill_id=going, score={**SCORE, "infections": cases}, log=[], by=by, at=at)
    assert running.score(going)["score"]["infections"] == 1


@pytest.mark.parametrize(
    ("form", "begins"), [("html", b"<!doctype"), ("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("json", b"{")]
)
def test_the_report_leaves_as_a_paper(
    signed_in: Any, going: UUID, by: Any, at: datetime, form: str, begins: bytes
) -> None:
    log = [{"at": at.isoformat(), "kind": "act", "role": "lab", "what": "tested", "count": 2, "detail": ""}]
    actions.keep_score(drill_id=going, score=SCORE, log=log, by=by, at=at)
    officer = signed_in("commander")
    assert "report" in officer.get(f"/drills/{going}/report/").content.decode()
    answer = officer.get(f"/drills/{going}/report.{form}")
    assert answer.content.startswith(begins)
    assert "EXERCISE" in answer["Content-Disposition"]


def test_behind_a_proxy_the_drills_address_is_the_proxys(going: UUID, signed_in: Any, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLOWED_HOSTS = ["sizao.example"]
    (running.folder(going) / "state.json").write_text(json.dumps({"port": 8001, "processes": {"web": True}}))
    officer = signed_in("commander")
    asked = {"host": "sizao.example", "x-forwarded-proto": "https"}
    assert "https://sizao.example:8001/" in officer.get(f"/drills/{going}/", headers=asked).content.decode()
    assert (
        "http://sizao.example:8001/"
        in officer.get(f"/drills/{going}/", headers={"host": "sizao.example"}).content.decode()
    )


def test_two_editions_are_compared_over_the_seeds_of_both(
    signed_in: Any, by: Any, at: datetime, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.SIZAO_DRILLS = 9
    made: dict[tuple[str, int], UUID] = {}
    for edition, fewer in (("cn-covid-ed8", 0), ("cn-covid-ed9", 5)):
        for seed in (1, 2, 3):
            with django_capture_on_commit_callbacks(execute=True):
                wanted = replace(new(seed), edition=edition)
                drill_id = actions.start(new=wanted, by=replace(by, area=parse("320282")), at=at)
            score = {**SCORE, "edition": edition, "seed": seed, "infections": 40 + seed - fewer}
            actions.keep_score(drill_id=drill_id, score=score, log=[], by=by, at=at)
            made[edition, seed] = drill_id
    first, second = made["cn-covid-ed8", 1], made["cn-covid-ed9", 1]
    shown = signed_in("commander").get(f"/drills/compare/?first={first}&second={second}").content.decode()
    assert "over all seeds played both ways" in shown
    row = re.search(r"<tr><td[^>]*>Infections</td>(?:(?!</tr>).)*−5 … −5.*?</tr>", shown)
    assert row and ">3</td>" in row[0] and "better" in row[0]
    alone = signed_in("commander").get(f"/drills/compare/?first={first}&second={made['cn-covid-ed8', 2]}")
    assert "over all seeds played both ways" not in alone.content.decode(), "two seeds of one way are no comparison"


def test_two_scores_beside_each_other() -> None:
    rows = {
        each.measure.value: each
        for each in reports.beside(SCORE, {**SCORE, "recall": 0.9, "missed": 6, "milestones": []})
    }
    assert (rows["recall"].difference, rows["recall"].is_better) == ("+10%", True)
    assert (rows["missed"].difference, rows["missed"].is_better) == ("+2", False)
    assert (rows["milestones_late"].difference, rows["milestones_late"].is_better) == ("−1", True)
    assert rows["averted"].is_better is None


def test_the_hidden_truth_is_for_who_may_run_drills(signed_in: Callable[..., Client]) -> None:
    truth = escape(scenario("yixing-2021").truth.en)
    assert truth in signed_in("commander").get("/drills/scenarios/yixing-2021/").content.decode()
    assert truth not in signed_in("epidemiologist").get("/drills/scenarios/yixing-2021/").content.decode()


def test_the_api_starts_and_steers(signed_in: Callable[..., Client]) -> None:
    officer = signed_in("data_officer")
    assert "yixing-2021" in [each["id"] for each in officer.get("/api/v1/drill-scenarios").json()]
    assert scenario("yixing-2021").truth.en not in officer.get("/api/v1/drill-scenarios").content.decode()


def test_without_a_keeper_the_rows_stand_for_the_nation(by: Any) -> None:
    assert by.area == NATION
    assert running.drills() == []
    assert running.served(UUID(int=0)) is None
    assert datetime.now(UTC) - clock.wall() < timedelta(seconds=5)


def test_whom_the_city_infected_is_shown_only_to_who_directs(going: UUID, signed_in: Any, at: datetime) -> None:
    truth = {"kind": "truth", "role": "worker", "what": "infected first", "detail": "person 41, day -3"}
    act = {"kind": "act", "role": "lab", "what": "results released", "detail": ""}
    lines = [json.dumps({**each, "at": at.isoformat(), "count": 1}) for each in (truth, act)]
    (running.folder(going) / "log.jsonl").write_text("\n".join(lines) + "\n")
    director, player = (
        signed_in(role).get(f"/drills/{going}/").content.decode() for role in ("commander", "epidemiologist")
    )
    assert "infected first" in director and "infected first" not in player
    assert "results released" in director and "results released" in player


def test_what_single_roles_were_told_and_what_is_to_come_is_for_who_directs(
    going: UUID, signed_in: Any, at: datetime
) -> None:
    began = running.drill(going).began_drill
    told = [
        Message(key="a", at=began, kind=MessageKind.INJECT, words=Words("停电", "The power is out")),
        Message(key="b", at=began, kind=MessageKind.INTERVIEW, words=Words("答", "Was at the market"), roles=("lab",)),
        Message(key="c", at=began + timedelta(days=9), kind=MessageKind.INJECT, words=Words("台风", "A typhoon comes")),
    ]
    inbox.keep(running.folder(going), told)
    finding = {
        "kind": "finding",
        "role": "lab",
        "what": "positive",
        "detail": "person 41",
        "count": 1,
        "at": at.isoformat(),
    }
    (running.folder(going) / "log.jsonl").write_text(json.dumps(finding) + "\n")
    director, player = (
        signed_in(role).get(f"/drills/{going}/").content.decode() for role in ("commander", "epidemiologist")
    )
    hidden = ("Was at the market", "A typhoon comes", "</span> positive", "four-plain-words")
    assert all(each in director for each in ("The power is out", *hidden[:3]))
    assert "The power is out" in player and not any(each in player for each in hidden)


def test_within_a_drill_nobody_directs_it(home: Path, signed_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who commands there plays: the script and the hidden truth of the scenario are not theirs to read."""
    found = scenario("yixing-2021")
    monkeypatch.setattr(drill, "current", lambda: drill.Drill(uuid7(), Words("一", "one"), home))
    shown = signed_in("commander").get("/drills/scenarios/yixing-2021/").content.decode()
    assert escape(found.title.en) in shown
    assert escape(found.truth.en) not in shown and not any(escape(each.words.en) in shown for each in found.injects)


def test_drills_of_different_length_are_no_pair_and_the_page_says_so(
    signed_in: Any, by: Any, at: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    made = []
    course = {"infections": [1, 2, 4], "infections_alone": [1, 4, 8], "found": [0, 2, 5], "isolated": [0, 9, 20]}
    for edition, changes in (("cn-covid-ed8", {}), ("cn-covid-ed9", {"course": course, "injects": ["storm"]})):
        with django_capture_on_commit_callbacks(execute=True):
            wanted = replace(new(1), edition=edition)
            made.append(actions.start(new=wanted, by=replace(by, area=parse("320282")), at=at))
        score = {**SCORE, "edition": edition, "seed": 1, "injects": [], **changes}
        actions.keep_score(drill_id=made[-1], score=score, log=[], by=by, at=at)
    shown = signed_in("commander").get(f"/drills/compare/?first={made[0]}&second={made[1]}").content.decode()
    assert "One was played 2 days, the other 3" in shown and "Other injects hit them" in shown
    assert "The first 2 days of both" in shown
    cases = re.search(r"<tr><td[^>]*>Cases reported</td>.*?</tr>", shown)
    assert cases and re.findall(r">(\d+)</td>", cases[0]) == ["2", "2"]
    assert "better" not in shown and "worse" not in shown


def test_an_inject_that_lasts_stands_greyed_with_the_reason(
    going: UUID, by: Any, at: datetime, signed_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lasting = next(each for each in scenario("yixing-2021").injects if each.hours)
    officer = signed_in("commander")
    assert "has released this just now" not in officer.get(f"/drills/{going}/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        actions.fire(drill_id=going, inject=lasting, by=by, at=clock.now() - timedelta(hours=1))
    shown = officer.get(f"/drills/{going}/").content.decode()
    assert "test has released this just now, or it still lasts." in shown
    assert "btn-refused" in shown and "by test" in shown
