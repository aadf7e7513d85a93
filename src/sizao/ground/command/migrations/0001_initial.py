"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.ground.command.models.tasks
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
            name='Headquarters',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(unique=True)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=160)),
                ('duty_phone', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'headquarters',
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(max_length=40, unique=True)),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=240)),
                ('disease', models.CharField(max_length=40)),
                ('area', models.BigIntegerField(db_index=True)),
                ('edition_id', models.CharField(max_length=200)),
                ('emergence_at', models.DateTimeField(blank=True, null=True)),
                ('detected_at', models.DateTimeField(blank=True, null=True)),
                ('reported_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField()),
                ('exercise_id', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['-opened_at', 'id'], name='command_incident_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('detected_at__isnull', True), ('detected_at__lte', models.F('reported_at')), _connector='OR'), models.Q(('emergence_at__isnull', True), ('emergence_at__lte', models.F('reported_at')), _connector='OR')), name='command_incident_times_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Instruction',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('source', models.CharField(max_length=160)),
                ('text', models.TextField()),
                ('received_at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='instructions', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('actual_at', models.DateTimeField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('note', models.TextField(blank=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='marks', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='StateChange',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('routine', 'Routine'), ('emergency', 'Emergency')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('signed_by', models.CharField(blank=True, max_length=80)),
                ('number', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField(blank=True)),
                ('headquarters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='state_changes', to='command.headquarters')),
            ],
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.ground.command.models.tasks.task_number, max_length=20, unique=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('milestone', 'Milestone'), ('instruction', 'Instruction'), ('report', 'Report'), ('verify', 'Verification'), ('investigate', 'Investigation'), ('trace', 'Tracing'), ('approve', 'Approval'), ('transfer', 'Transfer'), ('sample', 'Sampling'), ('follow_up', 'Follow-up'), ('disinfect', 'Disinfection'), ('zone', 'Zone'), ('notice', 'Notice'), ('traffic', 'Traffic control'), ('supply', 'Supply'), ('supervise', 'Supervision'), ('other', 'Other')], max_length=20)),
                ('title_zh', models.CharField(max_length=200)),
                ('title_en', models.CharField(max_length=240)),
                ('detail', models.TextField(blank=True)),
                ('milestone', models.CharField(blank=True, max_length=60)),
                ('case_id', models.UUIDField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.CharField(max_length=80)),
                ('exercise_id', models.UUIDField(blank=True, null=True)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='command.incident')),
                ('instruction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='command.instruction')),
            ],
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('text', models.TextField()),
                ('document', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='command.task')),
            ],
            options={
                'verbose_name_plural': 'evidence',
            },
        ),
        migrations.CreateModel(
            name='TaskStatus',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('created', 'Waiting for an assignee'), ('assigned', 'Assigned'), ('received', 'Received'), ('returned', 'Handed back'), ('done', 'Done'), ('cancelled', 'Cancelled')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('assignee_id', models.BigIntegerField(blank=True, null=True)),
                ('assignee', models.CharField(blank=True, max_length=80)),
                ('note', models.TextField(blank=True)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='command.task')),
            ],
        ),
        migrations.CreateModel(
            name='WorkGroup',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('coordination', 'Coordination group'), ('monitoring', 'Monitoring and early-warning group'), ('investigation', 'Investigation and tracing group'), ('verification', 'Data verification group'), ('testing', 'Testing group'), ('isolation', 'Isolation and transfer group'), ('community', 'Community group'), ('traffic', 'Traffic group'), ('venues', 'Venues group'), ('coldchain', 'Goods and cold-chain group'), ('treatment', 'Treatment group'), ('supplies', 'Supplies group'), ('publicity', 'Publicity group'), ('supervision', 'Supervision group')], max_length=20)),
                ('name_zh', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=160)),
                ('mission', models.TextField(blank=True)),
                ('is_task_force', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('headquarters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='command.headquarters')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='task_forces', to='command.incident')),
            ],
        ),
        migrations.AddField(
            model_name='task',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='command.workgroup'),
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.BigIntegerField(blank=True, null=True)),
                ('name', models.CharField(max_length=80)),
                ('duty', models.CharField(choices=[('lead', 'Lead'), ('deputy', 'Deputy lead'), ('member', 'Member'), ('liaison', 'Liaison')], max_length=12)),
                ('organisation', models.CharField(blank=True, max_length=120)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='command.workgroup')),
            ],
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('level', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='command.task')),
                ('to_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='command.workgroup')),
            ],
        ),
        migrations.CreateModel(
            name='Delay',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='delays', to='command.incident')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='command_delay_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='IncidentStatus',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('reason', models.TextField(blank=True)),
                ('incident', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='command.incident')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('incident', 'state'), name='command_incident_state_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'closed'])), name='command_incident_state_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='instruction',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='command_instruction_has_text'),
        ),
        migrations.AddIndex(
            model_name='mark',
            index=models.Index(fields=['incident', 'key', '-id'], name='command_mark_latest'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('actual_at__lte', models.F('at'))), name='command_mark_not_in_future'),
        ),
        migrations.AddIndex(
            model_name='statechange',
            index=models.Index(fields=['headquarters', '-id'], name='command_state_latest'),
        ),
        migrations.AddConstraint(
            model_name='statechange',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['routine', 'emergency'])), name='command_state_known'),
        ),
        migrations.AddConstraint(
            model_name='statechange',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'emergency'), models.Q(('signed_by', ''), ('number', ''), ('text', ''), _connector='OR', _negated=True), _connector='OR'), name='command_leaving_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='evidence',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='command_evidence_has_text'),
        ),
        migrations.AddIndex(
            model_name='taskstatus',
            index=models.Index(fields=['task', '-id'], name='command_taskstatus_latest'),
        ),
        migrations.AddIndex(
            model_name='taskstatus',
            index=models.Index(fields=['assignee_id'], name='command_taskstatus_assignee'),
        ),
        migrations.AddConstraint(
            model_name='taskstatus',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['created', 'assigned', 'received', 'returned', 'done', 'cancelled'])), name='command_task_state_known'),
        ),
        migrations.AddConstraint(
            model_name='workgroup',
            constraint=models.UniqueConstraint(condition=models.Q(('is_task_force', False)), fields=('headquarters', 'kind'), name='command_one_standing_group_per_kind'),
        ),
        migrations.AddConstraint(
            model_name='workgroup',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['coordination', 'monitoring', 'investigation', 'verification', 'testing', 'isolation', 'community', 'traffic', 'venues', 'coldchain', 'treatment', 'supplies', 'publicity', 'supervision'])), name='command_group_known'),
        ),
        migrations.AddConstraint(
            model_name='workgroup',
            constraint=models.CheckConstraint(condition=models.Q(('is_task_force', True), ('incident__isnull', True), _connector='OR'), name='command_standing_group_has_no_incident'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['due_at', 'id'], name='command_task_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['incident', 'milestone'], name='command_task_milestone'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['milestone', 'instruction', 'report', 'verify', 'investigate', 'trace', 'approve', 'transfer', 'sample', 'follow_up', 'disinfect', 'zone', 'notice', 'traffic', 'supply', 'supervise', 'other'])), name='command_task_kind_known'),
        ),
        migrations.AddIndex(
            model_name='membership',
            index=models.Index(fields=['user_id'], name='command_membership_user'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('group', 'user_id'), name='command_member_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['lead', 'deputy', 'member', 'liaison'])), name='command_duty_known'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='command_membership_in_order'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(fields=('task', 'level'), name='command_escalation_once'),
        ),
        by_area("command_headquarters", "area", above=True),
        by_parent("command_statechange", "headquarters_id", "command_headquarters"),
        by_area("command_workgroup", "area", above=True),
        by_parent("command_membership", "group_id", "command_workgroup"),
        by_area("command_incident", "area", above=True),
        by_parent("command_incidentstatus", "incident_id", "command_incident"),
        by_parent("command_mark", "incident_id", "command_incident"),
        by_parent("command_delay", "incident_id", "command_incident"),
        by_area("command_instruction", "area"),
        by_area("command_task", "area"),
        by_parent("command_taskstatus", "task_id", "command_task"),
        by_parent("command_evidence", "task_id", "command_task"),
        by_parent("command_escalation", "task_id", "command_task"),
        append_only("command_statechange"),
        append_only("command_incidentstatus"),
        append_only("command_mark"),
        append_only("command_delay"),
        append_only("command_taskstatus"),
        append_only("command_evidence"),
        append_only("command_escalation"),
    ]
