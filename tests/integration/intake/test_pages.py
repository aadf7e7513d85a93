"""The intake pages and API as a data officer meets them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sizao.ground.command import actions as command
from sizao.ground.intake.models import Batch, SavedMapping
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import synthetic_document
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases

pytestmark = pytest.mark.django_db
YIXING = areas.parse("320282")
AT = datetime(2021, 12, 20, 2, tzinfo=UTC)
WORLD = Actor.system("test")
CONTENT = f"病例编号,姓名,身份证号,性别,发病日期,诊断日期\nA1,甲一,{synthetic_document(1).number},男,2021-12-03,2021-12-05\nA2,乙二,,雌,2021-12-03,2021-12-05\n"


@pytest.fixture
def incident(db: None) -> UUID:
    with scope.acting(WORLD):
        return command.open_incident(
            title=Words("测试疫情", "Test outbreak"), disease="covid-19", area=YIXING, reported_at=AT, by=WORLD, at=AT
        )


@pytest.fixture
def officer(signed_in: Callable[..., Client]) -> Client:
    return signed_in("data_officer", "3202")


def send(browser: Client, incident: UUID, text: str = CONTENT, **more: object) -> str:
    file = SimpleUploadedFile("名单.csv", text.encode("gb18030"))
    form = {"kind": "cases", "file": file, "incident": str(incident), **more}
    answer = browser.post("/intake/send/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def the_batch() -> Batch:
    with scope.acting(WORLD):
        return Batch.objects.get()


def test_from_file_to_receipt(officer: Client, incident: UUID) -> None:
    assert "测试疫情" in officer.get("/intake/send/", headers={"accept-language": "zh"}).content.decode()
    where = send(officer, incident)
    shown = officer.get(where).content.decode()
    assert "名单.csv" in shown
    assert "甲一" not in shown
    assert synthetic_document(1).number not in shown
    assert "not one of the known values" in shown
    fields = officer.get(f"{where}mapping/")
    form = fields.context["form"]
    answer = {name: form.initial.get(name, form.fields[name].initial) or "" for name in form.fields}
    answer |= {"value_0": "female", "save_as": "宜兴"}
    assert officer.post(f"{where}mapping/", answer).status_code == 302
    assert the_batch().accepted == 2
    with scope.acting(WORLD):
        assert SavedMapping.objects.get().mapping().values == {"sex": {"雌": "female"}}
    assert officer.post(f"{where}enter/").status_code == 302
    outbox.drain()
    assert the_batch().status == "applied"
    with scope.acting(WORLD):
        (first, second) = cases.cases(incident)
        assert {first.area, second.area} == {YIXING}
    history = officer.get(where).content.decode()
    assert "The platform" in history
    assert "batch_committed" not in history
    again = send(officer, incident)
    assert again == where


def test_a_past_outbreak_is_a_tick_on_the_form_and_stands_on_the_batch(officer: Client, incident: UUID) -> None:
    where = send(officer, incident, dated="on")
    assert the_batch().dated
    assert "each from its own day of report" in officer.get(where).content.decode()


def test_a_refused_file_is_explained_on_the_form(officer: Client, incident: UUID) -> None:
    form = {"kind": "cases", "file": SimpleUploadedFile("a.xlsx", b"a,b\n1,2\n"), "incident": str(incident)}
    answer = officer.post("/intake/send/", form)
    assert answer.status_code == 422
    assert "Rename the file" in answer.content.decode()


def test_a_quarantined_file_shows_both_numbers_and_cannot_enter(officer: Client, incident: UUID) -> None:
    where = send(officer, incident, declared=70_000)
    assert "70000" in officer.get(where).content.decode()
    assert officer.post(f"{where}enter/").status_code == 409
    assert officer.post(f"{where}withdraw/").status_code == 302
    assert the_batch().status == "withdrawn"


def test_the_rejected_rows_come_as_a_file_without_anybodys_name(officer: Client, incident: UUID) -> None:
    where = send(officer, incident)
    written = officer.get(f"{where}rejected.csv").content.decode("utf-8-sig")
    assert '"3","3","性别"' in written
    assert "乙二" not in written


def test_uploads_need_the_forgery_token(staff: Callable[..., object], incident: UUID) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(staff("data_officer", "3202"), backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[arg-type]
    file = SimpleUploadedFile("a.csv", CONTENT.encode())
    assert strict.post("/intake/send/", {"kind": "cases", "file": file}).status_code == 403


def test_others_may_not_import(signed_in: Callable[..., Client], incident: UUID) -> None:
    assert signed_in("tracer").get("/intake/send/").status_code == 403


def test_another_county_finds_no_such_batch(officer: Client, signed_in: Callable[..., Client], incident: UUID) -> None:
    where = send(officer, incident)
    assert signed_in("data_officer", "320211").get(where).status_code == 404


def test_the_api_takes_a_file_and_gives_the_receipt(officer: Client, incident: UUID) -> None:
    address = f"/api/v1/imports?kind=cases&filename=a.csv&incident_id={incident}&declared=2"
    sent = officer.post(address, CONTENT.encode(), content_type="application/octet-stream")
    assert sent.status_code == 201, sent.content
    body = sent.json()
    assert (body["physical"], body["accepted"], body["rejected"]) == (2, 1, 1)
    assert body["area"] == "320282000000"
    one = f"/api/v1/imports/{body['id']}"
    (rejected,) = officer.get(f"{one}/rejections").json()
    assert (rejected["line"], rejected["reason"]) == (3, "not_a_choice")
    mapping = {"columns": body["columns"], "values": {"sex": {"雌": "female"}}}
    fixed = officer.put(f"{one}/mapping", mapping, content_type="application/json")
    assert fixed.json()["accepted"] == 2
    assert officer.post(f"{one}/entering").json()["state"] == "committed"
    outbox.drain()
    assert officer.get(one).json()["state"] == "applied"
    assert officer.get("/api/v1/imports").json()[0]["id"] == body["id"]
    again = officer.post(address, CONTENT.encode(), content_type="application/octet-stream")
    assert again.json()["id"] == body["id"]
    assert officer.post(f"{one}/withdrawal").status_code == 409
