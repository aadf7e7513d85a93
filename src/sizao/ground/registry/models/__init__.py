"""Tables of the registry, by what they are about."""

from sizao.ground.registry.models.areas import Area, AreaChange, Chief
from sizao.ground.registry.models.boundaries import BoundaryFile, BoundaryStatus
from sizao.ground.registry.models.people import Household, Need, NeedStep, Person, person_number
from sizao.ground.registry.models.places import Organisation, Place, Responsibility, place_number

__all__ = [
    "Area",
    "AreaChange",
    "BoundaryFile",
    "BoundaryStatus",
    "Chief",
    "Household",
    "Need",
    "NeedStep",
    "Organisation",
    "Person",
    "Place",
    "Responsibility",
    "person_number",
    "place_number",
]
