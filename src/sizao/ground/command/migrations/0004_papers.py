"""Papers: meetings, orders, circulars, who has read them, and reports back on instructions."""

import django.db.models.deletion
import sizao.ground.command.models.papers
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent


class Migration(migrations.Migration):

    dependencies = [
        ('command', '0003_limits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Circular',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.command.models.papers.circular_number, max_length=20, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=240)),
                ('text', models.TextField()),
                ('edition_id', models.CharField(max_length=120)),
                ('previous_id', models.CharField(blank=True, max_length=120)),
                ('issued_at', models.DateTimeField()),
                ('read_by', models.DateTimeField(blank=True, null=True)),
                ('by', models.CharField(max_length=80)),
            ],
        ),
        migrations.AddField(
            model_name='instruction',
            name='due_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='instruction',
            name='issued_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='instruction',
            name='number',
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.CreateModel(
            name='DirectOrder',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.command.models.papers.order_number, max_length=20, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('area_to', models.BigIntegerField(db_index=True)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('is_urgent', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('issued_at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='command.incident')),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='order', to='command.task')),
            ],
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('unit_zh', models.CharField(max_length=160)),
                ('unit_en', models.CharField(max_length=200)),
                ('role', models.CharField(choices=[('to', 'Addressee'), ('copy', 'Copy')], max_length=8)),
                ('circular', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='command.circular')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.workgroup')),
                ('order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='command.directorder')),
            ],
            options={
                'verbose_name_plural': 'deliveries',
            },
        ),
        migrations.CreateModel(
            name='InstructionReport',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('to', models.CharField(max_length=160)),
                ('summary', models.TextField()),
                ('lines', models.JSONField()),
                ('sha256', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('instruction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='command.instruction')),
            ],
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('joint', 'Joint meeting'), ('video', 'Video dispatch meeting'), ('roll_call', 'Video roll-call'), ('briefing', 'Group briefing')], max_length=12)),
                ('title', models.CharField(max_length=200)),
                ('held_at', models.DateTimeField()),
                ('place', models.CharField(blank=True, max_length=160)),
                ('chair', models.CharField(blank=True, max_length=80)),
                ('agenda', models.TextField(blank=True)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=80)),
                ('headquarters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='command.headquarters')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('unit', models.CharField(blank=True, max_length=120)),
                ('presence', models.CharField(choices=[('present', 'Present'), ('sub_venue', 'At a sub-venue'), ('excused', 'Excused'), ('absent', 'Absent')], max_length=12)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendance', to='command.meeting')),
            ],
        ),
        migrations.CreateModel(
            name='Minutes',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='command.meeting')),
            ],
            options={
                'verbose_name_plural': 'minutes',
            },
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('name', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('on_behalf', models.BooleanField(default=False)),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='command.delivery')),
            ],
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='command.meeting')),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='resolution', to='command.task')),
            ],
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('circular__isnull', False), ('order__isnull', True)), models.Q(('circular__isnull', True), ('order__isnull', False)), _connector='OR'), name='command_delivery_of_one_paper'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['to', 'copy'])), name='command_delivery_role_known'),
        ),
        migrations.AddConstraint(
            model_name='instructionreport',
            constraint=models.CheckConstraint(condition=models.Q(('summary', ''), _negated=True), name='command_report_has_summary'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['joint', 'video', 'roll_call', 'briefing'])), name='command_meeting_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('presence__in', ['present', 'sub_venue', 'excused', 'absent'])), name='command_presence_known'),
        ),
        migrations.AddConstraint(
            model_name='minutes',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='command_minutes_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.UniqueConstraint(fields=('delivery', 'user_id'), name='command_reading_once'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('on_behalf', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='command_reading_on_behalf_says_how'),
        ),
        migrations.AddConstraint(
            model_name='resolution',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='command_resolution_not_empty'),
        ),
        by_parent("command_instructionreport", "instruction_id", "command_instruction"),
        by_area("command_meeting", "area"),
        by_parent("command_attendance", "meeting_id", "command_meeting"),
        by_parent("command_minutes", "meeting_id", "command_meeting"),
        by_parent("command_resolution", "meeting_id", "command_meeting"),
        by_area("command_directorder", "area", "area_to"),
        by_area("command_circular", "area", above=True),
        by_area("command_delivery", "area"),
        by_parent("command_reading", "delivery_id", "command_delivery"),
        append_only("command_instructionreport"),
        append_only("command_attendance"),
        append_only("command_minutes"),
        append_only("command_resolution"),
        append_only("command_delivery"),
        append_only("command_reading"),
    ]
