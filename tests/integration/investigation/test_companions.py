"""Companions typed into a place-time row wait on the page to be named as contacts; their names stay out of addresses."""

import re

import pytest

from sizao.trace.investigation import actions

pytestmark = pytest.mark.django_db


def test_companions_are_offered_to_be_named_with_their_hours_and_without_a_name_in_the_address(
    case_id, by, at, signed_in
):
    interview = actions.begin(case_id=case_id, by=by, at=at)
    rows = [
        {"start": "12-10 0800", "until": "12-10 0930", "place": "工地", "companions": "工友老周、小吴"},
        {"start": "12-10 1000", "until": "12-10 1100", "place": "面馆"},
    ]
    actions.save_draft(investigation_id=interview, changes={}, rows=rows, by=by, at=at)
    browser = signed_in("epidemiologist")
    shown = browser.get(f"/investigation/{interview}/")
    [companions] = shown.context["companions"]
    assert companions.said == "工友老周、小吴"
    [address] = re.findall(rf'href="(/cases/{case_id}/contacts/[^"]+)"', shown.content.decode())
    assert "老周" not in address
    named = browser.get(address.replace("&amp;", "&")).content.decode()
    assert "2021-12-10T08:00" in named and "2021-12-10T09:30" in named
    assert browser.get(f"/cases/{case_id}/contacts/?since=x&until=<b>").status_code == 200
