from django.db import migrations

from sizao.spine.scope.policies import read_by_area


class Migration(migrations.Migration):
    """A lead is read where it is to be followed; the investigation behind it is not."""

    dependencies = [("investigation", "0002_leads")]

    operations = [read_by_area("investigation_lead", "area")]
