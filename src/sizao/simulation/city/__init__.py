"""Who lives in the synthetic city, where they go, and when."""

from sizao.simulation.city.build import build_city
from sizao.simulation.city.days import day_visits
from sizao.simulation.city.files import kept, read, write
from sizao.simulation.city.ground import communities_of
from sizao.simulation.city.papers import document, name, phone
from sizao.simulation.city.types import City, CitySpec, Community, Language, PlaceKind, Role, Source, Visits

__all__ = [
    "City", "CitySpec", "Community", "Language", "PlaceKind", "Role", "Source", "Visits", "build_city",
    "communities_of", "day_visits", "document", "kept", "name", "phone", "read", "write",
]  # fmt: skip
