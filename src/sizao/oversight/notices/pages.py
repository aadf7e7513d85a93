"""The archive of public notices, one notice, and issuing one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.oversight.notices import actions, queries, rules
from sizao.oversight.notices.errors import NobodyToSpeakOf, NothingToSay
from sizao.oversight.notices.forms import DraftForm, NoticeForm
from sizao.oversight.notices.types import Draft, DraftKind, NewNotice, Sentence, SourceKind
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.affected import stamp, was_seen
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone

NOTICES = ListPage(
    name="notices",
    caption=_("Public notices"),
    columns=(
        Column("number", _("Number"), kind=Kind.CODE, value=lambda row: f"{row.year}-{row.number}", sort="number"),
        Column(
            "title", _("Title"), value=lambda row: queries.facts(row).title, on_phone=OnPhone.TITLE,
            link=lambda row: reverse("notices:notice", args=[row.pk]),
        ),
        Column(
            "valid", _("State"), value=lambda row: _("superseded") if row.replaced_by else _("in force"),
            kind=Kind.TAG, tone=lambda row: "grey" if row.replaced_by else "green", on_phone=OnPhone.TAG,
        ),
        Column("area", _("Issued by"), kind=Kind.AREA, sort="area"),
        Column("scope", _("Holds in"), kind=Kind.AREA),
        Column("issued_at", _("Issued"), kind=Kind.TIME, sort="issued_at"),
    ),
    filters=(Filter("q", _("Title, text or number"), is_search=True, lookup=queries.search),),
    order="-issued_at",
    empty=_("No notice has been issued here"),
)  # fmt: skip


@needs(Right.NOTICES_READ)
def notices_page(request: HttpRequest) -> HttpResponse:
    """The archive, newest first."""
    may_issue = accounts.may(request.actor, Right.NOTICES_ISSUE)  # type: ignore[attr-defined]
    return list_page(request, NOTICES, queries.rows(), "notices/notices.html", {"may_issue": may_issue})


@needs(Right.NOTICES_READ)
def notice_page(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """One notice with what it replaced and what replaced it."""
    found = queries.notice(notice_id)
    facts = [
        Fact(_("Number"), f"{found.year}-{found.number}"),
        Fact(_("Issued by"), registry.full_name(found.area)),
        Fact(_("Holds in"), registry.full_name(found.scope)),
        Fact(_("Source"), found.source or "—"),
    ]
    for caption, other in (
        (_("Takes the place of"), found.supersedes_id),
        (_("Superseded by"), found.superseded_by_id),
    ):
        if other:
            linked = queries.notice(other)
            facts.append(Fact(caption, linked.title, reverse("notices:notice", args=[other])))
    context = {"notice": found, "facts": facts, "lines": _lines(found.sentences), "unsourced": queries.unsourced(found)}
    context["papers"] = [(language, form, caption) for (language, form), caption in PAPERS.items()]
    return page(request, "notices/notice.html", context)


PAPERS = {
    ("zh", "docx"): _("Word, Chinese"), ("zh", "pdf"): _("PDF, Chinese"), ("en", "docx"): _("Word, English"),
    ("en", "pdf"): _("PDF, English"),
}  # fmt: skip
"""The papers of a notice by language and form."""


@needs(Right.NOTICES_READ)
def notice_paper(request: HttpRequest, notice_id: UUID, language: str, form: str) -> HttpResponse:
    """One notice as Word or PDF in one language, in the layout of official papers."""
    if (language, form) not in PAPERS:
        raise Invalid(reason=f"{language} {form}")
    body, media_type, name = queries.paper(queries.notice(notice_id), language, form)
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(sentences: Iterable[Sentence]) -> list[tuple[Sentence, str]]:
    """Each sentence with the address of its object."""
    return [(each, _object(each)) for each in sentences]


def _object(each: Sentence) -> str:
    name = OBJECTS.get(each.kind)
    return reverse(name, args=[each.source_id]) if name and each.source_id else ""


OBJECTS = {
    SourceKind.INCIDENT: "command:incident", SourceKind.ZONE: "zones:zone", SourceKind.CONDITION: "zones:zone",
    SourceKind.CASES: "command:incident", SourceKind.COHORT: "command:incident", SourceKind.SAMPLES: "command:incident",
    SourceKind.EDITION: "editions:edition", SourceKind.RULE: "cohorts:cohort",
}  # fmt: skip
"""The page of each kind of object."""


@needs(Right.NOTICES_ISSUE)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Draft a notice from an incident and its zones; each sentence shows its object, then it is read, mended and issued."""
    incidents = [(str(each.id), f"{each.number} {each.title.in_language(_tongue())}") for each in command.incidents()]
    chosen = DraftForm(request.GET or None, incidents=incidents)
    context: dict[str, Any] = {"chosen": chosen}
    if not (request.GET.get("kind") and chosen.is_valid()):
        return page(request, "notices/draft.html", context)
    kind, incident_id = DraftKind(chosen.cleaned_data["kind"]), UUID(chosen.cleaned_data["incident"])
    context["zones"] = [(each, str(each.id) in _picked(request)) for each in queries.zones_for(kind, incident_id)]
    try:
        made = queries.draft(kind, incident_id, _zone_ids(request), request.at)  # type: ignore[attr-defined]
    except (NothingToSay, NobodyToSpeakOf) as nothing:
        return page(request, "notices/draft.html", {**context, "nothing": nothing})
    return _issue_draft(request, made, context)


