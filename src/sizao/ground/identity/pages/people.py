"""Find a person, see them masked, look behind the mask and leave a trace. No number stands in an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sizao.ground.identity import actions, queries
from sizao.ground.identity.errors import NothingToFind, PersonUnknown
from sizao.ground.identity.forms import ErasureForm, KeyGroupForm, LookForm, SearchForm
from sizao.ground.identity.queries import erasures, tasks
from sizao.ground.identity.types import Identity, MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel import phones
from sizao.kernel.errors import SizaoError
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Fact


@dataclass(frozen=True)
class Found:
    """One line of the search result."""

    person: PersonFacts
    masked: MaskedIdentity


@needs(Right.IDENTITY_SEARCH)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """Find persons of the own area; the text is posted, so that it stands in no address and no server log."""
    form = SearchForm(request.POST or None)
    found: list[Found] | None = None
    if request.method == "POST" and form.is_valid():
        found = _found(request, form)
    status = 422 if form.errors else 200
    return page(request, "identity/search.html", {"form": form, "found": found}, status=status)


def _found(request: HttpRequest, form: SearchForm) -> list[Found] | None:
    try:
        masked = actions.search(
            text=form.cleaned_data["text"], purpose=form.purpose_given(), by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
    except NothingToFind as refusal:
        form.add_error("text", refusal.words.in_language(get_language() or "zh"))
        return None
    persons = registry.persons(masked)
    return [Found(persons[each], masked[each]) for each in masked if each in persons]


@needs(Right.IDENTITY_SEARCH)
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest) -> HttpResponse:
    """One person, masked, with who looked; reached by posting the person's public number."""
    if request.method == "GET":
        return redirect("identity:search")
    return person_page(request, asked_person(request))


@needs(Right.IDENTITY_SEARCH, Right.IDENTITY_REVEAL)
@require_http_methods(["POST"])
def reveal(request: HttpRequest) -> HttpResponse:
    """Look behind the mask: with purpose and task or reason, written to the log; a refusal is written too."""
    asked = asked_person(request)
    form = LookForm(request.POST, tasks=own_tasks(request))
    if not form.is_valid():
        return person_page(request, asked, form=form, status=422)
    try:
        opened = actions.reveal(
            person_ids=[asked.id], purpose=form.purpose_given(), by=request.actor, at=request.at,  # type: ignore[attr-defined]
            task_id=form.task_given(), reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except SizaoError as refusal:
        return refused(refusal, form, lambda status: person_page(request, asked, form=form, status=status))
    return person_page(request, asked, opened=opened[asked.id])


@needs(Right.IDENTITY_SEARCH, Right.REGISTRY_WRITE)
@require_http_methods(["POST"])
def key_group(request: HttpRequest) -> HttpResponse:
    """Note which key group a person belongs to."""
    asked = asked_person(request)
    form = KeyGroupForm(request.POST)
    if not form.is_valid():
        return person_page(request, asked, group_form=form, status=422)
    is_changed = actions.note_group(
        person_id=asked.id,
        key_group=form.group(),
        by=request.actor,
        at=request.at,  # type: ignore[attr-defined]
    )
    said = _("The key group was noted.") if is_changed else _("Nothing changed: the record already said so.")
    messages.success(request, said)
    return person_page(request, asked_person(request))


def refused(refusal: SizaoError, form: Form, answer: Callable[[int], HttpResponse]) -> HttpResponse:
    """The page again with the refusal on its form; the log of the attempt stands although the answer is an error."""
    form.add_error(None, refusal.words.in_language(get_language() or "zh"))
    response = answer(refusal.status)
    response.keeps_writes = True  # type: ignore[attr-defined]
    return response


def asked_person(request: HttpRequest) -> PersonFacts:
    """The person whose public number was posted.

    Raises:
        PersonUnknown: when there is none in scope.
    """
    found = registry.person_by_number(request.POST.get("number", "").strip().upper())
    if found is None:
        raise PersonUnknown
    return found


def person_page(
    request: HttpRequest,
    asked: PersonFacts,
    *,
    form: LookForm | None = None,
    opened: Identity | None = None,
    erasure_form: ErasureForm | None = None,
    group_form: KeyGroupForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one person: masked or open, what may be done, who looked, the versions, how it was erased."""
    may_reveal = accounts.may(request.actor, Right.IDENTITY_REVEAL)  # type: ignore[attr-defined]
    masked = queries.masked([asked.id]).get(asked.id)
    context = {
        "person": asked, "facts": _facts(asked), "may_reveal": may_reveal,
        "identity": open_facts(opened) if opened else masked_facts(masked) if masked else [],
        "is_open": opened is not None, "form": form or LookForm(tasks=own_tasks(request)),
        "looks": queries.who_looked(asked.id, limit=30), "revisions": queries.history(asked.id),
        "twins": list(registry.persons(queries.twins(asked.id)).values()),
        "may_correct": accounts.may(request.actor, Right.IDENTITY_CORRECT),  # type: ignore[attr-defined]
        "may_erase": accounts.may(request.actor, Right.IDENTITY_ERASE),  # type: ignore[attr-defined]
        "is_asked": erasures.is_asked(asked.id, request.at),  # type: ignore[attr-defined]
        "may_group": accounts.may(request.actor, Right.REGISTRY_WRITE),  # type: ignore[attr-defined]
        "group_form": group_form or KeyGroupForm(initial={"key_group": asked.key_group}),
        "erasure_form": erasure_form or ErasureForm(), "erased": erasures.erased(asked.id),
        "proof": erasures.proof(asked.id),
    }  # fmt: skip
    return page(request, "identity/person.html", context, status=status)


def own_tasks(request: HttpRequest) -> list[tuple[str, str]]:
    """The caller's open tasks as choices of a form."""
    language = get_language() or "zh"
    mine = tasks.open_tasks(request.actor)  # type: ignore[attr-defined]
    return [(str(each.id), f"{each.number} {each.title.in_language(language)}") for each in mine]


def _facts(asked: PersonFacts) -> list[Fact]:
    names = registry.area_names(each for each in (asked.area_residence, asked.area_work, asked.area_site) if each)
    where = [
        (_("Residence"), asked.area_residence), (_("Work"), asked.area_work), (_("Observed at"), asked.area_site),
    ]  # fmt: skip
    return [
        Fact(_("Person number"), asked.number),
        Fact(_("Year of birth"), str(asked.birth_year) if asked.birth_year else "—"),
        Fact(_("Sex"), asked.sex),
        *(Fact(label, names[code]) for label, code in where if code),
        Fact(_("Key group"), asked.key_group),
    ]


def masked_facts(masked: MaskedIdentity) -> list[Fact]:
    """A masked identity as a definition list."""
    return [
        Fact(_("Full name"), masked.name or "—"),
        Fact(_("Identity document"), masked.document or "—", note=masked.document_kind),
        Fact(_("Phone"), masked.phone or "—"),
        Fact(_("Address"), "—" if not masked.name else "＊＊＊"),
    ]


def open_facts(opened: Identity) -> list[Fact]:
    """A revealed identity as a definition list."""
    return [
        Fact(_("Full name"), opened.name or "—"),
        Fact(_("Identity document"), opened.document_number or "—", note=opened.document_kind),
        Fact(_("Phone"), phones.printed(opened.phone) if opened.phone else "—"),
        Fact(_("Address"), opened.address or "—"),
        Fact(_("Date of birth"), opened.birth_date.isoformat() if opened.birth_date else "—"),
        Fact(_("Nationality"), opened.nationality or "—"),
    ]
