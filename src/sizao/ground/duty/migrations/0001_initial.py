"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent, written_by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0003_limits'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField()),
                ('start', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=80)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.workgroup')),
                ('headquarters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.headquarters')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('lead', 'Lead'), ('on_duty', 'On duty'), ('backup', 'Backup')], max_length=12)),
                ('name', models.CharField(max_length=80)),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('route', models.CharField(choices=[('duty_line', 'Duty line'), ('account', 'Platform account'), ('vault', 'Vault (masked)')], max_length=12)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('shift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='duty.shift')),
            ],
        ),
        migrations.CreateModel(
            name='Missed',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('shift', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='missed', to='duty.shift')),
            ],
        ),
        migrations.CreateModel(
            name='HandOver',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.CharField(max_length=80)),
                ('note', models.TextField(blank=True)),
                ('items', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('next_shift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='duty.shift')),
                ('shift', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='hand_over', to='duty.shift')),
            ],
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('side', models.CharField(choices=[('out', 'Handing over'), ('in', 'Taking over')], max_length=4)),
                ('name', models.CharField(max_length=80)),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('at', models.DateTimeField()),
                ('hand_over', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='duty.handover')),
            ],
        ),
        migrations.AddIndex(
            model_name='shift',
            index=models.Index(fields=['area', 'until'], name='duty_shift_time'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('until__gt', models.F('start'))), name='duty_shift_in_order'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('headquarters', 'group', 'start'), name='duty_shift_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'on_duty', 'backup'])), name='duty_role_known'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('route__in', ['duty_line', 'account', 'vault'])), name='duty_route_known'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('route', 'vault'), _negated=True), ('person__isnull', False), _connector='OR'), name='duty_vault_route_names_person'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(fields=('hand_over', 'side'), name='duty_side_signs_once'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('user_id__isnull', False)), fields=('hand_over', 'user_id'), name='duty_two_persons_sign'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('side__in', ['out', 'in'])), name='duty_side_known'),
        ),
        by_area("duty_shift", "area", above=True),
        by_parent("duty_post", "shift_id", "duty_shift"),
        by_area("duty_handover", "area"),
        by_parent("duty_signature", "hand_over_id", "duty_handover"),
        by_parent("duty_missed", "shift_id", "duty_shift"),
        written_by_parent("duty_post", "shift_id", "duty_shift", "area"),
        written_by_parent("duty_missed", "shift_id", "duty_shift", "area"),
        append_only("duty_post"),
        append_only("duty_handover"),
        append_only("duty_signature"),
        append_only("duty_missed"),
    ]
