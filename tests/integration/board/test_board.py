"""The board counts rows: what was put in comes out, at any moment, for whoever may see it, and in both languages."""

import json
import re

import pytest

from sizao.kernel.actors import Actor
from sizao.measures.followup import actions as followup
from sizao.oversight.board import queries, rules
from sizao.oversight.board.pages import SHORTCUTS
from sizao.oversight.board.types import SLOW, Part
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
from sizao.spine.web.icons import ICONS
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState
from tests.integration.board.world import HOUR, YIXING, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(by, at):
    return build(by, at)


def figures(found):
    return {each.key: each.value for each in found.figures}


def test_figures_are_counts_of_the_rows(at, incident):
    assert figures(queries.situation(incident, at)) == {
        "infections": 3, "suspected": 1, "close": 20, "secondary": 37, "general": 0, "proposed": 17, "lost": 2,
        "sampled": 250, "environment": 7, "zones": 2, "late": len(queries.situation(incident, at).tasks_late),
    }  # fmt: skip


def test_an_earlier_moment_shows_what_was_known_then(at, incident):
    early = figures(queries.situation(incident, at - 9.5 * HOUR))
    assert (early["close"], early["sampled"], early["zones"]) == (0, 0, 0)
    later = figures(queries.situation(incident, at - 8.5 * HOUR))
    assert (later["close"], later["secondary"], later["proposed"]) == (20, 39, 59)


def test_the_stages_of_the_funnel_add_up_to_those_found(at, incident):
    found, *stages = queries.situation(incident, at).funnel
    assert found.value == 59 == sum(each.value for each in stages)


def test_areas_and_elsewhere_add_up(at, incident):
    found = queries.situation(incident, at)
    [down] = [each.value for each in found.funnel if each.key == "rejected"]
    assert sum(each.contacts for each in found.areas) + found.elsewhere.contacts == 59 - down == 57
    assert found.elsewhere.contacts == 3
    assert found.areas[0].cases == 2
    assert figures(found)["infections"] == sum(each.cases for each in found.areas) + found.elsewhere.cases == 3


def test_the_clock_names_late_steps_and_their_cause(at, incident):
    late = {each.milestone: each for each in queries.situation(incident, at).late_steps}
    assert "direct_report" not in late
    assert late["verification"].late_by == HOUR
    assert late["contacts_moved"].cause is not None


def test_the_map_holds_areas_with_counts_zones_and_points(at, incident):
    found = queries.map_of(queries.situation(incident, at))
    inner = {each["id"]: each["properties"] for each in found["areas"]["features"]}
    assert sum(each["contacts"] for each in inner.values()) == 54, "two of 56 were turned down"
    assert [each["properties"]["kind"] for each in found["zones"]["features"]] == ["lockdown"]
    assert found["points"][0]["number"]
    assert len(found["around"]["features"]) == 6


def test_work_lists_only_what_waits_for_the_role(by, at, acting, incident):
    chief = Actor("chief", role="commander", area=YIXING, user_id=1)
    acting(chief)
    work = {each.key: each for each in queries.my_work(chief, at)}
    assert work["approve"].number == 17
    assert work["zones_proposed"].number == 1
    late = rules.late_count(queries.situation(incident, at).clock)
    assert work["steps"].is_urgent and work["steps"].number == late > 3
    assert "classify" not in work
    assert all(each.number for each in work.values())
    lab = Actor("lab", role="lab", area=YIXING, user_id=2)
    assert [each.key for each in queries.my_work(lab, at)] == []


def test_the_slider_begins_before_the_first_event_and_ends_now(at, incident):
    found = next(each for each in queries.incidents() if each.id == incident)
    start, until = queries.bounds(found, at)
    assert start < at - 11 * HOUR and until == at


