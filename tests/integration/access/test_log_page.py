"""The access log as an auditor reads it: in words, with the state of a chain whose rows lie in every area."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import sizao
from sizao.ground.identity.types import LookAction
from sizao.ground.presence.types import ActKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.oversight.access.rules import because
from sizao.spine.accounts.types import Role
from sizao.spine.audit import actions, queries
from sizao.spine.audit.models import Access, Check
from sizao.spine.audit.types import ACTIONS, said, shown
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
WUXI, YIXING = areas.parse("3202"), areas.parse("320282")
WHOLE = Actor.system("test")


def look(at, area: int, **more: object) -> None:
    with scope.acting(WHOLE):
        by = Actor.system("流调员", area)
        actions.record(
            by=by, at=at, action="identity.reveal", purpose="case_investigation", persons=[7], fields="name,phone", **more
        )  # fmt: skip


def read_back(at, monkeypatch) -> Check:
    monkeypatch.setattr(queries, "horizon", lambda: 2**62)
    with scope.acting(WHOLE):
        actions.seal(at=at)
        made = actions.verify(at=at)
    assert made is not None
    return made


def test_an_auditor_of_one_city_is_told_that_the_whole_chain_holds(signed_in, at, monkeypatch):
    look(at, WUXI)
    look(at, areas.parse("90"))
    assert read_back(at, monkeypatch).rows >= 2
    with scope.acting(Actor.system("auditor", WUXI)):
        assert not queries.check_chain().holds, "who sees a part of the rows cannot read the chain"
    page = signed_in("auditor", "3202", language="en").get("/access/log/").content.decode()
    assert "holds" in page and "broken" not in page


def test_a_broken_chain_says_at_which_link_until_the_whole_is_read_again(signed_in, at, monkeypatch):
    look(at, YIXING)
    good = read_back(at, monkeypatch)
    with scope.acting(WHOLE):
        Check.objects.create(
            at=at, holds=False, last=0, links=0, rows=0, broken_at=good.last, head=good.head
        )  # fmt: skip
        assert actions.verify(at=at) is None
    page = signed_in("auditor", "3202", language="en").get("/access/log/").content.decode()
    assert f"broken at link {good.last}" in page
    with scope.acting(WHOLE):
        again = actions.verify(at=at, whole=True)
        assert again is not None and again.holds


def test_new_links_are_read_alone_and_nothing_is_read_twice(at, monkeypatch):
    look(at, YIXING)
    first = read_back(at, monkeypatch)
    with scope.acting(WHOLE):
        assert actions.verify(at=at) is None
    look(at, YIXING)
    second = read_back(at, monkeypatch)
    assert (second.links, second.rows) == (first.links + 1, first.rows + 1)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-hans", ("查看身份信息", "病例调查", "姓名、电话")),
        ("en", ("Identity seen", "Case investigation", "name, phone")),
    ],
)
def test_the_log_is_told_in_words(signed_in, at, language, expected):
    look(at, YIXING)
    page = signed_in("auditor", "3202", language=language).get("/access/log/").content.decode()
    assert [each for each in (*expected,) if each not in page] == []
    assert "case_investigation" not in page and "identity.reveal" not in page


def test_looks_without_a_task_and_refusals_are_found(signed_in, at, staff):
    officer = staff("epidemiologist", name="officer")
    for allowed, reason in ((True, "电话复核身份信息用"), (False, "短")):
        with scope.acting(WHOLE):
            actions.record(
                by=Actor.system("officer", YIXING), at=at, action="identity.reveal", purpose="appeal", persons=[1],
                reason=reason, allowed=allowed,
            )  # fmt: skip
    with scope.acting(WHOLE):
        Access.objects.create(
            at=at, actor="officer", user_id=officer.pk, role="epidemiologist", action="identity.reveal", area=YIXING,
            reason="书面理由甲乙丙丁戊己",
        )  # fmt: skip
    auditor = signed_in("auditor", "3202")
    assert "书面理由甲乙丙丁戊己" in auditor.get("/access/log/?kind=reason").content.decode()
    refused = auditor.get("/access/log/?kind=refused").content.decode()
    assert "短" in refused and "书面理由甲乙丙丁戊己" not in refused


def noted() -> set[str]:
    """Every action that a room's code writes by name."""
    found: set[str] = set()
    for file in Path(sizao.__file__).parent.rglob("*.py"):
        text = file.read_text("utf-8")
        if "audit" not in text or "migrations" in file.parts:
            continue
        for call in (each for each in ast.walk(ast.parse(text)) if isinstance(each, ast.Call)):
            name = ast.unparse(call.func)
            if name.endswith("audit.record") or name == "record":
                given = [each.value for each in call.keywords if each.arg == "action"]
            elif name == "_log":
                given = call.args[:2]
            else:
                continue
            found |= {text for each in given for text in strings(each) if "." in text}
    return found


