"""The guided form of a case: every save is a version, and two officers at once lose nothing of either."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.forms import CaseForm
from sizao.trace.cases.pages.showing import now_of, who
from sizao.trace.cases.types import CaseFacts


@needs(Right.CASES_WRITE)
@require_http_methods(["GET", "POST"])
def edit_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The guided form; every save is a version, and a moved date shows what it does to the contacts."""
    case, answers = queries.case(case_id), queries.answers(case_id)
    form = CaseForm(request.POST or None, initial=CaseForm.initial_of(case, answers))
    moved = None
    if request.method == "POST" and form.is_valid():
        try:
            moved = actions.amend_case(
                case_id=case_id, changes=form.changes(answers), revision=_revision(request),
                reason=request.POST.get("reason", ""), by=request.actor, at=now_of(request),  # type: ignore[attr-defined]
            )  # fmt: skip
        except errors.CaseChanged as refusal:
            return _both(request, case, form, refusal)
        case = queries.case(case_id)
        if not getattr(request, "htmx", False) and not (moved and (moved.entering or moved.leaving)):
            return redirect("cases:case", case_id)
    context = {
        "case": case, "form": form, "moved": moved, "is_saved": request.method == "POST" and form.is_valid(),
        "revision": case.revision,
        "entering": queries.contacts_by_id(moved.entering).values() if moved else (),
        "leaving": queries.contacts_by_id(moved.leaving).values() if moved else (),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return page(request, "cases/edit_case.html", context, part="cases/_saved.html", status=status)


def _both(request: HttpRequest, case: CaseFacts, form: CaseForm, refusal: errors.CaseChanged) -> HttpResponse:
    """What somebody else saved meanwhile, and the form with everything typed, to be saved on their version.

    The script's own save only says so and leaves the form alone, for its officer is typing on: the version stays the old
    one, and the button that it shows brings the whole page.
    """
    changes = form.meanwhile(queries.changed_since(case.id, _revision(request)))
    is_script = bool(getattr(request, "htmx", False))
    context = {
        "case": case, "refusal": refusal, "is_script": is_script, "reason": request.POST.get("reason", ""),
        "form": form if is_script else form.again(case, queries.answers(case.id), changes),
        "changes": [(each, who(each.change.by)) for each in changes],
        "revision": _revision(request) if is_script else case.revision,
    }  # fmt: skip
    response = page(request, "cases/edit_case.html", context, part="cases/_saved.html", status=refusal.status)
    if is_script:
        response["HX-Retarget"], response["HX-Reswap"] = "#saved", "outerHTML"
    return response


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Invalid(reason=Words("缺少版本号", "the version is missing"))
    return int(text)
