"""Every door as something to knock at: its addresses, its roles, and answers made comparable."""

from __future__ import annotations

import inspect
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts import rules
from sizao.spine.accounts.middleware import BEGAN, USED
from sizao.spine.accounts.models import User
from sizao.spine.accounts.types import AGENCIES, Right, Role
from sizao.spine.scope import queries as scope
from tests.integration.spine import counties, counties_cases, errands_signals
from tests.integration.spine.counties import HOME, NOBODY, SIBLING
from tools.docs import Endpoint, endpoints

PASSWORD = "correct horse battery 7"
HASHED = make_password(PASSWORD)
"""Every role's password, made once."""
FRAMEWORK = {"/api/v1/", "/api/v1/openapi.json", "/api/v1/docs"}
PARAMETER = re.compile(r"[<{]([^>}]+)[>}]")
OBJECTS = frozenset({
    "grant_id", "account_id", "case_id", "contact_id", "number", "batch_id", "incident_id", "notice_id", "place_id", "plan_id",
    "task_id", "run_id", "zone_id", "stay_id", "check_id", "test_id", "code", "household_id", "need_id",
    "responsibility_id", "unit_id", "breach_id", "chief_id", "merit_id", "objection_id", "pack_id", "cluster_id",
    "file_id", "investigation_id", "lead_id", "agency_lead_id", "list_id", "request_id", "trace_lead_id", "letter_id", "said_id",
    "call_id", "circular_id", "decision_id", "delivery_id", "hand_over_id", "instruction_id", "issue_id", "item_id",
    "presence_batch_id", "glass_id",
    "presence_act_id",
    "signature_id",
    "liaison_id",
    "drill_id", "meeting_id", "merge_id", "order_id", "pair_id", "report_id", "shift_id", "point_id", "round_id",
    "signal_id", "twin_id", "cohort_id", "version_id", "rule_id", "unplaced_id", "duty_id",
})  # fmt: skip
"""Parameters that name an object of an area; ``counties.build`` makes one in each county."""
REFERENCE = {
    "scenario_id": "yixing-2021",
    "key": "storm-1",
    "edition_id": "cn-covid-ed8",
    "one": "cn-covid-ed8",
    "scene": "crowded-venue-scan",
    "other": "cn-covid-ed9",
    "on": "2021-12-11",
}
CHOICES = {"kind": "isolated", "form": "docx", "form_id": "town-daily"}
CHOICES |= {"topic": "curve", "paper": "csv", "system": "sormas", "part": "cases", "risk": "unreached"}
CHOICES |= {"language": "zh", "side": "out", "unattended": "task_unassigned"}
GRID_DOORS = {
    "/registry/areas/<str:code>/add/",
    "/registry/areas/<str:code>/chief/",
    "/registry/areas/<str:code>/chief/end/",
    "/registry/areas/<str:code>/close/",
    "/registry/areas/<str:code>/rename/",
    "/registry/areas/<str:code>/reopen/",
    "/api/v1/areas/{code}/chief",
    "/api/v1/areas/{code}/close",
    "/api/v1/areas/{code}/rename",
    "/api/v1/areas/{code}/reopen",
}
"""Doors that change the area tree: that a grid exists is no secret, and a sibling county's is left alone."""
OPEN_DOORS = GRID_DOORS | {"/registry/areas/<str:code>/", "/api/v1/areas/{code}", "/api/v1/areas/{code}/chiefs"}
"""The area tree is open to everyone; what stands in an area is not."""
QUERIES = {
    "/api/v1/places/{place_id}/visitors": "?start=2021-12-10T00:00:00Z&until=2021-12-10T12:00:00Z&purpose=contact_management"
    "&legal_basis=infectious_diseases_law",
    "/api/v1/incidents/{incident_id}/arrival-regimes": "?area=320282&arrived_at=2021-12-10T00:00:00Z",
}
"""What an address with an object in it must be asked with."""
EMPTY_ANSWERS = {
    "/api/v1/headquarters/{area}/limits",
    "/api/v1/headquarters/{area}/on-duty",
    "/api/v1/headquarters/{area}/roster",
}
"""Lists of an area that are empty for an area outside, as for one that is not there."""
OBJECT_OF = {
    **dict.fromkeys(errands_signals.FOLLOWING, "confirmed_signal_id"),
    **{(path, "code"): "grid" for path in GRID_DOORS - {"/registry/areas/<str:code>/add/"}},
    ("/registry/areas/<str:code>/add/", "code"): "village",
    ("/api/v1/returns/numbers/{number}", "number"): "return_number",
    ("/command/unattended/<str:kind>/<uuid:item_id>/take/", "kind"): "unattended",
    ("/analysis/<uuid:incident_id>/<str:topic>.<str:form>", "form"): "paper",
    ("/api/v1/identity/erasures/{request_id}/carry-out", "request_id"): "erasure_id",
    ("/api/v1/identity/erasures/{request_id}/refuse", "request_id"): "erasure_id",
    ("/identity/erasures/<uuid:request_id>/carry-out/", "request_id"): "erasure_id",
    ("/identity/erasures/<uuid:request_id>/refuse/", "request_id"): "erasure_id",
    ("/api/v1/identity/disclosures/{request_id}/sign", "request_id"): "disclosure_id",
    ("/api/v1/identity/disclosures/{request_id}/decline", "request_id"): "disclosure_id",
    ("/api/v1/identity/disclosures/{request_id}/open", "request_id"): "own_disclosure_id",
    ("/identity/disclosures/<uuid:request_id>/sign/", "request_id"): "disclosure_id",
    ("/identity/disclosures/<uuid:request_id>/decline/", "request_id"): "disclosure_id",
    ("/identity/disclosures/<uuid:request_id>/open/", "request_id"): "own_disclosure_id",
    ("/api/v1/identity/emergencies/{glass_id}/see", "glass_id"): "own_glass_id",
    ("/identity/emergency/<uuid:glass_id>/see/", "glass_id"): "own_glass_id",
    ("/access/switch/<int:grant_id>/", "grant_id"): "own_grant_id",
    ("/drills/<uuid:drill_id>/resume/", "drill_id"): "paused_drill_id",
    ("/api/v1/drills/{drill_id}/resume", "drill_id"): "paused_drill_id",
    ("/investigation/agency/<uuid:lead_id>/", "lead_id"): "agency_lead_id",
    ("/investigation/agency/<uuid:lead_id>/parts/", "lead_id"): "agency_lead_id",
    ("/investigation/agency/<uuid:lead_id>/place/", "lead_id"): "agency_lead_id",
    ("/api/v1/agency-leads/{lead_id}/place", "lead_id"): "agency_lead_id",
    ("/api/v1/agency-leads/{lead_id}/parts", "lead_id"): "agency_lead_id",
    ("/api/v1/agency-leads/{lead_id}/answers", "lead_id"): "agency_lead_id",
    ("/command/tasks/<uuid:task_id>/hand-on/", "task_id"): "chief_task_id",
    ("/api/v1/tasks/{task_id}/hand-on", "task_id"): "chief_task_id",
    ("/breaches/<uuid:breach_id>/tell/", "breach_id"): "open_breach_id",
    ("/breaches/<uuid:breach_id>/note-appeal/", "breach_id"): "found_breach_id",
    ("/breaches/<uuid:breach_id>/review/", "breach_id"): "appealed_breach_id",
    ("/breaches/mine/<uuid:breach_id>/", "breach_id"): "own_breach_id",
    ("/breaches/mine/<uuid:breach_id>/answer/", "breach_id"): "own_breach_id",
    ("/breaches/mine/<uuid:breach_id>/paper/", "breach_id"): "own_breach_id",
    ("/breaches/mine/<uuid:breach_id>/appeal/", "breach_id"): "own_found_breach_id",
    ("/api/v1/breaches/{breach_id}/notice", "breach_id"): "open_breach_id",
    ("/api/v1/breaches/{breach_id}/appeal", "breach_id"): "found_breach_id",
    ("/api/v1/breaches/{breach_id}/appeal-decision", "breach_id"): "appealed_breach_id",
    ("/api/v1/own-breaches/{breach_id}/answers", "breach_id"): "own_breach_id",
    ("/api/v1/own-breaches/{breach_id}/appeal", "breach_id"): "own_found_breach_id",
    ("/zones/<uuid:zone_id>/evidence/", "zone_id"): "declared_zone_id",
    ("/zones/<uuid:zone_id>/lift/", "zone_id"): "declared_zone_id",
    ("/api/v1/zones/{zone_id}/evidence", "zone_id"): "declared_zone_id",
    ("/api/v1/zones/{zone_id}/lifting", "zone_id"): "declared_zone_id",
}
"""Where a door wants an object in a later state, or one's own."""
SECRETS = re.compile(
    rb"[A-Za-z0-9]{64}|csrftoken=[^;]*|[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]-[0-9A-Z]{5,9}\b|.persons.: \[\d+\]"
)
"""Tokens, and the numbers of what was made just now."""
UNCOUNTED = {"Access", "Allowance"}
"""What is written of every look, refused or not."""
OWN_ROWS = {
    "/api/v1/visits",
    "/api/v1/presence/batches",
    "/api/v1/incidents/{incident_id}/cases/of-new-person",
    "/api/v1/identity/people",
}
"""Doors that keep a row of the actor's own area whoever it names: a visit is that of the place, or stays in
quarantine; a person known elsewhere is entered anew (decision 14)."""


