"""The pages and the API of editions, as a signed-in official and a neighbouring reader see them."""

import re

import pytest

from sizao.kernel.editions import library

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in):
    return signed_in("epidemiologist", "320282")


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def test_the_shelf_lists_every_edition(browser):
    shown = text(browser.get("/editions/"))
    for edition in library().all():
        assert f"/editions/{edition.id}/" in shown, edition.id


def test_the_shelf_is_narrowed_by_disease_kind_and_text(browser):
    shown = text(browser.get("/editions/?disease=mers"))
    assert "/editions/int-mers/" in shown
    assert 'href="/editions/cn-covid-ed8/"' not in shown
    overlays = text(browser.get("/editions/?kind=overlay&q=wuxi"))
    assert "/editions/cn-wuxi-78-2022/" in overlays
    assert 'href="/editions/cn-suzhou-3-11-2022/"' not in overlays
    assert "No edition matches" in text(browser.get("/editions/?q=zzzz"))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_edition_has_a_page_in_both_languages(signed_in, language):
    browser = signed_in("commander", "3202", language=language)
    for edition in library().all():
        shown = text(browser.get(f"/editions/{edition.id}/"))
        assert edition.title.in_language(language).replace("'", "&#x27;") in shown


def test_an_edition_page_shows_clause_source_mark_and_what_is_weak(browser):
    shown = text(browser.get("/editions/cn-covid-ed8/"))
    assert "14 days: Centralised quarantine (PCR on days 1, 4, 7, 14)" in shown
    assert "Management of close contacts" in shown
    assert "COVID-19 Prevention and Control Plan, 8th edition" in shown
    assert "tag-orange" in shown
    assert "/editions/cn-covid-ed7/diff/cn-covid-ed8/" in shown
    assert "/editions/cn-covid-ed8/diff/cn-covid-ed9/" in shown
    weak = text(browser.get("/editions/cn-covid-ed8/?weak=1"))
    assert "Core trajectory established" in weak
    assert "double-sampling days" not in weak.lower()


def test_a_composition_names_its_parts_and_where_each_figure_comes_from(browser):
    shown = text(browser.get("/editions/cn-covid-ed8+3zone+antigen/"))
    assert "Made of" in shown
    assert "/editions/cn-three-zone-2021/" in shown
    assert "First round of everyone in lockdown areas" in shown


def test_flags_and_rules_by_decision_are_said(browser):
    assert "flagged so" in text(browser.get("/editions/cn-inbound-pilot-2022/"))
    assert "never applies by itself" in text(browser.get("/editions/cn-local-window-4d-2021/"))


def test_what_is_in_force_here_at_a_time(browser):
    shown = text(browser.get("/editions/in-force/?disease=covid-19&area=320282&at=2022-03-20T09:00"))
    assert "cn-wuxi-78-2022" in shown
    assert "Antigen tests" in shown or "Use of antigen tests" in shown
    elsewhere = text(browser.get("/editions/in-force/?disease=covid-19&area=3205&at=2022-03-25T09:00"))
    assert "cn-suzhou-3-11-2022" in elsewhere
    assert "cn-wuxi-78-2022" not in elsewhere


def test_the_look_up_asks_again_and_refuses_plainly(browser):
    assert 'value="320282' in text(browser.get("/editions/in-force/"))
    assert browser.get("/editions/in-force/?disease=covid-19&area=320282&at=soon").status_code == 422
    assert browser.get("/editions/in-force/?disease=covid-19&area=32x&at=2022-03-20").status_code == 422
    assert browser.get("/editions/in-force/?disease=covid-19&area=32&at=2019-03-20").status_code == 404


def test_two_editions_side_by_side(browser):
    shown = text(browser.get("/editions/cn-covid-ed8/diff/cn-covid-ed9/"))
    assert "14+7" in shown
    assert "7+3" in shown
    assert "Stricter" in shown
    assert "Looser" in shown
    everything = text(browser.get("/editions/cn-covid-ed8/diff/cn-covid-ed9/?all=1"))
    assert len(everything) > len(shown)
    assert "The two say the same" in text(browser.get("/editions/cn-covid-ed8/diff/cn-covid-ed8/"))


def test_the_compare_form_leads_to_the_comparison(browser):
    answer = browser.get("/editions/compare/?a=cn-covid-ed9&b=cn-covid-20m")
    assert answer.status_code == 302
    assert answer["Location"] == "/editions/cn-covid-ed9/diff/cn-covid-20m/"
    assert browser.get("/editions/compare/?a=cn-covid-ed9&b=nothing").status_code == 422
    assert browser.get("/editions/compare/?a=cn-covid-ed9").status_code == 422
    empty = browser.get("/editions/compare/")
    assert empty.status_code == 200 and "is-invalid" not in text(empty) and "This field is required" not in text(empty)


def test_editions_side_by_side_are_headed_by_their_names(browser):
    shown = browser.get("/editions/cn-covid-ed8/diff/cn-covid-ed9/").content.decode()
    heads = re.findall(r'<th scope="col">([^<]*)</th>', shown)
    assert any("8th" in each for each in heads) and "cn-covid-ed8" not in heads
    assert 'data-label="cn-covid' not in shown


def test_an_unknown_edition_is_not_found(browser):
    assert browser.get("/editions/nothing/").status_code == 404
    assert browser.get("/editions/cn-covid-ed8/diff/nothing/").status_code == 404


def test_who_is_not_signed_in_is_sent_away(client):
    assert client.get("/editions/").status_code in {302, 401}


def test_the_api_gives_the_same_figures(browser):
    rows = browser.get("/api/v1/editions?disease=mers").json()
    assert [row["id"] for row in rows] == ["int-mers"]
    found = browser.get("/api/v1/editions/cn-covid-ed9").json()
    figure = next(each for each in found["figures"] if each["path"] == "regimes.close.phases.1.test_days")
    assert figure["value"] == [1, 2, 3, 5, 7]
    assert figure["clause"]["edition_id"] == "cn-covid-ed9"
    assert figure["clause"]["confidence"] == "H"
    assert len(found["figures"]) == len(library().get("cn-covid-ed9").figures)


def test_the_api_says_what_is_in_force(browser):
    found = browser.get(
        "/api/v1/editions/in-force", {"disease": "covid-19", "area": "320282", "at": "2021-12-13T08:00:00+08:00"}
    ).json()
    assert found["parts"][0] == "cn-covid-ed8"
    assert found["parts"][-1] == "cn-wuxi-53-2021"
    assert browser.get("/api/v1/editions/in-force", {"disease": "mers"}).json()["id"] == "int-mers"
    assert browser.get("/api/v1/editions/in-force", {"disease": "mers", "area": "3x"}).status_code == 422
    assert browser.get("/api/v1/editions/in-force", {"disease": "mers", "at": "2021-12-13"}).status_code == 422


def test_the_api_compares(browser):
    rows = {row["path"]: row for row in browser.get("/api/v1/editions/cn-covid-ed8/diff/cn-covid-ed9").json()}
    assert rows["case.cluster_cases"]["change"] == "stricter"
    assert rows["case.cluster_cases"]["before"]["value"] == 5
    assert browser.get("/api/v1/editions/nothing").status_code == 404
