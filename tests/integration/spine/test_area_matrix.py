"""Every door × every role × inside or outside the own area: a sibling county's object answers like one that is not there.

``counties`` builds one real object of each kind in two sibling counties, ``errands`` knows a right body for every door
that writes, ``doors`` knows how to knock. A new door fails here until its parameters have a factory and its writing has a
body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import TransactionTestCase

from sizao.spine import clock
from sizao.spine.accounts import rules
from sizao.spine.accounts.models import Grant
from sizao.spine.accounts.types import Right, Role
from tests.described import DOCUMENT
from tests.integration.spine import (
    errands,
    errands_cases,
    errands_cohorts,
    errands_command,
    errands_measures,
    errands_people,
    errands_presence,
    errands_signals,
)
from tests.integration.spine.counties import HOME, NOBODY, NOW, SIBLING, County
from tests.integration.spine.doors import (
    CHOICES,
    EMPTY_ANSWERS,
    GRID_DOORS,
    OBJECT_OF,
    OBJECTS,
    OWN_ROWS,
    REFERENCE,
    Door,
    World,
    asked_for,
    attempts,
    said_in,
    shape,
    tables,
    told,
    undone,
)
from tests.integration.spine.errands import DONE, Errand

ERRANDS = {
    **errands.ERRANDS,
    **errands_cases.ERRANDS,
    **errands_command.ERRANDS,
    **errands_measures.ERRANDS,
    **errands_people.ERRANDS,
    **errands_signals.ERRANDS,
    **errands_cohorts.ERRANDS,
    **errands_presence.ERRANDS,
}
NAMES_NO_OBJECT = errands.NAMES_NO_OBJECT | errands_cases.NAMES_NO_OBJECT


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built and committed once; requests are answered at the counties' own time.

    The wall's clock stands still: a session notes its use once a minute, and what is undone would be noted again and again.
    """
    wall = clock.wall()
    then = SimpleNamespace(now=lambda: NOW, wall=lambda: wall)
    with (
        django_db_blocker.unblock(),
        mock.patch("sizao.spine.accounts.middleware.clock", then),
        mock.patch("sizao.spine.web.middleware.clock", then),
    ):
        yield World()
        TransactionTestCase._fixture_teardown(None)


def test_every_parameter_of_every_door_has_a_factory(world):
    unknown = {
        f"{door}: {name}"
        for door in world.doors
        for name in door.parameters
        if name not in OBJECTS | set(REFERENCE) | set(CHOICES)
    }
    assert unknown == set(), "enter the object in counties.build and the name in OBJECTS, or declare it open"
    for name in OBJECTS:
        assert HOME.ids[name] != SIBLING.ids[name] and name in NOBODY, name


def test_every_door_that_writes_has_an_errand(world):
    writing = [door for door in world.doors if door.writes]
    missing = [
        str(door)
        for door in writing
        if (door.method, door.path) not in ERRANDS and (door.objects or door.path not in NAMES_NO_OBJECT)
    ]
    assert missing == [], "enter a right body in errands.ERRANDS"
    known = {(door.method, door.path) for door in writing}
    assert set(ERRANDS) - known == set(), "these doors are gone"


def listed(found: Mapping[str, Any]) -> str:
    return "\n".join(f"{name}: {what}" for name, what in found.items())


def outcome(answer: HttpResponse) -> str | int:
    return DONE if answer.status_code < 400 else answer.status_code


def at_home(world: World, door: Door, role: Role) -> HttpResponse:
    errand = ERRANDS.get((door.method, door.path))
    own = world.own(role)
    with undone():
        return world.ask(role, door, door.address(own), errand.body(own) if errand else None)


def test_reading_at_home_is_allowed(world):
    refused = {}
    for door in world.doors:
        if door.objects and not door.writes:
            for role in door.roles():
                answer = at_home(world, door, role)
                if answer.status_code >= 400:
                    refused[f"{door} as {role}"] = (answer.status_code, answer.content[-300:])
    assert not refused, listed(refused)


