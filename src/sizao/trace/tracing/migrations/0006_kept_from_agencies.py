from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("tracing", "0005_judged_by_an_officer")]

    operations = [
        kept_from_agencies("tracing_tracerun"),
        kept_from_agencies("tracing_lead"),
    ]
