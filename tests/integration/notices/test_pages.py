"""The archive of notices as people meet it."""

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.oversight.notices import queries
from sizao.spine.scope import queries as scope


def test_a_commander_issues_a_notice_and_a_later_one_takes_its_place(signed_in, db):
    browser = signed_in("commander", "3202")
    given = {"number": "53", "title_zh": "第53号通告", "scope": "3202", "body": "要点"}
    shown = browser.post("/notices/issue/", given)
    assert shown.status_code == 200 and "People affected" in shown.content.decode()
    given |= {"seen": str(parse("3202"))}
    first = browser.post("/notices/issue/", given)
    assert first.status_code == 302
    assert browser.post("/notices/issue/", given).status_code == 409
    old = first.url.rstrip("/").rsplit("/", 1)[-1]
    later = browser.post("/notices/issue/", {**given, "number": "", "supersedes": old})
    assert later.status_code == 302
    shown = browser.get(first.url).content.decode()
    assert "superseded" in shown
    assert "要点" in shown
    assert "第53号通告" in browser.get("/notices/?q=54").content.decode()
    assert browser.post("/notices/issue/", {**given, "number": "", "scope": "x"}).status_code == 422
    assert browser.post("/notices/issue/", {**given, "number": "", "scope": "3205"}).status_code == 422, (
        "refused before anything is shown"
    )


def test_a_grid_worker_reads_the_citys_notice(signed_in, db):
    given = {"number": "53", "title_zh": "第53号通告", "scope": "3202", "body": "要点", "seen": str(parse("3202"))}
    signed_in("commander", "3202").post("/notices/issue/", given)
    reader = signed_in("grid_worker", "320282109200", language="zh-hans")
    assert "第53号通告" in reader.get("/notices/").content.decode()
    (found,) = reader.get("/api/v1/notices").json()
    assert (found["number"], found["area"]) == (53, "320200000000")
    assert reader.get(f"/api/v1/notices/{found['id']}").json()["body"] == "要点"
    assert reader.get("/notices/issue/").status_code == 403
    with scope.acting(Actor.system("test")):
        assert len(queries.notices()) == 1