def test_writing_at_home_is_done_or_refused_by_a_rule(world):
    unexpected = {}
    for door in world.doors:
        errand = ERRANDS.get((door.method, door.path))
        if errand is None:
            continue
        for role in door.roles():
            answer = at_home(world, door, role)
            expected = errand.at_home if not errand.beyond or rules.may(role, Right(errand.beyond)) else errand.without
            if outcome(answer) != expected:
                unexpected[f"{door} as {role}"] = (answer.status_code, said_in(answer))
    assert not unexpected, listed(unexpected)


def questions(door: Door, errand: Errand | None, role: Role) -> Iterator[tuple[str, str, Any, Any]]:
    """The address and body of every way to name one of the sibling's objects, each beside one that names nobody's."""
    body = errand.body(HOME.ids) if errand else None
    for name in door.objects:
        key = OBJECT_OF.get((door.path, name), name)
        nobody = NOBODY.get(key, NOBODY.get(name))
        theirs = SIBLING.ids.get(key, SIBLING.ids[name])
        yield door.address(HOME.ids, **{key: theirs}), door.address(HOME.ids, **{key: nobody}), body, body
    if errand is not None:
        for name in named_in(errand):
            theirs, nobodys = (errand.body({**HOME.ids, name: ids[name]}) for ids in (SIBLING.ids, NOBODY))
            here = door.address(HOME.ids)
            yield here, here, theirs, nobodys


def named_in(errand: Errand) -> list[str]:
    """The objects that a body names."""

    class Noting(dict[str, Any]):
        def __getitem__(self, name: str) -> Any:
            names.append(name)
            return super().__getitem__(name)

    names: list[str] = []
    errand.body(Noting(HOME.ids))
    return names


def test_outside_is_answered_like_nowhere(world):
    """Also: nothing is written, and nothing of the sibling county is said."""
    before = tables()
    leaks: dict[str, Any] = {}
    for door in world.doors:
        errand = ERRANDS.get((door.method, door.path))
        if not door.objects and errand is None:
            continue
        with undone():
            untouched = attempts()
            for role in door.roles():
                leaks |= leaks_of(world, door, errand, role)
            if door.writes and door.path not in OWN_ROWS and attempts() != untouched and tables() != before:
                leaks[f"{door} writes"] = "something"
    assert not leaks, listed(leaks)


def test_what_is_written_is_noticed(world):
    """Otherwise the test above would compare nothing."""
    [door] = [
        each for each in world.doors if (each.method, each.path) == ("POST", "/api/v1/tasks/{task_id}/assignment")
    ]
    with undone():
        before, untouched = tables(), attempts()
        assert at_home(world, door, Role.COMMANDER).status_code < 400
        assert attempts() > untouched
    assert tables() == before


def leaks_of(world: World, door: Door, errand: Errand | None, role: Role) -> dict[str, Any]:
    """What a role learns at a door from naming the sibling county's objects instead of nobody's."""
    leaks: dict[str, Any] = {}
    asked = asked_for(SIBLING.ids, NOBODY)
    for theirs, nobodys, body, no_body in questions(door, errand, role):
        there, nowhere = world.ask(role, door, theirs, body), world.ask(role, door, nobodys, no_body)
        if shape(there, *asked) != shape(nowhere, *asked):
            what = (there.status_code, nowhere.status_code, said_in(there), said_in(nowhere))
            leaks[f"{door} as {role}: {body}"] = what
        elif not errand and there.status_code != 404 and door.path not in EMPTY_ANSWERS:
            leaks[f"{door} as {role}"] = there.status_code
        said = told(world, there, *(str(each) for each in SIBLING.ids.values()))
        if said:
            leaks[f"{door} as {role} says"] = said
    return leaks


def in_an_area(county: County) -> dict[tuple[str, str], Any]:
    """The bodies of every door that writes something new in an area, for one county."""
    return (
        errands.in_an_area(county.code, county.town, county.ids["village"])
        | errands_command.in_an_area(county.code, county.town)
        | errands_signals.in_an_area(county.town)
        | errands_cohorts.in_an_area(county.code, county.town)
        | errands_presence.in_an_area(county.code)
    )


