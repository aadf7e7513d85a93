"""The intake pages: the batches, send a file, look it over, correct its mapping, let it enter, take the receipt."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sizao.ground.intake import actions
from sizao.ground.intake.errors import FileRefused, MappingInvalid
from sizao.ground.intake.forms import MappingForm, UploadForm
from sizao.ground.intake.queries import batches, incidents, safekeeping, staged
from sizao.ground.intake.rules import accounting, formulas
from sizao.ground.intake.types import TOLD, BatchFacts, BatchState, Kind
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Fact, Filter, Kpi, ListPage, Moment, OnPhone
from sizao.spine.web.types import Kind as Shown

TONES = {
    BatchState.STAGED: "yellow",
    BatchState.QUARANTINED: "red",
    BatchState.COMMITTED: "blue",
    BatchState.APPLIED: "green",
    BatchState.FAILED: "red",
    BatchState.WITHDRAWN: "grey",
}
OPEN = frozenset({BatchState.STAGED, BatchState.QUARANTINED})
SHOWN = 50

BATCHES = ListPage(
    name="batches",
    caption=_("Imports"),
    columns=(
        Column(
            "number", _("Number"), sort="number", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("intake:batch", args=[row.pk]),
        ),
        Column("kind", _("Content"), value=lambda row: Kind(row.kind)),
        Column("filename", _("File"), sort="filename", on_phone=OnPhone.LINE),
        Column(
            "status", _("State"), value=lambda row: BatchState(row.status), kind=Shown.TAG, on_phone=OnPhone.TAG,
            tone=lambda row: TONES[BatchState(row.status)],
        ),
        Column("declared", _("Declared"), kind=Shown.NUMBER, sort="declared"),
        Column("accepted", _("Accepted"), kind=Shown.NUMBER, sort="accepted"),
        Column("rejected", _("Rejected"), kind=Shown.NUMBER, sort="rejected"),
        Column("duplicates", _("Duplicates"), kind=Shown.NUMBER, sort="duplicates"),
        Column("area", _("Area"), kind=Shown.AREA, sort="area", on_phone=OnPhone.HIDE),
        Column("by", _("By"), on_phone=OnPhone.HIDE),
        Column("received_at", _("Received"), kind=Shown.TIME, sort="received_at"),
    ),
    filters=(
        Filter("q", _("Number or file"), is_search=True, lookup=batches.search),
        Filter("kind", _("Content"), lookup="kind", choices=lambda: [(each.value, each.words) for each in Kind]),
        Filter(
            "status", _("State"), lookup="status", choices=lambda: [(each.value, each.words) for each in BatchState]
        ),
    ),
    order="-received_at",
    empty=_("No file has been imported yet"),
)  # fmt: skip


class InMemory(MemoryFileUploadHandler):
    """Keeps an upload in memory whatever its size: a file of persons never lies on the disk unsealed."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every upload."""
        super().handle_raw_input(*args, **kwargs)
        self.activated = True


@needs(Right.INTAKE_READ)
@require_GET
def batches_page(request: HttpRequest) -> HttpResponse:
    """The batches in scope."""
    may_run = accounts.may(request.actor, Right.INTAKE_RUN)  # type: ignore[attr-defined]
    return list_page(request, BATCHES, batches.batch_rows(), "intake/batches.html", {"may_run": may_run})


