"""The room's first tables and their row-level security."""

import django.db.models.deletion
import sizao.kernel.ids
import sizao.oversight.merits.models
from django.db import migrations, models

from sizao.spine.scope.policies import addressed_to, append_only, by_area, by_parent, made_by


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("scope", "0001_contexts"),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='Merit',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(default=sizao.oversight.merits.models.merit_number, max_length=20, unique=True)),
                ('chief_user', models.BigIntegerField(db_index=True, null=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('kind', models.CharField(choices=[('praise', 'Commendation'), ('rest', 'Time off'), ('allowance', 'Allowance')], max_length=12)),
                ('text', models.TextField()),
                ('reference', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('chief', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.chief')),
            ],
        ),
        migrations.CreateModel(
            name='MeritDecision',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('is_approved', models.BooleanField()),
                ('reasons', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('merit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='merits.merit')),
            ],
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('chief_user', models.BigIntegerField(db_index=True, null=True)),
                ('area', models.BigIntegerField(db_index=True)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('chief', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.chief')),
            ],
        ),
        migrations.CreateModel(
            name='ObjectionAnswer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('by_user', models.BigIntegerField(null=True)),
                ('objection', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='merits.objection')),
            ],
        ),
        migrations.AddConstraint(
            model_name='merit',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['praise', 'rest', 'allowance'])), name='merits_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='merit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('reference', ''), _negated=True)), name='merits_says_what'),
        ),
        migrations.AddConstraint(
            model_name='objection',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='merits_objection_says_what'),
        ),
        by_area("merits_merit", "area"),
        addressed_to("merits_merit", "chief_user"),
        by_parent("merits_meritdecision", "merit_id", "merits_merit"),
        by_area("merits_objection", "area"),
        made_by("merits_objection", "by_user"),
        by_parent("merits_objectionanswer", "objection_id", "merits_objection"),
        append_only("merits_merit"),
        append_only("merits_meritdecision"),
        append_only("merits_objection"),
        append_only("merits_objectionanswer"),
    ]
