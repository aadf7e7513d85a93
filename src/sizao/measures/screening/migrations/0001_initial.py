"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
import sizao.measures.screening.models
from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area, by_parent


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('command', '0001_initial'),
        ('registry', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('value', models.CharField(choices=[('negative', 'Negative'), ('positive', 'Positive'), ('inconclusive', 'To be repeated')], max_length=16)),
                ('ct', models.FloatField(blank=True, null=True)),
                ('resulted_at', models.DateTimeField()),
                ('laboratory', models.CharField(blank=True, max_length=160)),
                ('entered_at', models.DateTimeField()),
                ('entered_by', models.CharField(max_length=80)),
                ('entered_by_user', models.BigIntegerField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('by_user', models.BigIntegerField(blank=True, null=True)),
                ('result', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='release', to='screening.result')),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('area', models.BigIntegerField(db_index=True)),
                ('name_zh', models.CharField(max_length=160)),
                ('name_en', models.CharField(max_length=200)),
                ('started_at', models.DateTimeField()),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
            ],
        ),
        migrations.CreateModel(
            name='RoundStatus',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('started', 'Running'), ('cleared', 'All negative'), ('positive', 'Positives found')], max_length=12)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('note', models.TextField(blank=True)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='statuses', to='screening.round')),
            ],
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(default=sizao.measures.screening.models.sample_code, max_length=16, unique=True)),
                ('subject', models.CharField(choices=[('person', 'Person'), ('environment', 'Environment'), ('goods', 'Goods')], max_length=12)),
                ('purpose', models.CharField(choices=[('routine', 'Routine'), ('contact', 'Contact'), ('risk_people', 'People at risk'), ('round', 'Screening round'), ('terminal', 'Terminal check'), ('case', 'Case')], max_length=16)),
                ('people', models.PositiveSmallIntegerField(default=0)),
                ('spot', models.CharField(blank=True, max_length=160)),
                ('area', models.BigIntegerField(db_index=True)),
                ('taken_at', models.DateTimeField()),
                ('taken_by', models.CharField(max_length=80)),
                ('exercise_id', models.UUIDField(blank=True, null=True)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.place')),
                ('round', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='screening.round')),
            ],
        ),
        migrations.AddField(
            model_name='result',
            name='sample',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='results', to='screening.sample'),
        ),
        migrations.CreateModel(
            name='SamplingPoint',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.measures.screening.models.point_number, max_length=12, unique=True)),
                ('name_zh', models.CharField(max_length=160)),
                ('name_en', models.CharField(max_length=200)),
                ('area', models.BigIntegerField(db_index=True)),
                ('tables', models.PositiveSmallIntegerField(default=1)),
                ('hours', models.CharField(blank=True, max_length=80)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('incident', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='command.incident')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.place')),
            ],
        ),
        migrations.AddField(
            model_name='sample',
            name='point',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='samples', to='screening.samplingpoint'),
        ),
        migrations.AddConstraint(
            model_name='round',
            constraint=models.UniqueConstraint(fields=('incident', 'area', 'number'), name='screening_round_once'),
        ),
        migrations.AddConstraint(
            model_name='roundstatus',
            constraint=models.UniqueConstraint(fields=('round', 'state'), name='screening_round_state_once'),
        ),
        migrations.AddConstraint(
            model_name='roundstatus',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['started', 'cleared', 'positive'])), name='screening_round_state_known'),
        ),
        migrations.AddIndex(
            model_name='result',
            index=models.Index(fields=['sample', '-resulted_at'], name='screening_result_latest'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('value__in', ['negative', 'positive', 'inconclusive'])), name='screening_value_known'),
        ),
        migrations.AddConstraint(
            model_name='samplingpoint',
            constraint=models.CheckConstraint(condition=models.Q(('tables__gte', 1)), name='screening_point_has_tables'),
        ),
        migrations.AddConstraint(
            model_name='samplingpoint',
            constraint=models.CheckConstraint(condition=models.Q(('closed_at__isnull', True), ('closed_at__gte', models.F('opened_at')), _connector='OR'), name='screening_point_times'),
        ),
        migrations.AddIndex(
            model_name='sample',
            index=models.Index(fields=['incident', 'subject', 'taken_at'], name='screening_sample_incident'),
        ),
        migrations.AddIndex(
            model_name='sample',
            index=models.Index(fields=['-taken_at', 'id'], name='screening_sample_latest'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['person', 'environment', 'goods'])), name='screening_subject_known'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['routine', 'contact', 'risk_people', 'round', 'terminal', 'case'])), name='screening_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('people__gte', 1), ('subject', 'person')), models.Q(models.Q(('subject', 'person'), _negated=True), ('people', 0)), _connector='OR'), name='screening_people_only_in_their_tubes'),
        ),
        migrations.AddConstraint(
            model_name='sample',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject', 'environment'), _negated=True), ('place__isnull', False), _connector='OR'), name='screening_environment_has_place'),
        ),
        by_area("screening_samplingpoint", "area", above=True),
        by_area("screening_round", "area", above=True),
        by_parent("screening_roundstatus", "round_id", "screening_round"),
        by_area("screening_sample", "area", person="person_id"),
        by_parent("screening_result", "sample_id", "screening_sample"),
        by_parent("screening_release", "result_id", "screening_result"),
        append_only("screening_roundstatus"),
        append_only("screening_result"),
        append_only("screening_release"),
    ]
