from django.db import migrations

from sizao.spine.scope.policies import kept_from_agencies


class Migration(migrations.Migration):
    """Nothing of this room is an agency's work."""

    dependencies = [("referrals", "0002_letters")]

    operations = [
        kept_from_agencies("referrals_arrivedlist"),
        kept_from_agencies("referrals_request"),
        kept_from_agencies("referrals_letter"),
        kept_from_agencies("referrals_reply"),
    ]
