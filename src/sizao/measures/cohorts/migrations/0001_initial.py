"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent, kept_from_agencies, written_by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0007_terms'),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cohort',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('title_zh', models.CharField(max_length=120)),
                ('title_en', models.CharField(max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('because_zh', models.CharField(max_length=300)),
                ('because_en', models.CharField(max_length=300)),
                ('matched_at', models.DateTimeField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='cohorts.cohort')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('test', 'Test'), ('monitor', 'Self-monitoring'), ('hand_over', 'Hand over, with receipt')], max_length=10)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.CharField(blank=True, max_length=150)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='cohorts.member')),
            ],
            options={
                'verbose_name_plural': 'duties',
            },
        ),
        migrations.CreateModel(
            name='Stay',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('place', models.BigIntegerField(db_index=True)),
                ('first_on', models.DateField(blank=True, null=True)),
                ('last_on', models.DateField()),
                ('source', models.CharField(choices=[('desk', 'Registered'), ('feed', 'Feed'), ('arrival', 'Arrival'), ('list', 'Arrived list')], max_length=10)),
                ('source_ref', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
            ],
        ),
        migrations.AddField(
            model_name='member',
            name='stay',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cohorts.stay'),
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField()),
                ('n', models.PositiveSmallIntegerField()),
                ('place', models.BigIntegerField()),
                ('since', models.DateField()),
                ('until', models.DateField(blank=True, null=True)),
                ('test_days', models.JSONField(default=list)),
                ('monitor_days', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('hand_over', models.BooleanField(default=False)),
                ('basis', models.CharField(max_length=300)),
                ('edition_id', models.CharField(blank=True, max_length=120)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='cohorts.cohort')),
            ],
        ),
        migrations.AddField(
            model_name='member',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='cohorts.version'),
        ),
        migrations.CreateModel(
            name='VersionDecision',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'In force'), ('rejected', 'Rejected'), ('replaced', 'Replaced'), ('ended', 'Ended')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='cohorts.version')),
            ],
        ),
        migrations.AddConstraint(
            model_name='cohort',
            constraint=models.UniqueConstraint(fields=('area', 'title_zh'), name='cohorts_titled_once'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.UniqueConstraint(fields=('member', 'kind', 'due_on'), name='cohorts_duty_once'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['test', 'monitor', 'hand_over'])), name='cohorts_duty_known'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('done_by', ''), _negated=True), _connector='OR'), name='cohorts_done_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('done_at__isnull', True), models.Q(('kind', 'hand_over'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='cohorts_handed_over_with_receipt'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.UniqueConstraint(fields=('person', 'source', 'source_ref', 'place', 'last_on'), name='cohorts_stay_told_once'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['desk', 'feed', 'arrival', 'list'])), name='cohorts_source_known'),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('first_on__isnull', True), ('first_on__lte', models.F('last_on')), _connector='OR'), name='cohorts_stay_in_order'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('cohort', 'n'), name='cohorts_version_numbered'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('basis', ''), _negated=True), name='cohorts_has_basis'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='cohorts_days_in_order'),
        ),
        migrations.AddConstraint(
            model_name='member',
            constraint=models.UniqueConstraint(fields=('cohort', 'person'), name='cohorts_member_once'),
        ),
        migrations.AddConstraint(
            model_name='versiondecision',
            constraint=models.UniqueConstraint(fields=('version', 'state'), name='cohorts_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='versiondecision',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'approved', 'rejected', 'replaced', 'ended'])), name='cohorts_state_known'),
        ),
        by_area("cohorts_cohort", "area", above=True),
        by_area("cohorts_version", "area", above=True),
        by_parent("cohorts_versiondecision", "version_id", "cohorts_version"),
        written_by_parent("cohorts_versiondecision", "version_id", "cohorts_version", "area"),
        by_area("cohorts_stay", "area"),
        by_area("cohorts_member", "area"),
        by_parent("cohorts_duty", "member_id", "cohorts_member"),
        append_only("cohorts_version"),
        append_only("cohorts_versiondecision"),
        kept_from_agencies("cohorts_stay"),
        kept_from_agencies("cohorts_member"),
    ]
