"""Every door × every role: who lacks a right is turned away, who has it is let in, and nothing is undeclared."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.spine.accounts import rules
from sizao.spine.accounts.types import Right, Role
from tools.docs import Endpoint, endpoints

NOWHERE = UUID(int=0)
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference"
FRAMEWORK = {"/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}


PIECE = {"HX-Request": "true"}
"""A refusal is said as a piece of a page, without what stands around it: its status alone is looked at here."""


def doors() -> list[Endpoint]:
    return [each for each in endpoints() if each.path not in FRAMEWORK]


def filled(path: str) -> str:
    """An address with arguments that no record has."""

    def value(match: re.Match[str]) -> str:
        kind, _, name = match[1].partition(":")
        if "uuid" in kind or name.endswith("_id") and kind not in {"int", "str"} or (not name and kind.endswith("_id")):
            return str(NOWHERE)
        if kind == "int":
            return "999999999"
        return {"code": "320282", "on": "2021-12-12", "form": "pdf"}.get(name or kind, "none")

    return re.sub(r"[<{]([^>}]+)[>}]", value, path)


def test_every_door_declares_its_rights():
    undeclared = [f"{each.method} {each.path}" for each in doors() if not each.rights and not each.is_public]
    assert undeclared == []


def test_every_declared_right_exists_and_some_role_holds_it():
    for each in doors():
        for right in each.rights:
            assert any(rules.may(role, Right(right)) for role in Role), (each.path, right)


def answer_of(browser: Client, door: Endpoint, headers: dict[str, str] | None = None) -> int:
    address = filled(door.path)
    if door.method in {"PAGE", "GET"}:
        return browser.get(address, headers=headers).status_code
    return browser.generic(door.method, address, b"{}", content_type="application/json").status_code


@pytest.mark.django_db
def test_nobody_enters_without_signing_in():
    browser = Client()
    open_doors = []
    for door in doors():
        if door.is_public:
            continue
        expected = {302} if door.method == "PAGE" else {401}
        if door.method == "PAGE":
            expected.add(405)
        if answer_of(browser, door) not in expected:
            open_doors.append(f"{door.method} {door.path} -> {answer_of(browser, door)}")
    assert open_doors == []


def allowed(role: str, door: Endpoint) -> bool:
    return all(rules.may(role, Right(right)) for right in door.rights)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_the_role_is_turned_away_where_the_matrix_says_so(signed_in, role):
    browser = signed_in(role.value)
    closed = [door for door in doors() if not door.is_public and not allowed(role, door)]
    statuses = {f"{door.method} {door.path}": answer_of(browser, door, PIECE) for door in closed}
    assert {name: status for name, status in statuses.items() if status not in {403, 405}} == {}


def first_roles() -> list[Role]:
    """Roles that between them may open every door, each door once."""
    return [next(role for role in Role if allowed(role, door)) for door in doors() if not door.is_public]


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(dict.fromkeys(first_roles())), ids=lambda role: role.value)
def test_the_role_is_let_in_where_the_matrix_says_so(signed_in, role):
    browser = signed_in(role.value)
    mine = [door for door in doors() if not door.is_public and next(r for r in Role if allowed(r, door)) is role]
    statuses = {f"{door.method} {door.path}": answer_of(browser, door) for door in mine}
    assert {name: status for name, status in statuses.items() if status in {401, 403} or status >= 500} == {}


@pytest.mark.django_db
def test_a_post_only_page_checks_the_right_before_the_method(signed_in):
    browser = signed_in("auditor")
    for door in doors():
        if (
            door.method == "PAGE"
            and not door.is_public
            and not all(rules.may("auditor", Right(r)) for r in door.rights)
        ):
            assert browser.post(filled(door.path), headers=PIECE).status_code in {403, 405}, door.path


def test_the_written_matrix_is_in_step():
    from tools.docs import access

    assert (REFERENCE / "access.md").read_text() == access()


def test_nobody_holds_two_administrator_roles():
    from datetime import UTC, datetime, timedelta

    now = datetime(2026, 1, 1, tzinfo=UTC)
    for held in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        for wanted in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
            decision = rules.may_grant(wanted, [held], now, now + timedelta(days=1))
            assert bool(decision) == (held == wanted)


def test_the_system_itself_may_do_everything():
    assert all(rules.may(Actor.system("x", areas.NATION).role, right) for right in Right)
