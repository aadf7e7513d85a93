"""More at once than the platform reads: a typed refusal in both languages, for programs and for browsers."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from sizao.kernel.actors import Actor
from sizao.spine.scope import queries as scope
from sizao.spine.web.middleware import OnceOnly

pytestmark = pytest.mark.django_db
BODY = json.dumps({"people": [], "padding": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE})


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
def test_the_api_says_how_much_it_reads(signed_in, headers):
    answer = signed_in("data_officer").post("/api/v1/identity/people", BODY, "application/json", headers=headers)
    assert (answer.status_code, answer["content-type"]) == (413, "application/problem+json")
    body = answer.json()
    assert (body["code"], body["status"], body["fields"]) == ("web.request_too_large", 413, {"limit": "1024"})
    assert "1024 kB" in body["detail_en"] and "请分批提交" in body["detail_zh"]


@pytest.mark.parametrize(("language", "said"), [("zh-hans", "一次提交过多"), ("en", "Too much at once")])
def test_a_browser_gets_a_page(signed_in, language, said):
    form = {"name": "x" * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}
    answer = signed_in("commander", language=language).post("/zones/propose/", form)
    page = answer.content.decode()
    assert answer.status_code == 413 and said in page and "web.request_too_large" in page
    assert "1024 kB" in page


def test_too_many_fields_are_refused_too(signed_in, monkeypatch):
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_NUMBER_FIELDS", 3)
    answer = signed_in("commander").post("/zones/propose/", {"a": [1, 2, 3, 4]})
    assert answer.status_code == 413 and "web.too_many_fields" in answer.content.decode()


def test_a_large_file_is_taken_once_under_its_key(db):
    """A file is read by its room, whatever its size; the key must not bring it under the limit of forms."""
    read = []

    def view(request):
        read.append(hashlib.sha256(request.read()).hexdigest())
        return HttpResponse(read[-1], status=201)

    def send(content):
        request = RequestFactory().post(
            "/api/v1/presence/batches/file", content, "application/octet-stream", headers={"Idempotency-Key": "night-1"}
        )
        request.actor, request.at = Actor.system("test"), datetime(2022, 1, 1, tzinfo=UTC)
        with scope.acting(request.actor):
            return OnceOnly(view)(request)

    day = bytes(range(256)) * (3 * settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 256)
    first, again = send(day), send(day)
    assert first.content.decode() == hashlib.sha256(day).hexdigest() == again.content.decode()
    assert (first.status_code, again.status_code, len(read)) == (201, 201, 1)
    assert send(day[:-1]).status_code == 409
