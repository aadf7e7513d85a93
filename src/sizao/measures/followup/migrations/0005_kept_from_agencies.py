from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("followup", "0004_failed_checks")]

    operations = [
        kept_from_agencies("followup_plan"),
        kept_from_agencies("followup_knock"),
    ]
