"""Who answers for a place is written only within the area of the place; a place of the city is read in its counties."""

from django.db import migrations

from sizao.spine.scope.policies import written_by_parent


class Migration(migrations.Migration):
    """Reading a row of an area above is not writing beneath it."""

    dependencies = [("registry", "0002_households_and_chiefs")]
    operations = [written_by_parent("registry_responsibility", "place_id", "registry_place", "area")]
