"""Judge contacts again: what a changed case or another edition would change, line by line, to be approved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_POST, require_safe

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel.editions import diff, library
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.pages.showing import CLASS_TONES, CONTACT_TONES, incident_of, is_id, may, now_of
from sizao.trace.cases.types import CaseFacts, ChangeKind, ChangeRow, Difference, Standing

TONES = {
    ChangeKind.LEAVES: "purple", ChangeKind.NO_GROUND: "purple", ChangeKind.NO_CLASS: "purple", ChangeKind.ENTERS: "orange",
    ChangeKind.CLASS: "red", ChangeKind.DAYS: "blue", ChangeKind.SAME: "grey",
}  # fmt: skip
SHOWN = 1_000
"""Lines on the page; more are decided in several goes."""


@dataclass(frozen=True)
class ShownChange:
    """A line with the person's public number and the tones of its states."""

    row: ChangeRow
    person: PersonFacts | None
    tone: str

    @property
    def number(self) -> str:
        """The person's public number."""
        return self.person.number if self.person else ""

    @property
    def sides(self) -> tuple[tuple[Standing, str, str], ...]:
        """Before and after, each with the tone of its class and state."""
        return tuple(
            (each, CLASS_TONES.get(str(each.contact_class or ""), "grey"), CONTACT_TONES[each.state])
            for each in (self.row.before, self.row.after)
        )


@needs(Right.CONTACTS_READ, Right.CASES_READ)
@require_safe
def rejudge_page(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """The difference, and its approval; nothing changes before somebody approves."""
    incident = incident_of(incident_id)
    if incident is None:
        raise errors.CaseNotFound
    case, edition_id = _case(request, incident_id), _edition(request, incident.disease)
    found = queries.difference(incident_id, case_id=case.id if case else None, edition_id=edition_id)
    _log(request, found, incident.area)
    known = library().get(incident.edition_id), library().get(found.edition_id)
    context = {
        "incident": incident, "case": case, "found": found, "rows": _rows(found), "edition": known[1],
        "editions": _editions(incident.disease), "cases": queries.cases(incident_id), "old": known[0],
        "tiles": [(kind, TONES[kind], number) for kind, number in _counted(found)], "chosen": edition_id,
        "may_decide": may(request, Right.CONTACTS_APPROVE), "left_out": max(0, len(found.rows) - SHOWN),
        "touched": registry.touched(each.contact.person_id for each in found.rows),
        "measures": queries.asked_after(found),
        "figures": diff(*known)[:40] if known[0].id != known[1].id else (), "decisions": _decisions(incident_id),
    }  # fmt: skip
    return page(request, "cases/rejudge.html", context)


def _case(request: HttpRequest, incident_id: UUID) -> CaseFacts | None:
    wanted = (request.POST if request.method == "POST" else request.GET).get("case", "")
    if not is_id(wanted):
        return None
    found = queries.case(UUID(wanted))
    if found.incident_id != incident_id:
        raise errors.CaseNotFound
    return found


def _edition(request: HttpRequest, disease: str) -> str:
    wanted = (request.POST if request.method == "POST" else request.GET).get("edition", "")
    return wanted if wanted in {each for each, _ in _editions(disease)} else ""


def _editions(disease: str) -> list[tuple[str, str]]:
    """Editions of a disease that determine contacts."""
    language = get_language() or "zh"
    known = [each for each in library().all() if each.disease == disease and each.contact is not None]
    return [(each.id, each.title.in_language(language)) for each in sorted(known, key=lambda each: each.id)]


def _rows(found: Difference) -> list[ShownChange]:
    shown = found.rows[:SHOWN]
    persons = registry.persons(each.contact.person_id for each in shown)
    return [ShownChange(each, persons.get(each.contact.person_id), TONES[each.kind]) for each in shown]


def _counted(found: Difference) -> list[tuple[ChangeKind, int]]:
    counted = Counter(each.kind for each in found.rows)
    return [(kind, counted[kind]) for kind in ChangeKind if counted[kind]] + [(ChangeKind.SAME, len(found.same))]


def _decisions(incident_id: UUID) -> list[tuple[Any, Words]]:
    known = queries.rejudgements(incident_id)[:20]
    return [(each, library().get(each.edition_id).title) for each in known]


def _log(request: HttpRequest, found: Difference, area: int) -> None:
    audit.record(
        by=request.actor, at=now_of(request), action="contacts.rejudge", purpose="contact_management",  # type: ignore[attr-defined]
        persons=[each.contact.person_id for each in found.rows[:SHOWN]], fields="contact, evidence", area=area,
    )  # fmt: skip


@needs(Right.CONTACTS_APPROVE, Right.CASES_READ)
@require_POST
def apply_rejudgement(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """Approve the ticked lines of the difference that was seen."""
    incident = incident_of(incident_id)
    case, edition_id = _case(request, incident_id), _edition(request, incident.disease)
    try:
        picked = [UUID(each) for each in request.POST.getlist("picked")]
    except ValueError as error:
        raise Invalid(reason=Words("所选记录无效", "what was picked")) from error
    done = actions.apply_rejudgement(
        incident_id=incident_id, case_id=case.id if case else None, edition_id=edition_id, contact_ids=picked,
        stamp=request.POST.get("stamp", "")[:64], reason=request.POST.get("reason", "")[:500], by=request.actor,  # type: ignore[attr-defined]
        at=now_of(request),
    )  # fmt: skip
    messages.success(request, ngettext("Changed %(n)s contact.", "Changed %(n)s contacts.", done) % {"n": done})
    return redirect(reverse("cases:rejudge", args=[incident_id]) + (f"?case={case.id}" if case else ""))
