"""The room's tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
    ]

    operations = [
        migrations.CreateModel(
            name='Drill',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('scenario', models.CharField(max_length=80)),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=240)),
                ('edition_id', models.CharField(max_length=120)),
                ('seed', models.PositiveIntegerField()),
                ('speed', models.FloatField()),
                ('began_drill', models.DateTimeField()),
                ('players', models.JSONField(default=list)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name='DrillNote',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('drill_at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('speed', 'Speed changed'), ('inject', 'Inject fired')], max_length=12)),
                ('zh', models.CharField(max_length=400)),
                ('en', models.CharField(max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name='DrillStatus',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('preparing', 'Being made'), ('running', 'Running'), ('paused', 'Paused'), ('failed', 'Could not be made'), ('ended', 'Ended'), ('deleted', 'Deleted')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('note', models.CharField(blank=True, max_length=400)),
            ],
        ),
        migrations.CreateModel(
            name='DrillScore',
            fields=[
                ('drill', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='scored', serialize=False, to='drills.drill')),
                ('made_at', models.DateTimeField()),
                ('score', models.JSONField()),
                ('log', models.JSONField(default=list)),
            ],
        ),
        migrations.AddIndex(
            model_name='drill',
            index=models.Index(fields=['-made_at', 'id'], name='drills_latest'),
        ),
        migrations.AddConstraint(
            model_name='drill',
            constraint=models.CheckConstraint(condition=models.Q(('speed__gt', 0)), name='drills_speed_positive'),
        ),
        migrations.AddField(
            model_name='drillnote',
            name='drill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='drills.drill'),
        ),
        migrations.AddField(
            model_name='drillstatus',
            name='drill',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='drills.drill'),
        ),
        migrations.AddConstraint(
            model_name='drillnote',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['speed', 'inject'])), name='drills_note_known'),
        ),
        migrations.AddIndex(
            model_name='drillstatus',
            index=models.Index(fields=['drill', '-at'], name='drills_status_latest'),
        ),
        migrations.AddConstraint(
            model_name='drillstatus',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['preparing', 'running', 'paused', 'failed', 'ended', 'deleted'])), name='drills_state_known'),
        ),
        by_area("drills_drill", "area"),
        by_parent("drills_drillstatus", "drill_id", "drills_drill"),
        by_parent("drills_drillnote", "drill_id", "drills_drill"),
        by_parent("drills_drillscore", "drill_id", "drills_drill"),
        append_only("drills_drill"),
        append_only("drills_drillstatus"),
        append_only("drills_drillnote"),
        append_only("drills_drillscore"),
    ]