@pytest.fixture
def browser(signed_in, at, db):
    """A commander's browser on an incident of 2021 that is still open."""
    from sizao.spine.scope import queries as scope

    by = Actor.system("test")
    with scope.acting(by):
        incident = build(by, at)
    client = signed_in("commander", "320282", "en")
    client.incident = incident
    return client


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("path", ["/board/", "/board/screen/", "/board/map/", "/board/incidents/{id}/"])
def test_every_page_opens_in_both_languages(browser, path, language):
    answer = browser.get(path.format(id=browser.incident), headers={"accept-language": language}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert ("宜兴市万石镇聚集性疫情" if language == "zh-CN" else "Cluster in Wanshi town, Yixing") in page
    assert "<b>None" not in page and "Words(" not in page


def test_the_screen_asks_again_and_hears_304_until_something_changes(browser):
    first = browser.get("/board/screen/data.json")
    body = json.loads(first.content)
    tiles = {each["key"]: each["exact"] for each in body["parts"]["figures"]}
    assert (tiles["infections"], tiles["close"], tiles["sampled"]) == (3, 20, 250)
    again = browser.get("/board/screen/data.json", headers={"if-none-match": first["ETag"]})
    if again.status_code == 200:  # a minute was over between the two, and what is late is a minute later
        first = again
        again = browser.get("/board/screen/data.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = browser.get("/board/screen/data.json", headers={"if-none-match": first["ETag"], "accept-language": "zh-CN"})
    assert other.status_code == 200


def test_the_slider_replays(browser):
    page = browser.get(f"/board/incidents/{browser.incident}/?at=0").content.decode()
    assert 'data-kpi="close"' in page
    assert browser.get(f"/board/incidents/{browser.incident}/?at=x").status_code == 422


def test_the_slider_replays_who_was_left_out(browser, at, by):
    """Approved after two hours, two of them not found after three; behind each number stands the list of that moment."""
    with scope.acting(by):
        [found] = [each for each in queries.incidents() if each.id == browser.incident]
        start, _ = queries.bounds(found, at)

    def then(hours):
        minute = round((at - 10 * HOUR + hours * HOUR - start).total_seconds() / 60)
        told = browser.get(f"/board/screen/data.json?incident={browser.incident}&parts=meters&at={minute}")
        page = browser.get(f"/board/incidents/{browser.incident}/?at={minute}").content.decode()
        isolated, _, managed = json.loads(told.content)["parts"]["meters"]
        for each in (isolated, managed):
            assert f'data-total="{each["missing"]}"' in browser.get(each["href"]).content.decode()
            assert each["href"].replace("&", "&amp;") in page.split("Nobody left out")[1]
        assert "today&#x27;s records" in page or "today's records" in page
        return managed["missing"], managed["gaps"], page

    before, _, page = then(1.5)
    assert before == 0 and "Nobody left out" in page
    held, gaps, page = then(2.5)
    assert (held, gaps) == (40, "No plan was begun 40") and "No plan was begun 40" in page
    held, gaps, page = then(3.5)
    assert (
        held == 40
        and set(gaps.split(" · ")) == {"No plan was begun 38", "Not found yet 2"}
        and "Not found yet 2" in page
    )


def test_an_incident_elsewhere_does_not_exist(browser, signed_in):
    stranger = signed_in("commander", "320211", "en")
    assert stranger.get(f"/board/incidents/{browser.incident}/").status_code == 404
    assert stranger.get("/board/screen/data.json").status_code == 404
    assert stranger.get("/board/screen/").status_code == 200


def test_switching_keeps_the_chosen_incident(browser):
    answer = browser.post("/board/switch/", {"incident": str(browser.incident), "next": "/board/map/"})
    assert answer["Location"] == "/board/map/"
    assert browser.post("/board/switch/", {"incident": "x"}).status_code == 404


def test_who_may_not_see_command_sees_only_the_own_work(browser, signed_in):
    sampler = signed_in("sampler", "320282", "en")
    assert sampler.get("/board/").status_code == 200
    assert sampler.get("/board/screen/").status_code == 403


def test_every_number_equals_the_list_behind_it(browser):
    tiles = json.loads(browser.get("/board/screen/data.json").content)
    numbers = [(each["href"], each["exact"]) for each in tiles["parts"]["figures"]]
    numbers += [(each["href"], int(each["value"].replace(",", ""))) for each in tiles["parts"]["contacts"]]
    behind = [
        (href, number)
        for href, number in numbers
        if "/contacts/" in href or "/cases/" in href or "/samples/" in href or "/tasks/" in href
    ]
    assert len(behind) >= 14
    for href, number in behind:
        page = browser.get(href).content.decode()
        assert f'data-total="{number}"' in page, href


def test_every_kind_of_work_counts_what_its_list_shows(browser):
    page = browser.get("/board/").content.decode()
    heads = re.findall(
        r'<div class="panel-head"><h2>(.*?)</h2><span class="work-number" data-work="(\w+)">([\d,]+)', page, flags=re.S
    )
    found = [(link[1], key, number) for head, key, number in heads if (link := re.search(r'href="([^"]+)"', head))]
    assert {key for _, key, _ in found} >= {"approve", "zones_proposed", "late"}
    for href, key, number in found:
        page = browser.get(href.replace("&amp;", "&")).content.decode()
        assert f'data-total="{number}"' in page, (key, href)


def test_who_brings_people_sees_how_many_are_not_in_place_yet(browser, signed_in, at):
    by = Actor.system("test")
    with scope.acting(by):
        close = [
            each.id for each in cases.contacts(status=ContactState.APPROVED) if each.contact_class.value == "close"
        ]
        begun = followup.begin_plans(contact_ids=close[:4], by=by, at=at).plan_ids
        followup.record_placement(plan_ids=begun[:1], by=by, at=at)
    site = signed_in("site_manager", "320282", "en")
    page = site.get("/board/").content.decode()
    href, number = re.search(r'data-work="to_place">([\d,]+).*?href="([^"]+)"', page, flags=re.S).group(2, 1)
    assert int(number) == 3 and f'data-total="{number}"' in site.get(href.replace("&amp;", "&")).content.decode()


def test_the_days_rounds_leave_the_choice_of_the_incident_alone(browser, signed_in):
    """The page's own choices once took the place of the incidents in the head of the page."""
    assert 'id="incident-switch"' not in signed_in("site_manager", "320282", "en").get("/followup/").content.decode()
    head = signed_in("commander", "320282", "en").get("/followup/").content.decode()
    assert re.search(r'id="incident-switch".*?<option value="[0-9a-f-]{36}"[^>]*>YX-', head, flags=re.S)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_every_role_lands_on_its_own_work(signed_in, role):
    assert signed_in(role).get("/board/").status_code == 200


def test_every_shortcut_has_its_icon():
    assert {icon for _, _, _, icon in SHORTCUTS} <= set(ICONS)


def test_a_source_that_fails_leaves_the_other_parts_alone(at, incident, monkeypatch):
    from django.db import connection

    def slow(*given, **named):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', '20ms', true)")
            cursor.execute("SELECT pg_sleep(5)")

    with scope.acting(Actor.system("test")):
        plain = queries.situation(incident, at).curve
        monkeypatch.setattr("sizao.oversight.board.queries.sources.screening.counts_at", slow)
        found = queries.wall(incident, at, is_present=True)
    assert found.missing == {Part.FIGURES} and not found.figures
    assert found.curve == plain and found.funnel and found.clock


def test_the_slow_parts_are_asked_for_by_themselves(at, incident):
    with scope.acting(Actor.system("test")):
        slow = queries.wall(incident, at, is_present=True, wanted=SLOW)
        whole = queries.situation(incident, at, is_present=True)
    assert (slow.chain, slow.meters) == (whole.chain, whole.meters)
    assert slow.parts == {Part.CHAIN, Part.METERS} and not slow.figures and slow.has(Part.METERS)


def test_a_part_without_an_answer_is_null_and_one_not_asked_for_is_absent(browser, monkeypatch):
    from django.db import OperationalError

    def broken(*given, **named):
        raise OperationalError

    monkeypatch.setattr("sizao.oversight.board.queries.sources.cases.chain_figures", broken)
    asked = [json.loads(browser.get(f"/board/screen/data.json?parts={part}").content) for part in ("chain", "meters")]
    assert [list(body["parts"]) for body in asked] == [["chain"], ["meters"]]
    assert asked[0]["parts"]["chain"] is None and len(asked[1]["parts"]["meters"]) == 3
    quick = json.loads(browser.get("/board/screen/data.json").content)["parts"]
    assert "chain" not in quick and None not in quick.values()
