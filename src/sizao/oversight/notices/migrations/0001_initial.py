"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('scope', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField()),
                ('number', models.PositiveIntegerField()),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(blank=True, max_length=240)),
                ('body', models.TextField()),
                ('body_en', models.TextField(blank=True)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.CharField(max_length=80)),
                ('source', models.CharField(blank=True, max_length=240)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='notices.notice')),
            ],
            options={
                'indexes': [models.Index(fields=['-issued_at', 'id'], name='notices_latest')],
                'constraints': [models.UniqueConstraint(fields=('area', 'year', 'number'), name='notices_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), _negated=True), models.Q(('title_zh', ''), _negated=True)), name='notices_has_text'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='notices_number_positive')],
            },
        ),
        by_area("notices_notice", "area", above=True),
        append_only("notices_notice"),
    ]
