"""How long a headquarters lets anything wait."""

import django.db.models.deletion
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_parent, written_by_parent


class Migration(migrations.Migration):

    dependencies = [
        ('command', '0002_written_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='AttentionLimit',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('wait', models.CharField(choices=[('unassigned_minutes', 'Nobody owns it'), ('unsigned_minutes', 'Not signed for'), ('unread_minutes', 'Not read'), ('instruction_minutes', 'Not split into tasks'), ('handover_minutes', 'Hand-over not signed')], max_length=24)),
                ('minutes', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('headquarters', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='command.headquarters')),
            ],
            options={
                'indexes': [models.Index(fields=['headquarters', 'wait', '-id'], name='command_limit_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wait__in', ['unassigned_minutes', 'unsigned_minutes', 'unread_minutes', 'instruction_minutes', 'handover_minutes'])), name='command_limit_known'), models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='command_limit_positive'), models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='command_limit_on_paper')],
            },
        ),
        by_parent("command_attentionlimit", "headquarters_id", "command_headquarters"),
        written_by_parent("command_attentionlimit", "headquarters_id", "command_headquarters", "area"),
        append_only("command_attentionlimit"),
    ]