def _issue_draft(request: HttpRequest, made: Draft, context: dict[str, Any]) -> HttpResponse:
    area = request.actor.area  # type: ignore[attr-defined]
    valid = [each for each in queries.notices() if each.is_valid and each.area == area]
    mine = {each.id for each in valid}
    initial = {
        "scope": areas.printed(area) if area else "", "title_zh": made.title.zh, "title_en": made.title.en,
        "body": made.body.zh, "body_en": made.body.en,
        "supersedes": str(made.supersedes_id) if made.supersedes_id in mine else "",
    }  # fmt: skip
    form = NoticeForm(request.POST or None, valid=valid, initial=initial)
    found = {**context, "draft": made, "lines": _lines(made.sentences), "form": form}
    if request.method == "POST" and form.is_valid():
        new = form.notice(area, made)
        if was_seen(request, new.scope):
            notice_id = actions.issue(new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
            return redirect("notices:notice", notice_id)
        found |= _touched(request, new, made)
    return page(request, "notices/draft.html", found, status=422 if form.errors else 200)


def _touched(request: HttpRequest, new: NewNotice, made: Draft | None = None) -> dict[str, Any]:
    """Who lives where a notice would hold, when it may be issued, and the narrower extent: the zones it speaks of."""
    queries.may_issue(new, rules.year_of(request.at)).or_raise()  # type: ignore[attr-defined]
    return {
        "touched": registry.touched_in(new.scope), "stamp": stamp(new.scope),
        "lighter": queries.narrower(made, new.scope) if made else [],
    }  # fmt: skip


def _picked(request: HttpRequest) -> set[str]:
    return set(request.GET.getlist("zone"))


def _zone_ids(request: HttpRequest) -> list[UUID]:
    found = []
    for each in _picked(request):
        try:
            found.append(UUID(each))
        except ValueError as error:
            raise Invalid(reason=each) from error
    return found


def _tongue() -> str:
    return get_language() or "zh"


@needs(Right.NOTICES_ISSUE)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest) -> HttpResponse:
    """Issue a notice of one's own headquarters."""
    area = request.actor.area  # type: ignore[attr-defined]
    valid = [each for each in queries.notices() if each.is_valid and each.area == area]
    form = NoticeForm(request.POST or None, valid=valid, initial={"scope": areas.printed(area) if area else ""})
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        new = form.notice(area)
        if was_seen(request, new.scope):
            notice_id = actions.issue(new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
            return redirect("notices:notice", notice_id)
        context |= _touched(request, new)
    return page(request, "notices/issue.html", context, status=422 if form.errors else 200)
