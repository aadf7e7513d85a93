"""Pages and API answers travel compressed, except where an attacker could measure a secret by the length."""

from __future__ import annotations

import gzip

import pytest

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip"}


def test_a_page_is_the_same_compressed_and_far_smaller(signed_in):
    browser = signed_in("epidemiologist")
    plain, sent = browser.get("/editions/"), browser.get("/editions/", headers=GZIP)
    assert plain.get("Content-Encoding") is None
    assert sent["Content-Encoding"] == "gzip" and int(sent["Content-Length"]) == len(sent.content)
    assert len(sent.content) * 3 < len(plain.content)
    assert gzip.decompress(sent.content).count(b"<tr") == plain.content.count(b"<tr")
    assert "Accept-Encoding" in sent["Vary"] and "Cookie" in sent["Vary"]


def test_an_answer_of_the_api_is_compressed_too(signed_in):
    sent = signed_in("epidemiologist").get("/api/v1/editions", headers=GZIP)
    assert sent["Content-Encoding"] == "gzip"


def test_the_length_of_one_answer_varies(signed_in):
    browser = signed_in("epidemiologist")
    lengths = {len(browser.get("/api/v1/editions", headers=GZIP).content) for _ in range(8)}
    assert len(lengths) > 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_what_another_site_asked_for_is_not_compressed(signed_in, site):
    sent = signed_in("epidemiologist").get("/editions/", headers={**GZIP, "sec-fetch-site": site})
    assert sent.status_code == 200 and "Content-Encoding" not in sent


def test_an_answer_to_a_post_is_not_compressed(signed_in):
    given = {"text": "nobody", "purpose": "sampling"}
    sent = signed_in("epidemiologist").post("/identity/", given, headers=GZIP)
    assert len(sent.content) > 1000 and "Content-Encoding" not in sent


def test_a_workbook_is_sent_as_it_is(signed_in):
    sent = signed_in("epidemiologist").get("/cases/?export=xlsx", headers=GZIP)
    assert sent.content[:2] == b"PK" and "Content-Encoding" not in sent
