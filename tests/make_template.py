"""Run by the tests' server as ``sizao_migrate``: migrate the template database and load the areas that ship."""

import os

os.environ["DJANGO_SETTINGS_MODULE"] = "sizao.project.settings"

import django

django.setup()

from django.core.management import call_command

from sizao.project import migrating

with migrating.quickly():
    call_command("migrate", verbosity=0)

from sizao.ground.registry.jobs import load_shipped_areas
from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.scope import queries as scope

by = Actor.system("tests")
with scope.acting(by):
    load_shipped_areas(by, clock.now())
