from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("intake", "0002_records_of_sources")]

    operations = [
        kept_from_agencies("intake_batch"),
        kept_from_agencies("intake_knownas"),
        kept_from_agencies("intake_told"),
    ]
