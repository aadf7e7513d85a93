"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.ground.breaches.models
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import addressed_to, append_only, by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='Breach',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.breaches.models.breach_number, max_length=20, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('place_zh', models.CharField(max_length=120)),
                ('place_en', models.CharField(max_length=160)),
                ('party', models.CharField(choices=[('territory', 'Territory'), ('department', 'Department in charge'), ('unit', 'Unit'), ('individual', 'Individual')], max_length=12)),
                ('duty', models.CharField(max_length=200)),
                ('holder', models.CharField(max_length=120)),
                ('party_user', models.BigIntegerField(db_index=True, null=True)),
                ('happened_at', models.DateTimeField()),
                ('what', models.TextField()),
                ('basis', models.CharField(max_length=40)),
                ('basis_zh', models.CharField(max_length=300)),
                ('basis_en', models.CharField(max_length=400)),
                ('basis_confidence', models.CharField(max_length=8)),
                ('terms_version', models.CharField(max_length=40)),
                ('measure_zh', models.CharField(max_length=120)),
                ('measure_en', models.CharField(max_length=160)),
                ('measure_rank', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('organisation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.organisation')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.place')),
                ('responsibility', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.responsibility')),
            ],
            options={
                'verbose_name_plural': 'breaches',
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('reference', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='breaches.breach')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('told', 'Told'), ('answered', 'Answer'), ('found', 'Finding'), ('appealed', 'Appeal'), ('reviewed', 'Appeal decided'), ('withdrawn', 'Withdrawn')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('text', models.TextField()),
                ('route', models.CharField(blank=True, choices=[('platform', 'On the platform'), ('paper', 'On paper')], max_length=12)),
                ('until', models.DateTimeField(null=True)),
                ('finding', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('lighter', 'Upheld, lighter measure'), ('not_upheld', 'Not upheld')], max_length=12)),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'Kept'), ('changed', 'Made lighter'), ('revoked', 'Revoked')], max_length=12)),
                ('measure_zh', models.CharField(blank=True, max_length=120)),
                ('measure_en', models.CharField(blank=True, max_length=160)),
                ('measure_rank', models.PositiveSmallIntegerField(null=True)),
                ('breach', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='breaches.breach')),
            ],
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(('party__in', ['territory', 'department', 'unit', 'individual'])), name='breaches_party_known'),
        ),
        migrations.AddConstraint(
            model_name='breach',
            constraint=models.CheckConstraint(condition=models.Q(('what', ''), _negated=True), name='breaches_says_what'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('reference', ''), _negated=True)), name='breaches_evidence_found'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['told', 'answered', 'found', 'appealed', 'reviewed', 'withdrawn'])), name='breaches_step_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='breaches_step_says'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('finding', ''), ('kind', 'found'), _connector='XOR'), name='breaches_finding_said'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('outcome', ''), ('kind', 'reviewed'), _connector='XOR'), name='breaches_outcome_said'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'told'), _negated=True), ('until__isnull', False), _connector='OR'), name='breaches_told_until'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ['found', 'appealed', 'reviewed', 'withdrawn'])), fields=('breach', 'kind'), name='breaches_decided_once'),
        ),
        by_area("breaches_breach", "area"),
        addressed_to("breaches_breach", "party_user"),
        by_parent("breaches_evidence", "breach_id", "breaches_breach"),
        by_parent("breaches_step", "breach_id", "breaches_breach"),
        append_only("breaches_breach"),
        append_only("breaches_evidence"),
        append_only("breaches_step"),
    ]
