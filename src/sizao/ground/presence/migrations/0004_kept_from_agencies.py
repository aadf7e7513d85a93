from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("presence", "0003_batches_and_retention")]

    operations = [
        kept_from_agencies("presence_visit"),
        kept_from_agencies("presence_quarantinedvisit"),
    ]
