"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Zone',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('lockdown', 'Lockdown area'), ('controlled', 'Controlled area'), ('precautionary', 'Precautionary area'), ('high', 'High-risk area'), ('medium', 'Medium-risk area'), ('low', 'Low-risk area')], max_length=20)),
                ('name_zh', models.CharField(max_length=160)),
                ('name_en', models.CharField(max_length=200)),
                ('area', models.BigIntegerField(db_index=True)),
                ('boundary', models.JSONField(blank=True, null=True)),
                ('is_schematic', models.BooleanField(default=True)),
                ('edition_id', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('measures_zh', models.TextField(blank=True)),
                ('measures_en', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('proposed_by', models.CharField(max_length=80)),
                ('exercise_id', models.UUIDField(blank=True, null=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='zones', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='ZoneEvidence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('last_exposure', 'Last community exposure'), ('last_contact_exposure', 'Last exposure of the last close contact'), ('report', 'Report of the last infection'), ('case_left', 'The infected person left'), ('disinfected', 'Terminal disinfection done'), ('contacts_negative', 'The last close contacts tested negative'), ('round_negative', 'Everyone negative in one round')], max_length=24)),
                ('moment', models.DateTimeField()),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='zones.zone')),
            ],
            options={
                'verbose_name_plural': 'zone evidence',
            },
        ),
        migrations.CreateModel(
            name='ZoneStatus',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('declared', 'In force'), ('lifted', 'Lifted'), ('withdrawn', 'Withdrawn')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('document', models.CharField(blank=True, max_length=160)),
                ('note', models.TextField(blank=True)),
                ('clause', models.TextField(blank=True)),
                ('zone', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='zones.zone')),
            ],
        ),
        migrations.AddIndex(
            model_name='zone',
            index=models.Index(fields=['-proposed_at', 'id'], name='zones_zone_latest'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['lockdown', 'controlled', 'precautionary', 'high', 'medium', 'low'])), name='zones_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='zone',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='zones_zone_has_reason'),
        ),
        migrations.AddIndex(
            model_name='zoneevidence',
            index=models.Index(fields=['zone', 'kind', '-id'], name='zones_evidence_latest'),
        ),
        migrations.AddConstraint(
            model_name='zoneevidence',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['last_exposure', 'last_contact_exposure', 'report', 'case_left', 'disinfected', 'contacts_negative', 'round_negative'])), name='zones_evidence_known'),
        ),
        migrations.AddConstraint(
            model_name='zoneevidence',
            constraint=models.CheckConstraint(condition=models.Q(('moment__lte', models.F('at'))), name='zones_evidence_not_in_future'),
        ),
        migrations.AddConstraint(
            model_name='zonestatus',
            constraint=models.UniqueConstraint(fields=('zone', 'state'), name='zones_state_once'),
        ),
        migrations.AddConstraint(
            model_name='zonestatus',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'declared', 'lifted', 'withdrawn'])), name='zones_state_known'),
        ),
        by_area("zones_zone", "area", above=True),
        by_parent("zones_zonestatus", "zone_id", "zones_zone"),
        by_parent("zones_zoneevidence", "zone_id", "zones_zone"),
        append_only("zones_zonestatus"),
        append_only("zones_zoneevidence"),
    ]
