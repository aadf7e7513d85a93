"""What the registry accepts."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.registry.errors import AreaMalformed, BirthYearImplausible, PositionImplausible
from sizao.kernel import areas
from sizao.kernel.decisions import Decision

CHINA = (73.0, 3.0, 136.0, 54.0)
"""West, south, east and north of the country in WGS-84 degrees (a plausibility box, not a border)."""

OLDEST = 130
"""No living person is older, in years; an older year of birth is a typing error."""


def may_enter_position(longitude: float | None, latitude: float | None) -> Decision:
    """A position is either absent or lies in the plausibility box."""
    if longitude is None and latitude is None:
        return Decision.yes()
    west, south, east, north = CHINA
    if longitude is None or latitude is None or not (west <= longitude <= east and south <= latitude <= north):
        return Decision.no(PositionImplausible(longitude=longitude, latitude=latitude))
    return Decision.yes()


def may_enter_birth_year(year: int | None, as_of: datetime) -> Decision:
    """A year of birth is unknown, or neither in the future nor more than :data:`OLDEST` years ago."""
    if year is None or as_of.year - OLDEST <= year <= as_of.year:
        return Decision.yes()
    return Decision.no(BirthYearImplausible(year=year))


def area_code(text: str) -> int:
    """The area of a typed code.

    Raises:
        AreaMalformed: when it is not one.
    """
    try:
        return areas.parse(text)
    except ValueError as error:
        raise AreaMalformed(code=text, reason="") from error
