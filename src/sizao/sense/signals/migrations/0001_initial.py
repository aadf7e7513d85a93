"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
import sizao.sense.signals.models
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent, kept_from_agencies


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0007_terms'),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.sense.signals.models.signal_number, max_length=20, unique=True)),
                ('channel', models.CharField(max_length=24)),
                ('kind', models.CharField(choices=[('fever', 'Fever or influenza-like illness'), ('pneumonia', 'Unexplained pneumonia'), ('positive', 'Positive test'), ('medicine', 'Unusual sales of medicine'), ('absence', 'Unusual absence'), ('death', 'Unexplained death'), ('environment', 'Sewage or environment'), ('travel', 'Traveller of an affected area'), ('notice', 'Notice of another place'), ('rumour', 'Rumour'), ('other', 'Other')], max_length=12)),
                ('area', models.BigIntegerField(db_index=True)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('source', models.CharField(max_length=120)),
                ('source_ref', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField()),
                ('people', models.PositiveIntegerField(blank=True, null=True)),
                ('disease', models.CharField(blank=True, max_length=24)),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(blank=True, db_index=True, null=True)),
                ('points', models.SmallIntegerField()),
                ('level', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=8)),
                ('reasons', models.JSONField()),
                ('version', models.CharField(max_length=40)),
                ('edition_id', models.CharField(blank=True, max_length=120)),
                ('state', models.CharField(choices=[('received', 'Received'), ('assigned', 'Assigned'), ('checking', 'Being checked'), ('closed', 'Closed')], default='received', max_length=10)),
                ('owner', models.CharField(blank=True, max_length=150)),
                ('owner_user', models.BigIntegerField(blank=True, null=True)),
                ('due_at', models.DateTimeField()),
                ('verdict', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('ruled_out', 'Ruled out'), ('duplicate', 'Duplicate'), ('uncheckable', 'Cannot be checked')], max_length=12)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('case_id', models.UUIDField(blank=True, null=True)),
                ('case_number', models.CharField(blank=True, max_length=20)),
                ('duplicate_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='signals.signal')),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.place')),
            ],
        ),
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('points', models.SmallIntegerField()),
                ('reasons', models.JSONField()),
                ('found_at', models.DateTimeField()),
                ('apart_at', models.DateTimeField(blank=True, null=True)),
                ('apart_by', models.CharField(blank=True, max_length=150)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='later_twins', to='signals.signal')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='earlier_twins', to='signals.signal')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('received', 'Received'), ('scored', 'Scored again'), ('assigned', 'Assigned'), ('checking', 'Checking begun'), ('closed', 'Closed'), ('apart', 'Told apart'), ('joined', 'Joined to an incident'), ('opened', 'An incident opened'), ('attached', 'Attached to a case')], max_length=10)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('verdict', models.CharField(blank=True, choices=[('confirmed', 'Confirmed'), ('ruled_out', 'Ruled out'), ('duplicate', 'Duplicate'), ('uncheckable', 'Cannot be checked')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=1000)),
                ('signal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='signals.signal')),
            ],
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['-received_at', '-id'], name='signals_newest'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['-points', '-id'], name='signals_urgent'),
        ),
        migrations.AddIndex(
            model_name='signal',
            index=models.Index(fields=['occurred_at'], name='signals_told_of'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.UniqueConstraint(condition=models.Q(('source_ref', ''), _negated=True), fields=('area', 'channel', 'source', 'source_ref'), name='signals_told_once'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['fever', 'pneumonia', 'positive', 'medicine', 'absence', 'death', 'environment', 'travel', 'notice', 'rumour', 'other'])), name='signals_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'assigned', 'checking', 'closed'])), name='signals_state_known'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='signals_says_something'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('occurred_at__lte', models.F('received_at'))), name='signals_told_after'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('state', 'closed'), models.Q(('verdict', ''), _negated=True)), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at__isnull', True), ('verdict', '')), _connector='OR'), name='signals_closed_with_verdict'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'duplicate'), _negated=True), ('duplicate_of__isnull', False), _connector='OR'), name='signals_duplicate_of_one'),
        ),
        migrations.AddConstraint(
            model_name='signal',
            constraint=models.CheckConstraint(condition=models.Q(('incident__isnull', True), ('verdict', 'confirmed'), _connector='OR'), name='signals_joins_when_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.UniqueConstraint(fields=('first', 'second'), name='signals_paired_once'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='signals_two_in_a_pair'),
        ),
        migrations.AddConstraint(
            model_name='pair',
            constraint=models.CheckConstraint(condition=models.Q(('apart_at__isnull', True), models.Q(('apart_by', ''), _negated=True), _connector='OR'), name='signals_apart_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'scored', 'assigned', 'checking', 'closed', 'apart', 'joined', 'opened', 'attached'])), name='signals_step_known'),
        ),
        migrations.AddConstraint(
            model_name='step',
            constraint=models.CheckConstraint(condition=models.Q(('verdict', ''), models.Q(('note', ''), _negated=True), _connector='OR'), name='signals_verdict_reasoned'),
        ),
        by_area("signals_signal", "area"),
        by_parent("signals_step", "signal_id", "signals_signal"),
        by_parent("signals_pair", "first_id", "signals_signal"),
        append_only("signals_step"),
        kept_from_agencies("signals_signal"),
    ]
