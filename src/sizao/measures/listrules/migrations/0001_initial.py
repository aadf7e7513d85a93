"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('tracing', '0007_seats'),
    ]

    operations = [
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField()),
                ('n', models.PositiveSmallIntegerField()),
                ('min_minutes', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('max_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('place_kinds', models.JSONField(default=list)),
                ('grades', models.JSONField(default=list)),
                ('skip_cases', models.BooleanField()),
                ('skip_managed', models.BooleanField()),
                ('skip_asked', models.BooleanField()),
                ('skip_tested', models.BooleanField()),
                ('reason', models.CharField(max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('area', 'n'), name='listrules_version_numbered'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='listrules_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('produced', models.PositiveIntegerField()),
                ('spared', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tracing.tracerun')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='listrules.version')),
            ],
        ),
        by_area("listrules_version", "area", above=True),
        by_area("listrules_application", "area"),
        append_only("listrules_version"),
        append_only("listrules_application"),
    ]
