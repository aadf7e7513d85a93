"""The API of editions: read only, because editions are files."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Query, Router

from sizao.ground.editions import queries
from sizao.ground.editions.schemas import AnswerOut, DifferenceOut, EditionOut, ShelvedOut
from sizao.kernel.editions import Disease
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.fields import Time

router = Router(tags=["editions"])


@router.get("/editions", response=list[ShelvedOut])
@needs(Right.EDITIONS_READ)
def list_editions(request: HttpRequest, disease: Disease | None = None) -> list[ShelvedOut]:
    """Every edition and overlay, by disease and date."""
    return [ShelvedOut.of(each) for each in queries.shelf(disease or "")]


@router.get("/editions/in-force", response=EditionOut)
@needs(Right.EDITIONS_READ)
def find_in_force(request: HttpRequest, disease: Disease, area: str = "", at: Time | None = None) -> EditionOut:
    """The edition for an event at a moment in an area: the national one with its overlays; now and here by default."""
    moment = at or request.at  # type: ignore[attr-defined]
    return EditionOut.of(queries.in_force(disease, area or request.actor.area, moment))  # type: ignore[attr-defined]


@router.get("/editions/answers", response=list[AnswerOut])
@needs(Right.EDITIONS_READ)
def ask_editions(
    request: HttpRequest,
    q: str = Query(min_length=1, max_length=120),
    disease: Disease | None = None,
    now: bool = False,
) -> list[AnswerOut]:
    """The figures in which every word of a question stands, in either language, with clause and source; the best first."""
    at = request.at if now else None  # type: ignore[attr-defined]
    found = queries.ask(q, disease=disease or "", at=at, area=request.actor.area)  # type: ignore[attr-defined]
    return [AnswerOut.of(each) for each in found]


@router.get("/editions/{edition_id}", response=EditionOut)
@needs(Right.EDITIONS_READ)
def read_edition(request: HttpRequest, edition_id: str) -> EditionOut:
    """One edition, overlay or composition (``cn-covid-ed8+3zone``) with all its figures."""
    return EditionOut.of(queries.edition(edition_id))


@router.get("/editions/{one}/diff/{other}", response=list[DifferenceOut])
@needs(Right.EDITIONS_READ)
def compare_editions(request: HttpRequest, one: str, other: str) -> list[DifferenceOut]:
    """The figures that changed from one edition to another."""
    return [DifferenceOut.of(each) for each in queries.difference(one, other)]
