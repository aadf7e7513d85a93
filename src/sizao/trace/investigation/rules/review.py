"""Who may hold, type into, submit, return and approve an investigation; the second person is never the first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.trace.investigation import errors
from sizao.trace.investigation.rules.moments import typed
from sizao.trace.investigation.types import BY_NAME, EDITABLE, NEEDED, About, InvestigationFacts, Reading, State

REASON_LETTERS = 5
"""The shortest reason that says anything; a matter of form, not of policy."""
NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d[ -]?\d{4}[ -]?\d{4}|\d{17}[\dXx])(?!\d)")
"""A mobile number or a citizen's document number."""
NAMED = 6
"""How many open points a refusal names."""


def is_held_by(found: InvestigationFacts, actor: Actor) -> bool:
    """Whether an actor holds the form; the platform itself and clients of the API are known by name."""
    if not found.holder:
        return False
    return found.holder_id == actor.user_id if actor.user_id is not None else found.holder == actor.name


def may_take(found: InvestigationFacts, actor: Actor, reason: str = "") -> Decision:
    """Whether the form may be taken up; from somebody else only with a reason."""
    if found.state not in EDITABLE:
        return Decision.no(errors.NotEditable(state=found.state.words))
    if found.holder and not is_held_by(found, actor) and len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.HeldByAnother(holder=found.holder, since=typed(found.held_since)))
    return Decision.yes()


def may_type(found: InvestigationFacts, actor: Actor) -> Decision:
    """Whether an actor may type: the form is editable and theirs."""
    if found.state not in EDITABLE:
        return Decision.no(errors.NotEditable(state=found.state.words))
    if not found.holder:
        return Decision.no(errors.NotHeld())
    if not is_held_by(found, actor):
        return Decision.no(errors.HeldByAnother(holder=found.holder, since=typed(found.held_since)))
    return Decision.yes()


def open_points(reading: Reading) -> list[Words]:
    """What stands in the way of submitting, in words."""
    fields = [
        Words(f"{BY_NAME[name].words.zh}:{note.zh}", f"{BY_NAME[name].words.en}: {note.en}")
        for name, note in reading.notes.items()
    ]
    rows = [
        Words(f"轨迹第 {row.number} 行:{row.faults[0].zh}", f"Row {row.number}: {row.faults[0].en}")
        for row in reading.rows
        if row.faults
    ]
    return [*fields, *rows]


def may_submit(found: InvestigationFacts, reading: Reading, actor: Actor) -> Decision:
    """Whether a draft may be submitted: typed by its holder, and nothing open."""
    typing = may_type(found, actor)
    points = open_points(reading)
    if typing and points:
        return Decision.no(errors.NotWhole(count=len(points), points=_joined(points[:NAMED])))
    return typing


def _joined(points: Sequence[Words]) -> Words:
    return Words("; ".join(each.zh for each in points), "; ".join(each.en for each in points))


def may_review(found: InvestigationFacts, actor: Actor) -> Decision:
    """Whether an actor may review: it is submitted, and by somebody else."""
    if found.state is not State.SUBMITTED:
        return Decision.no(errors.NotSubmitted(state=found.state.words))
    return Decision.no(errors.OwnSubmission()) if is_own(found, actor) else Decision.yes()


def is_own(found: InvestigationFacts, actor: Actor) -> bool:
    """Whether an actor submitted it."""
    return found.submitted_by_id == actor.user_id if actor.user_id is not None else found.submitted_by == actor.name


def may_approve(found: InvestigationFacts, case_revision: int, actor: Actor) -> Decision:
    """Whether a version may be approved: reviewed by a second person, and the case is as it was when the interview began."""
    review = may_review(found, actor)
    if review and case_revision != found.case_revision:
        return Decision.no(errors.CaseMovedOn(now=case_revision, began=found.case_revision))
    return review


def may_ask(text: str) -> Decision:
    """Whether a lead, or what came of it, says anything, and no number by which somebody is called or known."""
    if NUMBER.search(unicodedata.normalize("NFKC", text)):
        return Decision.no(errors.NumberInText())
    return _with_reason(Decision.yes(), text)


def may_release(group: GroupKind, about: About) -> Decision:
    """Whether a group needs the parts of the identity that a lead would give it."""
    beyond = about.parts - NEEDED.get(group, frozenset())
    if beyond:
        named = sorted(beyond, key=list(Sealed).index)
        parts = Words("、".join(each.words.zh for each in named), ", ".join(each.words.en for each in named))
        return Decision.no(errors.NotNeeded(group=group.words, parts=parts))
    if about.since is not None and about.until is not None and about.until < about.since:
        return Decision.no(errors.WindowBackwards())
    return Decision.yes()


def may_return(found: InvestigationFacts, actor: Actor, reason: str) -> Decision:
    """Whether a version may be returned; the reason tells what is missing."""
    return _with_reason(may_review(found, actor), reason)


def may_reopen(found: InvestigationFacts, reason: str) -> Decision:
    """Whether an approved investigation may be taken up again, with a reason."""
    if found.state is not State.APPROVED:
        return Decision.no(errors.NotEditable(state=found.state.words))
    return _with_reason(Decision.yes(), reason)


def _with_reason(decision: Decision, reason: str) -> Decision:
    if decision and len(reason.strip()) < REASON_LETTERS:
        return Decision.no(errors.ReasonMissing(need=REASON_LETTERS))
    return decision
