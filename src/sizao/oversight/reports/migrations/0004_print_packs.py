"""Print packs of meetings."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area


class Migration(migrations.Migration):

    dependencies = [
        ('command', '0007_terms'),
        ('reports', '0003_seal'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pack',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=80, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('figures', models.JSONField()),
                ('body', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=150)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.meeting')),
            ],
        ),
        by_area("reports_pack", "area"),
        append_only("reports_pack"),
    ]
