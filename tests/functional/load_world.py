"""Run by the browser tests' server as ``sizao_worker``: accounts, the Yixing world, and a few people for the stories.

Prints one JSON object on its last line: ``passwords`` by user name, and ``people``, the numbers of persons of Wanshi
who are in no incident yet.
"""

import json

from sizao.project import installation

installation.set_up_django()

from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.project.worlds import yixing
from sizao.project.worlds.accounts import make_accounts
from sizao.spine import clock
from sizao.spine.scope import queries as scope

SPARE = 40
by = Actor.system("tests")
with scope.acting(by):
    made = make_accounts(by=by, at=clock.now())
yixing.load(by, clock.now())
yixing.open_desks(clock.now())
with scope.acting(by):
    home = areas.parse("320282109")
    spare = [NewPerson(home, Sex.FEMALE, 1960 + each) for each in range(SPARE)]
    people = queries.persons(registry.add_persons(persons=spare, by=by, at=clock.now()))
numbers = sorted(each.number for each in people.values())
print(json.dumps({"passwords": {each.username: each.password for each in made}, "people": numbers}))
