"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.ground.issues.models
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0004_papers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.issues.models.issue_number, max_length=20, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('title', models.CharField(max_length=200)),
                ('owner', models.CharField(max_length=120)),
                ('opened_at', models.DateTimeField()),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='Liaison',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('unit', models.CharField(blank=True, max_length=120)),
                ('leader', models.CharField(max_length=80)),
                ('body', models.CharField(choices=[('party', 'Party committee'), ('congress', "People's congress"), ('government', 'Government'), ('cppcc', 'CPPCC'), ('other', 'Other')], max_length=12)),
                ('every_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('by', models.CharField(max_length=80)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('body__in', ['party', 'congress', 'government', 'cppcc', 'other'])), name='issues_body_known'), models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('area', 'unit', 'leader'), name='issues_assigned_once')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('liaison', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='issues.liaison')),
            ],
        ),
        migrations.CreateModel(
            name='Met',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('area', models.BigIntegerField()),
                ('source', models.CharField(choices=[('inspection', 'Inspection'), ('visit', 'Visit'), ('front', 'Reported by the front'), ('meeting', 'Meeting'), ('public', 'Reported by the public')], max_length=12)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='met', to='issues.issue')),
                ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='issues.visit')),
            ],
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('task', 'A task'), ('edition', 'A changed edition'), ('rule', 'A local rule')], max_length=12)),
                ('reference', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='issues.issue')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.task')),
            ],
            options={
                'verbose_name_plural': 'remedies',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['task', 'edition', 'rule'])), name='issues_cure_known'), models.CheckConstraint(condition=models.Q(('reference', ''), _negated=True), name='issues_cure_has_reference'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'task'), _negated=True), ('task__isnull', False), _connector='OR'), name='issues_task_cure_names_task')],
            },
        ),
        migrations.AddConstraint(
            model_name='visit',
            constraint=models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='issues_visit_has_note'),
        ),
        migrations.AddConstraint(
            model_name='met',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['inspection', 'visit', 'front', 'meeting', 'public'])), name='issues_source_known'),
        ),
        by_area("issues_liaison", "area"),
        by_parent("issues_visit", "liaison_id", "issues_liaison"),
        by_area("issues_issue", "area"),
        by_parent("issues_met", "issue_id", "issues_issue"),
        by_parent("issues_remedy", "issue_id", "issues_issue"),
        append_only("issues_visit"),
        append_only("issues_met"),
        append_only("issues_remedy"),
    ]