def test_nothing_is_written_into_the_sibling_county(world):
    for (method, path), body in in_an_area(SIBLING).items():
        [door] = [each for each in world.doors if (each.method, each.path) == (method, path)]
        with undone():
            for role in door.roles():
                answer = world.ask(role, door, door.address(HOME.ids), body)
                assert answer.status_code in {403, 404, 409, 422}, (
                    str(door),
                    role,
                    answer.status_code,
                    answer.content[:500],
                )


def test_a_sibling_countys_grids_are_left_alone(world):
    before = tables()
    for door in world.doors:
        if door.path in GRID_DOORS and door.writes:
            with undone():
                for role in door.roles():
                    body = ERRANDS[door.method, door.path].body(HOME.ids)
                    answer = world.ask(role, door, door.address(SIBLING.ids), body)
                    assert answer.status_code in {403, 404, 409, 422}, (str(door), role, said_in(answer))
                assert tables() == before, str(door)


def test_the_same_bodies_are_taken_at_home(world):
    for (method, path), body in in_an_area(HOME).items():
        [door] = [each for each in world.doors if (each.method, each.path) == (method, path)]
        with undone():
            answer = world.ask(door.roles()[0], door, door.address(HOME.ids), body)
            assert answer.status_code < 400, (str(door), answer.status_code, answer.content[-700:])


def queries_of(door: Door, answer: HttpResponse) -> Iterator[dict[str, str]]:
    """Ways to look for the sibling's objects on a page or list that takes none in its address."""
    if door.path.startswith("/api/"):
        wanted = {"q": SIBLING.mark.zh, "area": SIBLING.code, **{name: str(SIBLING.ids[name]) for name in OBJECTS}}
        names = [each["name"] for each in API[door.path.removeprefix("/api/v1")]["get"].get("parameters", ())]
        yield from ({name: wanted[name]} for name in names if name in wanted)
        return
    yield {"incident": str(SIBLING.ids["incident_id"])}
    listing = (answer.context or {}).get("listing")
    if listing is not None:
        yield {"export": "xlsx"}
        searches = [each.key for each in listing.page.filters if each.is_search]
        wanted_texts = (*(SIBLING.ids[name] for name in ("person_number", "place_number", "number")), SIBLING.mark.zh)
        yield from ({key: str(text)} for key in searches for text in wanted_texts)


API = {re.sub("{[^}:]+:", "{", path.removeprefix("/api/v1")): methods for path, methods in DOCUMENT["paths"].items()}


def test_no_list_search_or_export_says_anything_of_the_sibling(world):
    found: dict[str, Any] = {}
    needed = {
        "/api/v1/editions/in-force": "?disease=covid-19", "/api/v1/dhis2/daily": "?day=2021-12-11",
        "/editions/compare/": "?a=cn-covid-ed8&b=cn-covid-ed9", "/api/v1/editions/answers": "?q=days",
    }  # fmt: skip
    for door in world.doors:
        if door.writes or door.objects:
            continue
        address = door.address({**HOME.ids, "code": SIBLING.code}) + needed.get(door.path, "")
        for place, role in enumerate(door.roles()):
            with undone():
                answer = world.ask(role, door, address)
                if answer.status_code >= 400:
                    found[f"{door} as {role}"] = answer.status_code
                said = told(world, answer)
                for query in queries_of(door, answer) if place == 0 and "?" not in address else ():
                    searched = world.browsers[role].get(address, query)
                    said += told(world, searched, *query.values())
                if said:
                    found[f"{door} as {role} says"] = said
    assert not found, listed(found)


def test_the_sibling_itself_does_see_its_values(world):
    """Otherwise the tests above would pass on empty pages."""
    browser = world.browsers[Role.EPIDEMIOLOGIST]
    with undone():
        Grant.objects.filter(user__username="home-epidemiologist").update(area=SIBLING.area)
        for path in ("/cases/", "/cases/contacts/", "/command/tasks/", "/api/v1/cases", "/followup/plans/", "/zones/"):
            assert told(world, browser.get(path)), path
        searched = browser.get("/registry/places/", {"q": SIBLING.mark.zh})
        assert told(world, searched, SIBLING.mark.zh)


def test_the_objects_are_real():
    """Every object named is of the kind that its parameter says; nobody's is well formed."""
    assert all(isinstance(NOBODY[name], UUID | int | str) for name in OBJECTS)