class Unbuilt(dict[str, Any]):
    """An id for whatever has no factory."""

    def __missing__(self, name: str) -> str:
        """The id that no record has."""
        return str(UUID(int=0))


@dataclass(frozen=True)
class Door:
    """One method of one address."""

    method: str
    path: str
    rights: tuple[str, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what the address takes."""
        names = (each.partition(":") for each in PARAMETER.findall(self.path))
        return tuple("code" if (name or kind) == "area" else (name or kind) for kind, _, name in names)

    @property
    def objects(self) -> tuple[str, ...]:
        """Those that name an object of an area."""
        return tuple(each for each in self.parameters if each in OBJECTS) if self.path not in OPEN_DOORS else ()

    @property
    def writes(self) -> bool:
        """Whether something is handed in."""
        return self.method != "GET"

    def address(self, ids: Mapping[str, Any], **others: Any) -> str:
        """The address with objects of ``ids``, but for those in ``others``."""
        values = iter(
            str(Unbuilt({**CHOICES, **REFERENCE, **ids, **others})[OBJECT_OF.get((self.path, name), name)])
            for name in self.parameters
        )
        return PARAMETER.sub(lambda _: next(values), self.path) + QUERIES.get(self.path, "")

    def roles(self) -> list[Role]:
        """Who holds its rights."""
        return [role for role in Role if all(rules.may(role, Right(each)) for each in self.rights)]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def declared() -> list[Endpoint]:
    return [each for each in endpoints() if each.path not in FRAMEWORK and not each.is_public]


def doors_of(each: Endpoint) -> Iterator[Door]:
    if each.method != "PAGE":
        yield Door(each.method, each.path, each.rights)
        return
    yield from (Door(method, each.path, each.rights) for method in METHODS[each.path])


def methods_of(address: str) -> list[str]:
    """Which methods a page takes, as its decorator was told (``require_POST`` and its like); a page without one is read."""
    view: Any = resolve(address).func
    while view is not None:
        told = inspect.getclosurevars(view).nonlocals.get("request_method_list")
        if told is not None:
            return [each for each in ("GET", "POST") if each in told]
        view = getattr(view, "__wrapped__", None)
    return ["GET"]


METHODS: dict[str, list[str]] = {}


class World:
    """The two counties, and one signed-in browser of the home county for each role."""

    def __init__(self) -> None:
        counties.build(HOME)
        counties.build(SIBLING)
        self.marks = counties.recognisable()
        self.grants: dict[Role, int] = {}
        self.mine: dict[Role, dict[str, Any]] = {}
        self.browsers = {role: self._browser(role) for role in Role}
        for each in declared():
            if each.method == "PAGE":
                door = Door("GET", each.path, each.rights)
                address = door.address({**NOBODY, **self.own(door.roles()[0])})
                METHODS[each.path] = methods_of(urlsplit(address).path)
        self.doors = [door for each in declared() for door in doors_of(each)]

    def _browser(self, role: Role) -> Client:
        by = Actor.system("test")
        with scope.acting(by):
            made = accounts.create_user(
                username=f"home-{role}", display_name=str(role), password=None, by=by, at=counties.AT,
                is_demonstration=True,
            )  # fmt: skip
            User.objects.filter(pk=made).update(password=HASHED)
            self.mine[role] = counties_cases.own_looks(HOME, made, counties.NOW)
            self.grants[role] = accounts.give_role(
                user_id=made, role=role, area=HOME.area, by=by, at=counties.AT, organisation="县疾控中心"
            )
        browser = Client(headers={"accept-language": "en"})
        browser.force_login(User.objects.get(pk=made), backend="django.contrib.auth.backends.ModelBackend")
        session, now = browser.session, int(clock.wall().timestamp())
        session.update({BEGAN: now, USED: now})
        session.save()
        return browser

    def own(self, role: Role) -> dict[str, Any]:
        """The home county's objects as a role meets them: an agency has a lead of its own."""
        own = {"agency_lead_id": HOME.ids[f"{role.value}_lead_id"]} if role in AGENCIES else {}
        return {**HOME.ids, "own_grant_id": self.grants[role], **self.mine[role], **own}

    def ask(self, role: Role, door: Door, address: str, body: object = None) -> HttpResponse:
        """One request, as the role; whoever calls undoes what it wrote. A page gets a form (``?``: its query), or JSON as text."""
        browser = self.browsers[role]
        if not door.writes:
            return browser.get(address)
        if address.startswith("/api/"):
            return browser.generic(door.method, address, json.dumps(body or {}), content_type="application/json")
        if isinstance(body, str):
            return browser.post(address, body, content_type="application/json")
        query = urlencode(body["?"]) if body and "?" in body else ""
        fields = {name: value for name, value in (body or {}).items() if name != "?"}
        return browser.post(f"{address}?{query}" if query else address, fields)


class undone(transaction.Atomic):  # noqa: N801
    """A transaction that is rolled back at its end; foreign keys are checked with each statement, as a commit would."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __enter__(self) -> None:
        super().__enter__()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        transaction.set_rollback(True)
        super().__exit__(kind, error, trace)


def shape(answer: HttpResponse, *texts: str) -> tuple[int, bytes, str]:
    """An answer without what differs each time (tokens) and without the numbers that were asked for."""
    body = SECRETS.sub(b"#", answer.content)
    kept = [each for each in sorted(answer.headers.items()) if each[0] not in {"Set-Cookie", "Content-Length"}]
    headers = "\n".join(f"{name}: {value}" for name, value in kept)
    for text in texts:
        body, headers = body.replace(text.encode(), b"@"), headers.replace(text, "@")
    return answer.status_code, body, headers


def said_in(answer: HttpResponse) -> str:
    """What a person would read of an answer, for the message of a failure."""
    text = re.sub(
        r"<(script|style|nav|head)\b.*?</\1>|<[^>]+>", " ", answer.content.decode("utf-8", "replace"), flags=re.S
    )
    return re.sub(r"\s+", " ", text)[:400]


def asked_for(*given: Mapping[str, Any]) -> list[str]:
    """What may stand in an answer because it stood in the question, the longest first."""
    return sorted({str(value) for ids in given for value in ids.values()}, key=len, reverse=True)


def content(answer: HttpResponse) -> str:
    """An answer's text; a workbook or a document is opened first."""
    raw = answer.content
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as opened:
            return "".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())
    return raw.decode("utf-8", "replace")


def told(world: World, answer: HttpResponse, *asked: str) -> list[str]:
    """The sibling county's values that stand in an answer, but for those that stood in the question."""
    text = content(answer)
    for each in asked:
        text = text.replace(each, "")
    return sorted(mark for mark in world.marks if mark in text)


def counted() -> list[str]:
    """The tables whose rows are compared."""
    models = (each for each in apps.get_models() if each.__module__.startswith("sizao."))
    return [each._meta.db_table for each in models if each.__name__ not in UNCOUNTED]


def tables() -> str:
    """A fingerprint of every row there is."""
    parts = [
        f"SELECT '{name}', count(*), md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))) FROM {name} t"
        for name in counted()
    ]
    with scope.acting(Actor.system("eye")), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return str(sorted(cursor.fetchall()))


def attempts() -> int:
    """How many rows this transaction has written or tried to write, undone ones too: nobody compares what nobody touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY(%s)",
            [counted()],
        )
        return int(cursor.fetchone()[0])