def strings(node: ast.expr) -> list[str]:
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)]


def test_every_action_has_words():
    wanted = noted() | {each.value for each in LookAction} | {f"presence.{each.value}" for each in ActKind}
    wanted = {each for each in wanted if not each.startswith(("export.", "presence.{")) and each.strip(".") == each}
    assert len(wanted) > 60 and sorted(wanted - set(ACTIONS) - {".export"}) == []


def test_exports_and_unknown_words_are_said_too():
    assert said("contacts.export").zh == "导出:接触者"
    assert said("export.sormas.cases").en == "Exported: SORMAS cases"
    assert said("of.tomorrow").en == "of.tomorrow"
    assert shown("name, phone").zh == "姓名、电话"


CASE = "0192f0a0-0000-7000-8000-000000000001"
MACHINE = (
    (
        "tracing.count", f"no legal basis chosen yet; case {CASE} by qr_scan, mall; persons 12; places 3; visits 40",
        "尚未选择法律依据", "12 人;3 个场所;40 次到访",
    ),
    (
        "tracing.run", f"infectious_diseases_law; 2 cases of {CASE}, ab12; persons 1; places 1; visits 1",
        "传染病防治法:流行病学调查", "的 2 个病例,ab12;1 人",
    ),
    ("tracing.refused", "emergency_response_law; P7; tracing.note_please", "突发公共卫生事件应对法:应急处置", "P7;"),
    ("accounts.give_role", "7 epidemiologist", "账户 7:", Role.EPIDEMIOLOGIST.words.zh),
    ("presence.place_visits", "scene car-park, scene market", "数据场景 car-park", "数据场景 market"),
)  # fmt: skip


@pytest.mark.parametrize(("action", "reason", "one", "other"), MACHINE)
def test_what_the_platform_wrote_as_a_reason_is_read_in_the_readers_language(action, reason, one, other):
    words = because(action, reason)
    assert one in words.zh and other in words.zh
    assert not re.search(r"persons|places|visits|scene|case |law|tracing\.", words.zh)
    assert words.en.isascii() and "tracing." not in words.en


def test_what_an_officer_wrote_as_a_reason_stays_as_it_was_written():
    assert because("identity.reveal", "persons 3; a call back") == ("persons 3; a call back",) * 2
    assert because("presence.hold", "scene 4 is under review") == ("scene 4 is under review",) * 2


def test_the_page_of_the_log_puts_the_platforms_reasons_into_words(signed_in, at):
    with scope.acting(WHOLE):
        actions.record(
            by=Actor.system("追踪", WUXI), at=at, action="tracing.count", persons=[7], fields="place, time",
            reason="no legal basis chosen yet; persons 12; places 3; visits 40",
        )  # fmt: skip
    page = signed_in("auditor", "3202", language="zh-hans").get("/access/log/").content.decode()
    assert "尚未选择法律依据;12 人;3 个场所;40 次到访" in page
    assert "persons 12" not in page
