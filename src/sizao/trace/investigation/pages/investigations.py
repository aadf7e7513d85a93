"""Investigations: the list, one with its history, the form beside the call, its versions, and what the buttons do."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from sizao.ground.command import queries as command
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, ListPage, Moment, OnPhone
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import actions, queries, rules
from sizao.trace.investigation.forms import answers_of, rows_of
from sizao.trace.investigation.pages.leads import shown_leads
from sizao.trace.investigation.pages.showing import (
    TONES,
    companions,
    drawn,
    facts_of,
    may,
    sections,
    shown_rows,
    subject,
)
from sizao.trace.investigation.types import (
    CELLS,
    EDITABLE,
    InvestigationFacts,
    Section,
    State,
    VersionFacts,
)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ANY_REASON = "—" * rules.REASON_LETTERS


def _by_incident(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    known = {str(each.id) for each in command.incidents()}
    return rows.filter(incident_id=value) if value in known else rows.none()


INVESTIGATIONS = ListPage(
    name="investigations",
    caption=_("Investigations"),
    columns=(
        Column(
            "number", _("Number"), on_phone=OnPhone.TITLE,
            link=lambda row: reverse("investigation:investigation", args=[row.pk]),
        ),
        Column("case", _("Case"), value=lambda row: row.case.external_id or row.case.number),
        Column(
            "state", _("State"), value=lambda row: State(row.state), kind=Kind.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: TONES[State(row.state)],
        ),
        Column("begun_at", _("Begun"), kind=Kind.TIME, sort="begun_at"),
        Column("due_at", _("Due"), kind=Kind.TIME),
        Column("saved_at", _("Typed last"), kind=Kind.TIME),
        Column("holder", _("Filled in by"), value=lambda row: row.holder or "—"),
        Column("version", _("Version"), kind=Kind.NUMBER),
        Column("area", _("Area"), kind=Kind.AREA),
    ),
    filters=(
        Filter("q", _("Number or case"), is_search=True, lookup=queries.search),
        Filter(
            "state", _("State"), lookup="state", is_tabs=True,
            choices=lambda: [("", _("all")), *((each.value, each.words) for each in State)],
        ),
        Filter(
            "incident", _("Incident"), lookup=_by_incident,
            choices=lambda: [(str(each.id), Words(f"{each.number} {each.title.zh}", f"{each.number} {each.title.en}")) for each in command.incidents()],
        ),
    ),
    order="-begun_at",
    empty=_("No interview has begun"),
    empty_hint=_("An interview is begun from the page of a case."),
)  # fmt: skip


@needs(Right.INVESTIGATION_READ)
def investigations_page(request: HttpRequest) -> HttpResponse:
    """Investigations in scope, newest first."""
    return list_page(request, INVESTIGATIONS, queries.rows(), "investigation/investigations.html")


@needs(Right.INVESTIGATION_READ)
def investigation_page(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """The form: typed into by who holds it, read by everybody else who may."""
    found = queries.investigation(investigation_id)
    case, at = cases.case(found.case_id), request.at  # type: ignore[attr-defined]
    _log(request, found, case.person_id)
    read, actor = queries.reading(found, at), request.actor  # type: ignore[attr-defined]
    may_write = may(actor, Right.INVESTIGATION_WRITE)
    is_typing = may_write and bool(rules.may_type(found, actor))
    context = {
        "found": found, "case": case, "tone": TONES[found.state], "incident": command.incident(found.incident_id),
        "facts": facts_of(found, at), "sections": sections(found, read), "cells": CELLS, "is_typing": is_typing,
        "rows": shown_rows(found, read, more=1 if is_typing else 0), "is_late": found.is_late(at),
        "may_take": rules.may_take(found, actor, ANY_REASON) if may_write and not is_typing else None,
        "must_say_why": bool(found.holder) and not rules.is_held_by(found, actor),
        "is_editable": found.state in EDITABLE, **_review(found, actor, case.revision),
        **subject(case), **drawn(found, read, at), **shown_leads(found, may_write, at), "may_open": may(actor, Right.IDENTITY_SEARCH),
        "history": _history(found), "versions": queries.versions(investigation_id), "companions": companions(found, read),
        "may_name": may(actor, Right.CONTACTS_PROPOSE),
    }  # fmt: skip
    return page(request, "investigation/investigation.html", context)


def _review(found: InvestigationFacts, actor: Any, case_revision: int) -> dict[str, Any]:
    """What a second person may do, as decisions for the buttons."""
    if not may(actor, Right.INVESTIGATION_REVIEW):
        return {}
    return {
        "may_approve": rules.may_approve(found, case_revision, actor), "may_return": rules.may_return(found, actor, ANY_REASON),
        "may_reopen": rules.may_reopen(found, ANY_REASON), "is_review": found.state is State.SUBMITTED,
        "is_over": found.state is State.APPROVED,
    }  # fmt: skip


def _log(request: HttpRequest, found: InvestigationFacts, person_id: int) -> None:
    audit.record(
        by=request.actor, at=request.at, action="investigation.read", purpose="case_investigation",  # type: ignore[attr-defined]
        persons=[person_id], fields="interview", area=found.area,
    )  # fmt: skip


def _history(found: InvestigationFacts) -> list[Moment]:
    """Steps and holds together, newest first."""
    steps = [
        Moment(each.at, each.state.words, each.reason, TONES[each.state], by=each.by)
        for each in queries.steps(found.id)
    ]
    holds = [Moment(each.at, each.kind.words, each.reason, "grey", by=each.by) for each in queries.holds(found.id)]
    return sorted([*steps, *holds], key=lambda each: each.at, reverse=True)


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def begin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin the interview of a case, or open the one that was begun."""
    found = actions.begin(case_id=case_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("investigation:investigation", found)


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def take(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Take up the form, from somebody else with a reason."""
    reason = request.POST.get("reason", "")[:500]
    actions.take(investigation_id=investigation_id, reason=reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("investigation:investigation", investigation_id)


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def work(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Save the whole form as a browser without script sends it, then keep, pause or submit."""
    who = {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]
    if "whole" in request.POST:
        actions.save_draft(
            investigation_id=investigation_id, changes=answers_of(request.POST), rows=rows_of(request.POST), **who
        )
    step, reason = request.POST.get("step", ""), request.POST.get("reason", "")[:500]
    if step == "submit":
        actions.submit(investigation_id=investigation_id, reason=reason, **who)
        messages.success(request, gettext("Submitted for review by a second person."))
    elif step == "pause":
        actions.pause(investigation_id=investigation_id, **who)
        messages.success(request, gettext("Paused; everything typed was kept."))
    elif step == "keep":
        version = actions.keep_version(investigation_id=investigation_id, reason=reason, **who)
        messages.success(request, gettext("Kept as version %(n)s.") % {"n": version})
    return redirect("investigation:investigation", investigation_id)


@needs(Right.INVESTIGATION_REVIEW)
@require_POST
def review(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Approve, return, or take up again."""
    given = {
        "investigation_id": investigation_id, "reason": request.POST.get("reason", "")[:500],
        "by": request.actor, "at": request.at,  # type: ignore[attr-defined]
    }  # fmt: skip
    match request.POST.get("step", ""):
        case "approve":
            actions.approve(**given)
        case "return":
            actions.send_back(**given)
        case "reopen":
            actions.reopen(**given)
    return redirect("investigation:investigation", investigation_id)


@needs(Right.INVESTIGATION_READ)
def versions_page(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """Two versions side by side: what changed between them; the newest two, or those asked for."""
    found = queries.investigation(investigation_id)
    _log(request, found, cases.case(found.case_id).person_id)
    known = queries.versions(investigation_id)
    one, other = _asked(request, known)
    context = {
        "found": found, "versions": known, "one": one, "other": other, "sections": Section,
        "changes": rules.differences(one.draft if one else found.draft, other.draft if other else found.draft),
    }  # fmt: skip
    return page(request, "investigation/versions.html", context)


def _asked(request: HttpRequest, known: list[VersionFacts]) -> tuple[VersionFacts | None, VersionFacts | None]:
    """The two versions asked for; ``None`` stands for the form as it is now."""
    by_number = {str(each.version): each for each in known}
    other = by_number.get(request.GET.get("to", ""))
    one = by_number.get(request.GET.get("from", "")) or (known[0] if known else None)
    return one, other


@needs(Right.INVESTIGATION_READ)
def paper(request: HttpRequest, investigation_id: UUID) -> HttpResponse:
    """The official report in Word, in the reader's language: of the form as it is, or of a kept version."""
    found = queries.investigation(investigation_id)
    _log(request, found, cases.case(found.case_id).person_id)
    asked = request.GET.get("version", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None
    body = queries.as_word(investigation_id, get_language() or "zh-hans", request.at, number)  # type: ignore[attr-defined]
    answer = HttpResponse(body, content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.docx"'
    return answer


@needs(Right.CASES_READ)
def of_case_page(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Where the investigation of a case stands: a panel of the case's page, or a page of its own."""
    found, at = queries.of_case(case_id), request.at  # type: ignore[attr-defined]
    context = {
        "case": cases.case(case_id), "found": found, "tone": TONES[found.state] if found else "",
        "facts": facts_of(found, at) if found else (), "is_late": bool(found and found.is_late(at)),
        "may_begin": may(request.actor, Right.INVESTIGATION_WRITE), "may_read": may(request.actor, Right.INVESTIGATION_READ),  # type: ignore[attr-defined]
    }  # fmt: skip
    return page(request, "investigation/of_case.html", context, part="investigation/_of_case.html")
