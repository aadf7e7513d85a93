from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("calls", "0002_closed")]

    operations = [
        kept_from_agencies("calls_call"),
    ]
