"""The state of a round is written only within the area of the round."""

from django.db import migrations

from sizao.spine.scope.policies import written_by_parent


class Migration(migrations.Migration):
    """Reading a row of an area above is not writing beneath it."""

    dependencies = [("screening", "0001_initial")]
    operations = [
        written_by_parent("screening_roundstatus", "round_id", "screening_round", "area"),
    ]
