"""Who proposed a version of a cohort's rule neither approves nor rejects it: the database says so too."""

from django.db import migrations

from sizao.spine.scope.policies import second_person


class Migration(migrations.Migration):

    dependencies = [
        ("cohorts", "0001_initial"),
    ]

    operations = [
        second_person(
            "cohorts_versiondecision",
            when="NEW.state IN ('approved', 'rejected')",
            apart='EXISTS (SELECT 1 FROM cohorts_version p WHERE p.id = NEW.version_id AND p."by" <> NEW."by")',
        ),
    ]
