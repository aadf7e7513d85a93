"""Run by the server of the drills' browser tests as ``sizao_worker``: accounts alone.

Prints one JSON object on its last line: ``passwords`` by user name, and no ``people``.
"""

import json

from sizao.project import installation

installation.set_up_django()

from sizao.kernel.actors import Actor
from sizao.project.worlds.accounts import make_accounts
from sizao.spine import clock
from sizao.spine.scope import queries as scope

by = Actor.system("tests")
with scope.acting(by):
    made = make_accounts(by=by, at=clock.now())
print(json.dumps({"passwords": {each.username: each.password for each in made}, "people": []}))
