"""The lists that arrive on the evening of the eleventh, a letter and a hotel's guests, and the first calls: all invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import NewIdentity, Purpose
from sizao.kernel.actors import Actor
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as calling
from sizao.measures.calls.types import CallOutcome, CallPurpose
from sizao.measures.referrals import actions, queries
from sizao.measures.referrals.actions import letters
from sizao.measures.referrals.types import NewLetter, NewList, Outcome, Priority, RequestFacts, SourceKind, State
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.people import People
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.accounts import queries as accounts
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases

HEADINGS = "姓名,证件号码,联系电话,现住址,末次接触日期"
WHY = "演示名单含已知的接触者 / the demonstration list names known contacts"
WORKER = "网格员(演示)"


def arrive(run: Run) -> None:
    """Both lists come in the evening, some of their people known already."""
    given = run.files.world["lists"]
    invented = People({**run.files.world["people"], "seed": given["seed"]})
    invented.made = given["first"]
    for key in ("letter", "hotel"):
        row = given[key]
        new = NewList(
            kind=SourceKind(row["kind"]), sender=row["sender"], letter=row["letter"], asked=row["asked"],
            priority=Priority(row["priority"]), received_at=data.moment(row["received_at"]),
            reply_by=data.moment(row["reply_by"]), incident_id=run.incident_id,
        )  # fmt: skip
        with acting("宜兴市数据核查专班") as by:
            text = "\n".join([HEADINGS, *_lines(run, key, invented)])
            actions.receive(
                new=new, content=text.encode(), filename=f"{key}.csv", by=by, at=new.received_at,
                area=data.area(run.files.world["incident"]["area"]),
            )  # fmt: skip


def _lines(run: Run, key: str, invented: People) -> Iterator[str]:
    for row in run.files.lists:
        if row["list"] != key:
            continue
        person = _known(run, row["known"]) if row["known"] else invented.somebody()
        yield ",".join((person.name, person.document_number, person.phone, row["address"], row["since"]))


def _known(run: Run, group: str) -> NewIdentity:
    """The identity of the first contact of a group, as the sender of the list would have written it."""
    person = run.persons[group][0]
    with acting("宜兴市数据核查专班") as by:
        found = identity.reveal(
            person_ids=[person], purpose=Purpose.CONTACT_MANAGEMENT, by=by, at=run.entered_at, reason=WHY
        )
    return found[person].as_new()


def check(run: Run) -> None:
    """The villages claim and answer; some requests are still in hand at the end of the evening, one is carried over."""
    for key in ("hotel", "letter"):
        told = [row for row in run.files.lists if row["list"] == key]
        for request in _routed(run, key):
            _act(run, request, told[request.line - 2])


def _routed(run: Run, key: str) -> list[RequestFacts]:
    sender = run.files.world["lists"][key]["sender"]
    with acting(WORKER):
        found = next(row for row in queries.list_rows() if row.sender == sender)
        return [each for each in queries.requests_of(found.id) if each.state is State.ROUTED]


def _act(run: Run, request: RequestFacts, row: data.Row) -> None:
    said, at = row["outcome"], request.received_at + timedelta(minutes=20)
    with acting(WORKER) as by:
        if said == "carried":
            carried_at = run.at("lists", "carried_at")
            actions.carry(request_ids=[request.id], reason=row["note"], by=by, at=carried_at)
        elif said == "claimed":
            actions.claim(request_ids=[request.id], by=by, at=at)
        elif said:
            actions.claim(request_ids=[request.id], by=by, at=at)
            done = request.received_at + timedelta(minutes=int(row["minutes"] or 40))
            actions.answer(request_id=request.id, outcome=Outcome(said), note=row["note"], by=by, at=done)


CALLER = "tracer"
"""The demonstration account that has the calls in hand."""
TRIES = (CallOutcome.NO_ANSWER, CallOutcome.OFF, CallOutcome.BUSY, CallOutcome.WELL, CallOutcome.WELL)
"""What the first calls came to; those nobody answered are taken off the list when their people are released."""
AT_NIGHT = "当夜须落实管控,经专班同意(演示)"
"""Why the first interviews do not wait, where an installation's quiet hours begin earlier than those that ship."""
ELSEWHERE = "绍兴市"
ASKED_THERE = "核实相关人员去向,落实健康管理和核酸检测(演示)"


def call(run: Run) -> None:
    """The first interviews of those who rode in the same car are put on the list; three were tried in vain so far."""
    held = {each.username: each for each in accounts.demonstration_accounts()}.get(CALLER)
    if held is None:
        return
    at, area = run.at("lists", "called_at"), data.area(run.files.world["incident"]["area"])
    with acting("宜兴市流调组") as by:
        riders = cases.contacts(run.incident_id, person_ids=run.persons["van"] + run.persons["visitors"])
        team = calls.make_team(name="宜兴一组", area=area, by=by, at=at)
        calls.enter_caller(
            user_id=held.id, name=held.display_name, languages=["zh", "en"], area=area, team_id=team, by=by, at=at
        )
        ids = [each.id for each in riders]
        calls.plan(incident_id=run.incident_id, purpose=CallPurpose.INTERVIEW, contact_ids=ids, by=by, at=at)
    caller = Actor(held.display_name, user_id=held.id)
    with scope.acting(caller):
        for found, outcome in zip(calling.mine(held.id), TRIES, strict=False):
            calls.record(call_id=found.id, outcome=outcome, reason=AT_NIGHT, by=caller, at=at + timedelta(minutes=5))


def write(run: Run) -> None:
    """The letter that came is answered in part, and another city is told of two people; one answer came back."""
    at = run.at("lists", "carried_at")
    sender = run.files.world["lists"]["letter"]["sender"]
    with acting("宜兴市数据核查专班") as by:
        arrived = next(row for row in queries.list_rows() if row.sender == sender)
        letters.reply(list_id=arrived.pk, by=by, at=at)
        told = cases.contacts(run.incident_id, person_ids=run.persons["visitors"])[:2]
        new = NewLetter(
            incident_id=run.incident_id, destination=ELSEWHERE, contact_ids=tuple(each.id for each in told),
            asked=ASKED_THERE, reply_by=at + timedelta(days=1),
        )  # fmt: skip
        sent = letters.send(new=new, by=by, at=at)
        letters.note_receipt(letter_id=sent.id, received_by="绍兴市值班员(演示)", by=by, at=at + timedelta(hours=1))
        done = at + timedelta(hours=9)
        letters.note_answer(letter_id=sent.id, line=1, outcome=Outcome.CLEARED, note="演示", by=by, at=done)
