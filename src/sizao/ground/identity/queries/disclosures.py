"""Reading requests to see many identities, and emergency looks."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sizao.ground.identity.errors import DisclosureUnknown, GlassUnknown
from sizao.ground.identity.models import Disclosure, Glass
from sizao.ground.identity.rules import disclosing, glass
from sizao.ground.identity.rules.access import MOST_AT_ONCE
from sizao.ground.identity.types import DisclosureFacts, DisclosureState, GlassFacts, GlassState, Identity, Purpose
from sizao.ground.registry.types import PersonFacts
from sizao.kernel import phones

SHOWN = 100


def disclosures(limit: int = SHOWN) -> list[DisclosureFacts]:
    """Requests in scope, newest first."""
    return [_facts(row) for row in _requests().order_by("-at", "-id")[:limit]]


def own_disclosures(user_id: int | None, limit: int = SHOWN) -> list[DisclosureFacts]:
    """An account's own requests, newest first; none of who is no account."""
    rows = _requests().filter(by_user=user_id) if user_id is not None else Disclosure.objects.none()
    return [_facts(row) for row in rows.order_by("-at", "-id")[:limit]]


def _requests() -> QuerySet[Disclosure]:
    return Disclosure.objects.prefetch_related("steps")


def disclosure(request_id: UUID) -> DisclosureFacts:
    """One request.

    Raises:
        DisclosureUnknown: when there is none in scope.
    """
    row = _requests().filter(pk=request_id).first()
    if row is None:
        raise DisclosureUnknown
    return _facts(row)


def people(request_id: UUID) -> list[int]:
    """Whom a request asks for, by number."""
    rows = Disclosure.objects.filter(pk=request_id).order_by("people__person")
    return [each for each in rows.values_list("people__person", flat=True) if each is not None]


def signed(digest: bytes, purpose: Purpose, user_id: int, as_of: datetime) -> DisclosureFacts | None:
    """The account's own request for these very people and this purpose that was signed and not opened yet."""
    rows = _requests().filter(by_user=user_id, purpose=purpose, digest=digest, at__gt=as_of - 2 * disclosing.STANDS)
    found = (_facts(row) for row in rows.order_by("-at"))
    return next((each for each in found if disclosing.state(each, as_of) is DisclosureState.GRANTED), None)


def _facts(row: Disclosure) -> DisclosureFacts:
    steps = {DisclosureState(each.step): each for each in row.steps.all()}
    used = steps.pop(DisclosureState.USED, None)
    decided = next(iter(steps.values()), None)
    return DisclosureFacts(
        row.id, row.number, row.area, Purpose(row.purpose), row.reason, row.task_id, row.persons, bytes(row.digest),
        row.at, row.by, row.by_user, row.organisation, DisclosureState(decided.step) if decided else None,
        decided.at if decided else None, decided.by if decided else "", decided.organisation if decided else "",
        decided.note if decided else "", used.at if used else None,
    )  # fmt: skip


def glasses(limit: int = SHOWN) -> list[GlassFacts]:
    """Emergency looks by or at people of the own area, newest first."""
    return [_glass(row) for row in Glass.objects.select_related("review").order_by("-at", "-id")[:limit]]


def own_glasses(user_id: int | None, limit: int = SHOWN) -> list[GlassFacts]:
    """The emergency looks that an account made, newest first; none of who is no account."""
    rows = Glass.objects.select_related("review")
    rows = rows.filter(by_user=user_id) if user_id is not None else rows.none()
    return [_glass(row) for row in rows.order_by("-at", "-id")[:limit]]


def glass_of(glass_id: UUID) -> GlassFacts:
    """One emergency look.

    Raises:
        GlassUnknown: when there is none in scope.
    """
    row = Glass.objects.select_related("review").filter(pk=glass_id).first()
    if row is None:
        raise GlassUnknown
    return _glass(row)


def takes_two(number: int) -> bool:
    """Whether so many identities are opened only once a second person has signed."""
    return number > MOST_AT_ONCE


def own_glass(glass_id: UUID, user_id: int | None) -> GlassFacts:
    """An emergency look that the account made itself.

    Raises:
        GlassUnknown: when it made none of that id.
    """
    row = Glass.objects.select_related("review").filter(pk=glass_id).first() if user_id is not None else None
    if row is None or row.by_user != user_id:
        raise GlassUnknown
    return _glass(row)


def to_review(as_of: datetime, user_id: int | None = None) -> list[tuple[GlassFacts, GlassState]]:
    """Emergency looks that nobody has reviewed yet, the oldest first, with how they stand; not those of one's own."""
    rows = Glass.objects.filter(review__isnull=True).select_related("review").order_by("at", "id")
    return [(each, glass.state(each, as_of)) for each in map(_glass, rows) if each.by_user != user_id]


def within_a_day(user_id: int, as_of: datetime) -> int:
    """How many emergency looks an account has made in the last 24 hours."""
    return Glass.objects.filter(by_user=user_id, at__gt=as_of - timedelta(days=1)).count()


def _glass(row: Glass) -> GlassFacts:
    found = getattr(row, "review", None)
    return GlassFacts(
        row.id, row.number, row.person, row.area, row.breaker_area, Purpose(row.purpose), row.reason, row.at, row.until,
        glass.review_due(row.at), row.by, row.by_user, row.organisation, found.is_justified if found else None,
        found.at if found else None, found.by if found else "", found.note if found else "",
    )  # fmt: skip


def sheet(found: DisclosureFacts, persons: Mapping[int, PersonFacts], opened: Mapping[int, Identity]) -> bytes:
    """The opened list as a workbook of texts, with whose copy it is on top.

    The order of the rows belongs to the copy: a list that turns up elsewhere is told by it (SAFETY 2.5).
    """
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    page, bold = book.add_worksheet(found.number), book.add_format({"bold": True, "bg_color": "#E9EFF8", "border": 1})
    language = get_language() or "zh"
    purpose = found.purpose.words.in_language(language)
    page.write_string(0, 0, " · ".join((found.number, found.by, found.organisation, purpose, _("this copy is named"))))
    heads = (
        _("Person number"), _("Full name"), _("Kind of document"), _("Identity document"), _("Phone"), _("Address"),
        _("Date of birth"), _("Sex"), _("Nationality"),
    )  # fmt: skip
    for column, head in enumerate(heads):
        page.set_column(column, column, 20)
        page.write_string(1, column, head, bold)
    page.freeze_panes(2, 0)
    for row, person in enumerate(sorted(opened, key=lambda each: _place(found.number, each)), 2):
        for column, text in enumerate(_cells(persons[person].number, opened[person], language)):
            page.write_string(row, column, text)
    book.close()
    return stream.getvalue()


def _place(number: str, person: int) -> bytes:
    return hashlib.sha256(f"{number} {person}".encode()).digest()


def _cells(number: str, who: Identity, language: str) -> tuple[str, ...]:
    return (
        number, who.name, who.document_kind.words.in_language(language), who.document_number,
        phones.printed(who.phone) if who.phone else "", who.address,
        who.birth_date.isoformat() if who.birth_date else "", who.sex.words.in_language(language), who.nationality,
    )  # fmt: skip
