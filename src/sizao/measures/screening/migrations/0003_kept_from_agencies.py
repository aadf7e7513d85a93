from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("screening", "0002_written_within_the_area")]

    operations = [
        kept_from_agencies("screening_sample"),
    ]
