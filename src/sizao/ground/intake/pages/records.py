"""Records of a source that were kept as told: the list behind one batch."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sizao.ground.intake.queries import batches, told
from sizao.ground.intake.types import TOLD, Keep
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.types import Column, Filter, ListPage, OnPhone
from sizao.spine.web.types import Kind as Shown


def _said(row: Any) -> str:
    language = get_language() or "zh"
    joint = ":" if language.startswith("zh") else ": "
    told_so = told.said(row.facts())
    return "; ".join(f"{label.in_language(language)}{joint}{text.in_language(language)}" for label, text in told_so)


def _what(row: Any) -> Words:
    """What the record is; that it is one of the source is said once, above the list."""
    words = Keep(row.kind).words
    return Words(words.zh.partition(":")[0], words.en.partition(":")[0])


RECORDS = ListPage(
    name="records",
    caption=_("Records of the source"),
    columns=(
        Column("line", _("Line"), kind=Shown.NUMBER, sort="line", on_phone=OnPhone.HIDE),
        Column("kind", _("What it is"), value=_what, on_phone=OnPhone.TAG),
        Column(
            "person", _("Person"), value=lambda row: row.person.number if row.person else "", on_phone=OnPhone.TITLE
        ),
        Column("place", _("Place"), value=lambda row: row.place.words if row.place else "", on_phone=OnPhone.HIDE),
        Column("at", _("When"), value=lambda row: told.day(row.at) if row.at else "", sort="at"),
        Column("content", _("What the source says"), value=_said, on_phone=OnPhone.LINE),
    ),
    filters=(
        Filter(
            "kind", _("What it is"), lookup="kind", choices=lambda: [(each.value, each.words) for each in sorted(TOLD)]
        ),
    ),
    order="line",
    empty=_("Nothing was kept as a record of the source"),
)


@needs(Right.CASES_READ)
@require_GET
def records_page(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """What one batch told that no other room keeps; the persons shown are noted in the access log."""
    facts = batches.batch(batch_id)
    rows = told.told_rows(batch_id)
    persons = rows.exclude(person=None).values_list("person_id", flat=True).distinct()
    audit.record(
        by=request.actor, at=request.at, action="intake.records", purpose="case_investigation", persons=persons,  # type: ignore[attr-defined]
        fields="records of the source",
    )  # fmt: skip
    return list_page(request, RECORDS, rows, "intake/records.html", {"batch": facts})
