"""Everything that a drill's process shows or hands out says that it is an exercise; the real one's says nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sizao.kernel.ids import uuid7
from sizao.spine import drill
from sizao.spine.web.queries import exercise

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> drill.Drill:
    """This process belongs to a drill."""
    known = {"id": str(uuid7()), "title": {"zh": "宜兴试演", "en": "Yixing trial"}}
    (tmp_path / drill.FILE).write_text(json.dumps(known))
    monkeypatch.setenv("SIZAO_DRILL", str(tmp_path))
    found = drill.current()
    assert found is not None
    return found


def is_marked(body: str) -> bool:
    return "data-pace" in body and "Yixing trial" in body and "<title>[Exercise] " in body and "is-drill" in body


@pytest.mark.parametrize("path", ["/access/sign-in/", "/nowhere/", "/self/"])
def test_pages_before_sign_in_and_errors_carry_the_band(running: drill.Drill, path: str, db: None) -> None:
    answer = Client(headers={"accept-language": "en"}).get(path, follow=True)
    assert is_marked(answer.content.decode()), path
    assert answer["X-Sizao-Exercise"] == str(running.id)


def test_pages_of_officers_carry_the_band(running: drill.Drill, signed_in: Callable[..., Client]) -> None:
    for path in ("/", "/screen/", "/cases/"):
        assert "Yixing trial" in signed_in("commander").get(path, follow=True).content.decode(), path


def test_what_players_are_told_stands_on_their_pages_until_they_confirm(
    running: drill.Drill, signed_in: Callable[..., Client]
) -> None:
    told = {
        "key": "storm-1", "kind": "storm", "words": {"zh": "台风过境", "en": "A typhoon passes"}, "hours": 6, "strength": 1,
        "at": "2021-12-11T02:00:00+00:00",
    }  # fmt: skip
    (running.folder / "injects.json").write_text(json.dumps([told]), "utf-8")
    player, other = signed_in("sampler"), signed_in("lab")
    assert "台风过境" in signed_in("commander", language="zh-hans").get("/cases/").content.decode()
    for path in ("/screening/", "/drills/inbox/"):
        assert "A typhoon passes" in player.get(path).content.decode()
    answer = player.post("/drills/inbox/confirm/", {"key": "storm-1", "back": "/screening/"})
    assert answer.url == "/screening/"
    assert (
        player.post("/drills/inbox/confirm/", {"key": "storm-1", "back": "https://elsewhere.example/"}).url
        == "/drills/inbox/"
    )
    assert "drill-told" not in player.get("/screening/").content.decode()
    assert "drill-told" in other.get("/screening/").content.decode(), "each confirms for themselves"
    assert player.post("/drills/inbox/confirm/", {"key": "never"}).status_code == 404
    [receipt] = [json.loads(line) for line in (running.folder / "receipts.jsonl").read_text("utf-8").splitlines()]
    assert (receipt["key"], receipt["role"]) == ("storm-1", "sampler")
    assert [each["is_read"] for each in player.get("/api/v1/drill-messages").json()] == [True]
    assert other.post("/api/v1/drill-messages/storm-1/confirmation").status_code == 204
    assert other.get("/api/v1/drill-messages?unread=true").json() == []


def test_a_fault_of_ours_carries_the_band(running: drill.Drill, rf: Any) -> None:
    from sizao.spine.web.pages import server_error

    assert "is-drill" in server_error(rf.get("/")).content.decode()


def test_answers_of_the_api_carry_the_id(running: drill.Drill, signed_in: Callable[..., Client]) -> None:
    answer = signed_in("commander").get("/api/v1/incidents")
    assert answer.status_code == 200
    assert answer["X-Sizao-Exercise"] == str(running.id)


def test_lists_are_stamped_and_named(running: drill.Drill, signed_in: Callable[..., Client]) -> None:
    from openpyxl import load_workbook

    answer = signed_in("epidemiologist").get("/cases/?export=xlsx")
    assert 'filename="EXERCISE-' in answer["Content-Disposition"]
    assert int(answer["Content-Length"]) == len(answer.content), "or the browser cuts the file off"
    for sheet in load_workbook(BytesIO(answer.content)).worksheets:
        assert sheet.title.startswith("演练 ")
        assert sheet.oddHeader.center.text == exercise.STAMP


def test_papers_are_stamped_on_every_page() -> None:
    from docx import Document

    from sizao.spine.web.queries import paper

    written = paper.new_paper()
    paper.paragraph(written, "正文")
    stamped = Document(BytesIO(exercise.word(paper.saved(written))))
    assert exercise.STAMP in [each.text for each in stamped.sections[0].header.paragraphs]
    assert [each.text for each in stamped.paragraphs] == ["正文"]


def test_the_real_platform_says_nothing(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("commander").get("/", follow=True)
    assert not answer.has_header("X-Sizao-Exercise")
    assert "is-drill" not in answer.content.decode()
    assert "EXERCISE" not in signed_in("epidemiologist").get("/cases/?export=xlsx")["Content-Disposition"]
