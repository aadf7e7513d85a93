from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("presence", "0004_corrections")]

    operations = [
        kept_from_agencies("presence_visit"),
        kept_from_agencies("presence_quarantinedvisit"),
        kept_from_agencies("presence_record"),
        kept_from_agencies("presence_replacement"),
    ]
