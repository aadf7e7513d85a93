"""Sending a file of visits, and the receipts of batches."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from sizao.ground.presence import actions, queries, rules
from sizao.ground.presence.errors import (
    ColumnMissing,
    FileUnreadable,
    SceneChanged,
    SceneColumn,
    SceneNotOn,
    SceneShape,
    SceneUnknown,
)
from sizao.ground.presence.forms import SendForm
from sizao.ground.presence.types import BatchFacts, QuarantineReason, RowShape
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, Kind, Kpi, ListPage, OnPhone, Tone

BATCHES = ListPage(
    name="batches",
    caption=_("Batches"),
    columns=(
        Column(
            "at", _("Received"), kind=Kind.TIME, sort="at", on_phone=OnPhone.TITLE,
            link=lambda row: reverse("presence:batch", args=[row.pk]),
        ),
        Column("filename", _("File"), on_phone=OnPhone.LINE),
        Column("shape", _("Rows"), value=lambda row: RowShape(row.shape)),
        Column("declared", _("Declared"), kind=Kind.NUMBER),
        Column("accepted", _("Accepted"), kind=Kind.NUMBER),
        Column("duplicates", _("Duplicates"), kind=Kind.NUMBER),
        Column("quarantined", _("Put aside"), value=lambda row: sum(row.quarantined.values()), kind=Kind.NUMBER),
        Column("by", _("Sent by"), on_phone=OnPhone.HIDE),
    ),
    filters=(
        Filter("q", _("Number or file"), is_search=True, lookup=queries.batches_named),
        Filter("shape", _("Rows"), lookup="shape", choices=lambda: [(each.value, each.words) for each in RowShape]),
    ),
    order="-at",
    empty=_("No batch has been sent yet"),
    empty_hint=_("Checkpoints and hotels send batches through the interface; a file can be sent here."),
)  # fmt: skip


@needs(Right.PRESENCE_WRITE)
@require_GET
def batches_page(request: HttpRequest) -> HttpResponse:
    """The batches in scope."""
    return list_page(request, BATCHES, queries.batch_rows(), "presence/batches.html")


@needs(Right.PRESENCE_WRITE)
@require_GET
def batch_page(request: HttpRequest, presence_batch_id: UUID) -> HttpResponse:
    """One batch: what came of its rows."""
    batch = queries.batch(presence_batch_id)
    lines = [(line, _reason(reason)) for line, reason in batch.lines]
    scene = queries.shelf().scenes.get(batch.scene) if batch.scene else None
    context = {
        "scene": scene,
        "batch": batch,
        "kpis": _kpis(batch),
        "lines": lines,
        "quarantined": sorted(batch.quarantined.items()),
    }
    return page(request, "presence/batch.html", context)


def _kpis(batch: BatchFacts) -> list[Kpi]:
    put_aside = sum(batch.quarantined.values())
    return [
        Kpi(_("Declared"), batch.declared, unit="row", key="declared"),
        Kpi(_("Accepted"), batch.accepted, unit="row", key="accepted", tone=Tone.GREEN),
        Kpi(_("Corrections among them"), batch.corrected, unit="row", key="corrected"),
        Kpi(_("Duplicates"), batch.duplicates, unit="row", key="duplicates"),
        Kpi(_("Put aside"), put_aside, unit="row", key="put_aside", tone=Tone.ORANGE if put_aside else ""),
    ]


def _reason(reason: str) -> object:
    return _("On record already") if reason == "duplicate" else QuarantineReason(reason)


class InMemory(MemoryFileUploadHandler):
    """Keeps an upload in memory whatever its size: where people were never lies on the disk as it came."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take every upload."""
        super().handle_raw_input(*args, **kwargs)
        self.activated = True


@csrf_exempt
@needs(Right.PRESENCE_WRITE)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a file; the forgery check runs after the upload was told to stay in memory."""
    request.upload_handlers = [InMemory(request)]
    return _send(request)


send.takes_files = True  # type: ignore[attr-defined]


@csrf_protect
def _send(request: HttpRequest) -> HttpResponse:
    form = SendForm(request.POST or None, request.FILES or None, scenes=queries.shelf().scenes.values())
    if request.method == "POST" and form.is_valid() and (facts := _received(request, form)):
        return redirect("presence:batch", facts.id)
    shapes = [(kind, shape.columns.items()) for kind, shape in rules.SHAPES.items()]
    status = 422 if form.errors else 200
    return page(request, "presence/send.html", {"form": form, "shapes": shapes}, status=status)


def _received(request: HttpRequest, form: SendForm) -> BatchFacts | None:
    sent = form.cleaned_data["file"]
    content = sent.read()
    try:
        return actions.receive_batch(
            rows=actions.read_file(content, sent.name), shape=RowShape(form.cleaned_data["shape"]),
            scene=form.cleaned_data["scene"], by=request.actor, at=request.at, filename=sent.name, sha256=hashlib.sha256(content).hexdigest(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except (ColumnMissing, FileUnreadable, SceneUnknown, SceneNotOn, SceneChanged, SceneColumn, SceneShape) as refusal:
        form.refuse(refusal)
        return None
