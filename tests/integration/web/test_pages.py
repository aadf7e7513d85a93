"""The guard, the refusals, the headers and the Excel file as a browser meets them."""

import io
import json

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.test import Client, RequestFactory
from openpyxl import load_workbook

from sizao.ground.registry.models import Person
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Clause
from sizao.kernel.errors import NotPermitted, Refused
from sizao.spine.accounts.types import Right
from sizao.spine.audit.models import Access
from sizao.spine.web.errors import SignInNeeded
from sizao.spine.web.queries import needs, problem, public
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Kind, ListPage

pytestmark = pytest.mark.django_db
YIXING = areas.parse("320282")


class DoorShut(Refused):
    """The door stays shut until {hour} o'clock."""

    code = "test.door_shut"
    zh = "门在 {hour} 点前不开。"


def ask(path="/x/", actor=None, at=None, **headers):
    request = RequestFactory().get(path, headers=headers)
    request.actor, request.at, request.htmx, request.session = actor, at, False, {}
    return request


@needs(Right.CASES_READ)
def view(request, number: int):
    return HttpResponse(str(number))


def test_the_guard_tells_its_rights_and_keeps_the_signature():
    import inspect

    assert view.rights == (Right.CASES_READ,)
    assert list(inspect.signature(view).parameters) == ["request", "number"]
    assert public(lambda request: None).is_public


def test_the_guard_lets_in_only_those_with_the_right():
    assert view(ask(actor=Actor("e", role="epidemiologist")), 7).content == b"7"
    with pytest.raises(NotPermitted):
        view(ask(actor=Actor("l", role="lab")), 7)
    with pytest.raises(SignInNeeded):
        view(ask(), 7)


def test_a_stranger_is_led_to_the_sign_in_page_and_back():
    answer = problem(ask("/cases/?q=1"), SignInNeeded())
    assert (answer.status_code, answer["Location"]) == (302, f"{resolve_url(settings.LOGIN_URL)}?next=/cases/%3Fq%3D1")


def test_the_api_answers_with_a_problem_document():
    answer = problem(ask("/api/v1/x"), DoorShut(hour=6, clause=Clause("ed8", "III.4", confidence="L")))
    body = json.loads(answer.content)
    assert answer["Content-Type"] == "application/problem+json"
    assert (answer.status_code, body["code"], body["detail_zh"]) == (409, "test.door_shut", "门在 6 点前不开。")
    assert body["clause"] == {"edition_id": "ed8", "text": "III.4", "source": "", "confidence": "L"}


def test_a_refusal_page_says_the_sentence_and_the_clause(at):
    request = ask("/x/", Actor("e", role="epidemiologist", area=YIXING), at)
    answer = problem(request, DoorShut(hour=6, clause=Clause("ed8", "III.4", confidence="L")))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "门在 6 点前不开。" in page and "III.4" in page and "来源待核" in page


@pytest.mark.parametrize(
    ("language", "advice"), [("zh-hans", "请联系本单位管理员"), ("en", "ask the administrator of your")]
)
def test_who_is_not_permitted_is_told_what_to_do_and_not_a_code(signed_in, language, advice):
    refused = signed_in("auditor", "320282", language).get("/referrals/out/new/")
    told = refused.content.decode()
    assert refused.status_code == 403 and advice in told and "sizao.not_permitted" not in told


def test_every_answer_carries_the_strict_headers():
    answer = Client().get(resolve_url(settings.LOGIN_URL))
    policy = answer["Content-Security-Policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
                 "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy
    expected = {
        "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
    }  # fmt: skip
    assert {name: answer[name] for name in expected} == expected
    assert "camera=(self)" in answer["Permissions-Policy"]


def test_the_components_page_opens_in_both_languages(signed_in):
    assert "组件总表" in Client(headers={"accept-language": "zh-CN"}).get("/web/ui").content.decode()
    page = signed_in("epidemiologist").get("/web/ui?state=red&order=-people").content.decode()
    assert "Components" in page and 'aria-sort="descending"' in page


PEOPLE = ListPage(
    name="people",
    caption="People",
    columns=(
        Column("number", "Number", sort="number"),
        Column("birth_year", "Born", kind=Kind.NUMBER, mask=lambda value: "****"),
        Column("area_residence", "Area", kind=Kind.AREA),
        Column("id", "Row", right="identity.reveal"),
    ),
    persons=lambda row: row.pk,
)


def test_the_file_holds_what_the_screen_shows_and_is_logged(by, at):
    Person.objects.bulk_create(
        [Person(number=f"=P-{n}", birth_year=1950, area_residence=YIXING, registered_at=at) for n in range(3)]
    )
    officer = Actor("d", role="data_officer", area=YIXING)
    answer = list_page(ask("/people/?export=xlsx", officer, at), PEOPLE, Person.objects.all(), "web/base.html")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Number", "Born", "Area"]
    assert [row[:2] for row in rows[1:]] == [["=P-0", "****"], ["=P-1", "****"], ["=P-2", "****"]]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    logged = Access.objects.get(action="people.export")
    assert logged.number_of_persons == 3 and logged.fields == "number,birth_year,area_residence"


def test_who_may_not_export_gets_no_file(by, at):
    with pytest.raises(NotPermitted):
        list_page(
            ask("/people/?export=xlsx", Actor("c", role="commander"), at), PEOPLE, Person.objects.all(), "web/base.html"
        )


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "only takes what a form or a button sends"), ("zh-CN", "此网址只接收表单或按钮提交的内容")],
)
def test_an_address_that_only_takes_a_form_says_so(signed_in, language, said):
    """Who signs in anew after a form was sent too late lands on its address."""
    browser = signed_in("epidemiologist", "320282")
    answer = browser.get("/identity/reveal/", headers={"accept-language": language})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert said in answer.content.decode() and "web.only_by_form" not in answer.content.decode()
    piece = browser.get("/identity/reveal/", headers={"accept-language": language, "hx-request": "true"})
    assert piece.status_code == 405 and said in piece.content.decode() and "<html" not in piece.content.decode()
    assert browser.head("/identity/reveal/").status_code == 405
