"""ST-14: a trace that touches very many is put before headquarters with its count, and somebody else there signs that very one."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sizao.flow.step1_waiting import traces_to_sign
from sizao.kernel.actors import Actor
from sizao.spine.audit.models import Access
from sizao.trace.tracing import actions, errors, queries, rules
from sizao.trace.tracing.models import SignatureStep
from sizao.trace.tracing.types import EVERYTHING, Door, Exclusion, LegalBasis, PlaceBasis, Purpose, SignatureState
from tests.integration.tracing.test_many import BODY, DRIFTED, crowd
from tests.integration.tracing.test_tracing import HOUR, YIXING, World, world

__all__ = ["World", "crowd", "world"]
pytestmark = pytest.mark.django_db
FORM = {**BODY, "same_zone": "on"}


def sent(browser, path, body):
    return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


@pytest.fixture
def asked(world, crowd, signed_in):
    """What the officer put before headquarters."""
    answer = sent(signed_in("epidemiologist"), "traces/ask", {**BODY, "case_id": str(world.case), "same_zone": True})
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_headquarters_signs_the_very_trace_that_was_counted(world, crowd, asked, signed_in):
    officer, commander = signed_in("epidemiologist"), signed_in("commander")
    assert (asked["state"], asked["touched"] >= DRIFTED, queries.runs(world.case)) == ("asked", True, [])
    path = f"trace-signatures/{asked['id']}"
    assert sent(officer, f"{path}/sign", {}).status_code == 403
    made = sent(commander, f"{path}/sign", {})
    assert made.status_code == 201, made.content
    run = queries.run(made.json()["id"])
    assert (run.query.match_zones, run.counts.persons) == (True, asked["counts"]["persons"])
    assert "commander" in run.by
    shown = commander.get(f"/api/v1/{path}").json()
    assert (shown["state"], shown["run_id"]) == ("signed", str(run.id))
    assert sent(commander, f"{path}/sign", {}).json()["code"] == "tracing.signature_decided"
    assert [each["id"] for each in commander.get("/api/v1/trace-signatures").json()] == [asked["id"]]
    logged = Access.objects.filter(action="tracing.run").latest("id")
    assert "persons" in logged.reason


def test_who_asked_does_not_sign_and_neither_does_the_database_let_them(world, crowd, signed_in):
    commander = signed_in("commander")
    asked = sent(commander, "traces/ask", {**BODY, "case_id": str(world.case)}).json()
    answer = sent(commander, f"trace-signatures/{asked['id']}/sign", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "tracing.own_signature")
    found = queries.signature(asked["id"], datetime.fromisoformat(asked["at"]))
    own = {"request_id": found.id, "at": found.at, "by": found.by, "by_user": found.by_user}
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        SignatureStep.objects.create(step=SignatureState.DECLINED, note="x", **own)


def test_a_declined_one_says_why_and_is_not_run(world, asked, signed_in):
    commander = signed_in("commander")
    path = f"trace-signatures/{asked['id']}/decline"
    assert sent(commander, path, {"reason": ""}).status_code == 422
    answer = sent(commander, path, {"reason": "范围过大,先核查网格数据"})
    assert (answer.json()["state"], answer.json()["note"]) == ("declined", "范围过大,先核查网格数据")
    assert queries.runs(world.case) == []
    shown = signed_in("epidemiologist").get(f"/tracing/signatures/{asked['id']}/").content.decode()
    assert "范围过大,先核查网格数据" in shown


def test_an_old_count_and_one_that_was_outgrown_are_asked_anew(world, crowd, asked, by, at, monkeypatch):
    found, terms = queries.signature(asked["id"], at), rules.signing()
    commander = Actor("chief", role="commander", user_id=99, area=YIXING)

    def said(as_of):
        decision = rules.may_sign(found, commander, is_headquarters=True, as_of=as_of, terms=terms)
        return decision.refusal.code if decision.refusal else None

    assert said(found.at + timedelta(hours=1)) is None
    assert said(found.at + terms.counted_within) == "tracing.signature_over"
    many = replace(found.counts, persons=found.counts.persons * 3)
    assert isinstance(rules.is_as_counted(found, many, terms).refusal, errors.SignatureOutgrown)
    assert rules.is_as_counted(found, found.counts, terms)


def test_few_need_no_signature(world, signed_in, by, at):
    world.record_stays()
    answer = sent(signed_in("epidemiologist"), "traces/ask", {**BODY, "case_id": str(world.case)})
    assert (answer.status_code, answer.json()["code"]) == (409, "tracing.no_signature_needed")


def test_a_place_and_several_cases_are_asked_for_with_all_their_terms(world, crowd, by, at):
    why = {"purpose": Purpose.CONTACT_MANAGEMENT, "legal_basis": LegalBasis.INFECTIOUS_DISEASES, "by": by, "at": at}
    plain = {"same_zone": False, "leave_out": frozenset({Exclusion.MANAGED}), "admit": EVERYTHING}
    place = {
        **plain, "place_id": world.table, "incident_id": world.incident, "start": world.noon, "until": world.noon + HOUR,
        "zone": "", "basis": PlaceBasis.ENVIRONMENT,
    }  # fmt: skip
    for door, terms in ((Door.PLACE, place), (Door.CASES, {**plain, "case_ids": [world.case]})):
        found = queries.signature(actions.ask_signature(door=door, terms=terms, **why), at)
        assert (found.door, dict(found.terms)) == (door, terms)


@pytest.mark.parametrize(
    ("language", "offered", "sign"),
    [("en", "Ask headquarters to sign it", "Sign and run it"), ("zh-hans", "提请指挥部签发", "签发并执行")],
)
def test_the_pages_lead_from_the_refusal_to_the_signature(world, crowd, signed_in, at, language, offered, sign):
    officer = signed_in("epidemiologist", language=language)
    path = f"/tracing/start/{world.case}/"
    assert offered not in officer.get(path).content.decode()
    refused = officer.post(path, {**FORM, "step": "run"})
    assert refused.status_code == 422 and offered in refused.content.decode()
    answer = officer.post(path, {**FORM, "step": "ask"})
    assert answer.status_code == 302
    shown = officer.get(answer.url).content.decode()
    assert sign in shown and "btn-refused" in shown
    commander = signed_in("commander", language=language)
    assert answer.url in commander.get("/tracing/signatures/").content.decode()
    waiting = commander.get(answer.url).content.decode()
    assert sign in waiting and "btn-refused" not in waiting and "btn-primary" in waiting
    assert "+00:00" not in waiting
    done = commander.post(f"{answer.url}sign/")
    assert done.status_code == 302 and commander.get(done.url).status_code == 200
    assert commander.get("/tracing/").content.decode().count("/tracing/signatures/") == 1


def test_what_waits_stands_among_the_commanders_work(world, asked):
    found = queries.signature(asked["id"], datetime.fromisoformat(asked["at"]))
    commander = Actor("chief", role="commander", user_id=99, area=YIXING)
    work = traces_to_sign(commander, found.at)
    assert (work.number, work.items[0].note) == (1, asked["number"])
    assert traces_to_sign(Actor("officer", role="epidemiologist", user_id=98, area=YIXING), found.at) is None
    late = found.at + timedelta(days=2)
    assert traces_to_sign(commander, late).number == 0
    [listed] = queries.signatures(late)
    assert (listed.state, queries.signature(found.id, late).state) == (SignatureState.LAPSED, SignatureState.LAPSED)
    assert queries.signatures(found.at)[0].state is SignatureState.ASKED
