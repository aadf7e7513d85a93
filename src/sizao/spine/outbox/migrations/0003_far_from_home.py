"""Whoever works with a row that lies in two areas announces it for the area of the person, not only inside their own."""

from django.db import migrations

from sizao.spine.scope.policies import made_by


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_settled")]

    operations = [made_by("outbox_eventrow", "by_user")]