@csrf_exempt
@needs(Right.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file; the forgery check runs after the upload was told to stay in memory."""
    request.upload_handlers = [InMemory(request)]
    return _upload(request)


upload.takes_files = True  # type: ignore[attr-defined]


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    started = {"incident": request.GET.get("incident", ""), "kind": request.GET.get("kind", Kind.CASES.value)}
    form = UploadForm(request.POST or None, request.FILES or None, actor_area=actor.area, initial=started)
    if request.method == "POST" and form.is_valid() and (facts := _staged(request, form)):
        return redirect("intake:batch", facts.id)
    return page(request, "intake/upload.html", {"form": form}, status=422 if form.errors else 200)


def _staged(request: HttpRequest, form: UploadForm) -> BatchFacts | None:
    sent = form.cleaned_data["file"]
    try:
        return actions.stage(
            content=sent.read(), filename=sent.name, order=form.order(), by=request.actor, at=request.at,  # type: ignore[attr-defined]
            mapping=form.mapping(),
        )  # fmt: skip
    except FileRefused as refusal:
        form.refuse(refusal)
        return None


@needs(Right.INTAKE_READ)
@require_GET
def batch_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch: the account, the first rows, what is unexplained, what was rejected, and what can be done."""
    row = batches.batch_row(batch_id)
    facts = row.facts()
    is_open = facts.state in OPEN and safekeeping.is_kept(batch_id)
    may_see = accounts.may(request.actor, Right.CASES_READ)  # type: ignore[attr-defined]
    context = {
        "batch": facts, "tone": TONES[facts.state], "is_open": is_open,
        "kpis": _kpis(facts), "facts": _facts(facts),
        "remarks": sorted(facts.remarks.items()), "reasons": sorted(facts.reasons.items()),
        "rejections": batches.rejections(batch_id, SHOWN), "shown": SHOWN,
        "preview": staged.preview(row) if is_open else None, "unexplained": bool(row.unexplained),
        "may_enter": accounting.may_enter(facts.receipt),
        "may_run": accounts.may(request.actor, Right.INTAKE_RUN),  # type: ignore[attr-defined]
        "kept": sorted(facts.kept.items()), "has_records": may_see and any(each in TOLD for each in facts.kept),
        "moments": _moments(batch_id), "is_waiting": facts.state is BatchState.COMMITTED,
    }  # fmt: skip
    return page(request, "intake/batch.html", context, part="intake/_batch.html")


def _kpis(facts: BatchFacts) -> list[Kpi]:
    receipt = facts.receipt
    rejections = reverse("intake:rejections", args=[facts.id]) if receipt.rejected else ""
    return [
        Kpi(_("Declared"), receipt.declared, tone="" if receipt.is_complete else "red"),
        Kpi(_("In the file"), receipt.physical, tone="" if receipt.is_complete else "red"),
        Kpi(_("Accepted"), receipt.accepted, tone="green"),
        Kpi(_("Rejected"), receipt.rejected, href=rejections, tone="orange" if receipt.rejected else ""),
        Kpi(_("Duplicates"), receipt.duplicates),
    ]


def _facts(facts: BatchFacts) -> list[Fact]:
    source, order = facts.source, facts.order
    numbers = incidents.captions({order.incident_id}) if order.incident_id else {}
    return [
        Fact(_("Content"), order.kind),
        Fact(_("File"), facts.filename),
        Fact(_("Format"), source.format),
        Fact(_("Encoding"), source.encoding or "—"),
        Fact(_("Sheet"), source.sheet or "—"),
        Fact(_("Incident"), numbers.get(order.incident_id, "—") if order.incident_id else "—"),
        *([Fact(_("Counted"), _("each from its own day of report"))] if order.dated else []),
        Fact(_("By"), facts.by),
        Fact("SHA-256", f"{facts.receipt.sha256[:16]}…"),
    ]


def _moments(batch_id: UUID) -> list[Moment]:
    return [
        Moment(row.at, BatchState(row.state), row.reason, TONES[BatchState(row.state)], by=row.by)
        for row in batches.statuses(batch_id)
    ]


@needs(Right.INTAKE_RUN)
@require_http_methods(["GET", "POST"])
def mapping_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Correct which column is which and what unknown values mean; the file is counted again at once."""
    row = batches.batch_row(batch_id)
    form = MappingForm(request.POST or None, batch=row)
    if request.method == "POST" and form.is_valid() and _remapped(request, form, batch_id):
        return redirect("intake:batch", batch_id)
    context = {"batch": row.facts(), "form": form, "preview": staged.preview(row)}
    return page(request, "intake/mapping.html", context, status=422 if form.errors else 200)


def _remapped(request: HttpRequest, form: MappingForm, batch_id: UUID) -> bool:
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    try:
        facts = actions.remap(batch_id=batch_id, mapping=form.mapping(), by=actor, at=at)
    except MappingInvalid as refusal:
        form.refuse(refusal)
        return False
    if form.cleaned_data["save_as"]:
        actions.save_mapping(
            name=form.cleaned_data["save_as"], mapping=facts.mapping, area=facts.order.area, by=actor, at=at
        )
    return True


@needs(Right.INTAKE_RUN)
@require_POST
def commit(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Let a batch enter; the worker does it and the page tells when it is done."""
    actions.commit(batch_id=batch_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("intake:batch", batch_id)


@needs(Right.INTAKE_RUN)
@require_POST
def withdraw(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Take a batch back."""
    actions.withdraw(batch_id=batch_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("intake:batch", batch_id)


@needs(Right.INTAKE_READ)
@require_GET
def rejections(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """All rejected rows as CSV: line, column, and the reason in both languages; no other content of the rows."""
    facts = batches.batch(batch_id)
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["行", "line", "列 column", "原因", "reason"])
    for each in batches.rejections(batch_id):
        words = each.words
        texts = [str(each.line), str(each.line), each.column, words.zh, words.en]
        writer.writerow([formulas.defused(text) for text in texts])
    response = HttpResponse(("\ufeff" + out.getvalue()).encode(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{facts.number}-rejected.csv"'
    return response
