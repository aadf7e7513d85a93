from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("cases", "0006_undoing")]

    operations = [
        kept_from_agencies("cases_case"),
        kept_from_agencies("cases_contact"),
        kept_from_agencies("cases_exposure"),
        kept_from_agencies("cases_contactdecision"),
        kept_from_agencies("cases_rejudgementdecision"),
    ]
