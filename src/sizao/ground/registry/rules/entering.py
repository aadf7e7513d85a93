"""What the registry accepts."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.registry.errors import AreaMalformed, BirthYearImplausible, CreditCodeMalformed, PositionImplausible
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


CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a unified social credit code by value; I, O, S, V and Z are left out (GB 32100-2015)."""


def may_have_credit_code(code: str) -> Decision:
    """A credit code is absent, or 18 characters of which the last checks the others (GB 32100-2015)."""
    values = [CREDIT_ALPHABET.find(each) for each in code]
    if not code:
        return Decision.yes()
    if len(values) == 18 and -1 not in values:
        weighted = sum(value * pow(3, place, 31) for place, value in enumerate(values[:17]))
        if (weighted + values[17]) % 31 == 0:
            return Decision.yes()
    return Decision.no(CreditCodeMalformed(code=code))
