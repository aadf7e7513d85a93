"""What the form's script asks for: save what was typed, read a pasted table, suggest places. Answers are JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from sizao.ground.registry import queries as registry
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.trace.investigation import actions, queries, rules
from sizao.trace.investigation.pages.showing import pieces
from sizao.trace.investigation.types import Reading

NOT_JSON = Words("内容不完整", "the body is not whole")


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def save(request: HttpRequest, investigation_id: UUID) -> JsonResponse:
    """Save the fields and rows typed since the last save; answers how they were understood. A refusal says why in JSON."""
    given = _body(request)
    try:
        saved = actions.save_draft(
            investigation_id=investigation_id, changes=given.get("changes") or {}, rows=given.get("rows"),
            window=str(given.get("window", ""))[:40], base=given.get("base"), by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except SizaoError as refusal:
        said = refusal.words.in_language(get_language() or "zh")
        return JsonResponse({"refused": said, "code": refusal.code}, status=refusal.status)
    at = request.at  # type: ignore[attr-defined]
    read = queries.reading(saved.facts, at)
    found = saved.facts
    answer = {"serial": saved.serial, "saved_at": rules.typed(at)[-5:], "pieces": pieces(request, found, read, at)}
    return JsonResponse({**answer, **_understood(read)})


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError as error:
        raise Invalid(reason=NOT_JSON) from error
    fits = isinstance(body, dict) and isinstance(body.get("changes", {}), dict)
    base, rows = (body.get("base"), body.get("rows")) if fits else (None, None)
    if not fits or not isinstance(base, int | None) or not _are_rows(rows):
        raise Invalid(reason=NOT_JSON)
    return body  # type: ignore[no-any-return]


def _are_rows(rows: object) -> bool:
    return rows is None or (isinstance(rows, list) and all(isinstance(each, dict) for each in rows))


def _understood(read: Reading) -> dict[str, object]:
    """Notes by field and rows as read, for the page to show beside what was typed."""
    language = get_language() or "zh"
    rows = [
        {
            "start": rules.typed(each.start), "until": rules.typed(each.until),
            "faults": [fault.in_language(language) for fault in each.faults],
        }
        for each in read.rows
    ]  # fmt: skip
    return {"notes": {name: note.in_language(language) for name, note in read.notes.items()}, "rows": rows}


@needs(Right.INVESTIGATION_WRITE)
@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """A pasted table as rows of the form."""
    return JsonResponse({"rows": rules.read_pasted(request.body.decode("utf-8", "replace")[:200_000])})


@needs(Right.INVESTIGATION_WRITE)
def places(request: HttpRequest) -> JsonResponse:
    """Registered places whose name or number begins with a text, to choose from while typing."""
    text = request.GET.get("q", "").strip()[:60]
    found = registry.search_places(text, request.actor.area) if len(text) > 1 else []  # type: ignore[attr-defined]
    language = get_language() or "zh"
    return JsonResponse({"places": [f"{each.number} {each.words.in_language(language)}" for each in found]})
