"""Whoever looks at a row that lies in two areas notes it for the area of the person, not only inside their own."""

from django.db import migrations

from sizao.spine.scope.policies import made_by


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [made_by("audit_access", "user_id")]
