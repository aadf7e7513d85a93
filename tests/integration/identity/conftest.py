"""Officers of named organisations, for what takes two people."""

import pytest

from sizao.kernel import areas
from sizao.kernel.actors import Actor, ActorKind
from sizao.spine.accounts.models import Grant
from sizao.spine.scope import queries as scope


@pytest.fixture
def officer(staff):
    """Make somebody with a role in an area and an organisation: ``officer("commander", organisation=HQ) -> Actor``."""

    def make(role="epidemiologist", area="320282", organisation="宜兴市疾控中心"):
        user = staff(role, area)
        with scope.acting(Actor.system("test")):
            Grant.objects.filter(user_id=user.pk).update(organisation=organisation)
        return Actor(
            name=user.username, kind=ActorKind.PERSON, user_id=user.pk, role=role, area=areas.parse(area),
            organisation=organisation,
        )  # fmt: skip

    return make
