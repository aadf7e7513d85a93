"""Stays whose place names no area known here are kept and counted until somebody places them."""

import django.db.models.deletion
import sizao.kernel.ids
from django.db import migrations, models

from sizao.spine.scope.policies import by_area, kept_from_agencies


class Migration(migrations.Migration):

    dependencies = [
        ('cohorts', '0002_second_person'),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unplaced',
            fields=[
                ('id', models.UUIDField(default=sizao.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('area', models.BigIntegerField(db_index=True)),
                ('said', models.CharField(max_length=200)),
                ('last_on', models.DateField()),
                ('source', models.CharField(choices=[('desk', 'Registered'), ('feed', 'Feed'), ('arrival', 'Arrival'), ('list', 'Arrived list'), ('file', 'Imported file')], max_length=10)),
                ('source_ref', models.CharField(blank=True, max_length=80)),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=150)),
                ('placed_at', models.DateTimeField(blank=True, null=True)),
                ('placed_by', models.CharField(blank=True, max_length=150)),
                ('place', models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'unplaced',
            },
        ),
        migrations.RemoveConstraint(
            model_name='stay',
            name='cohorts_source_known',
        ),
        migrations.AlterField(
            model_name='stay',
            name='source',
            field=models.CharField(choices=[('desk', 'Registered'), ('feed', 'Feed'), ('arrival', 'Arrival'), ('list', 'Arrived list'), ('file', 'Imported file')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='stay',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['desk', 'feed', 'arrival', 'list', 'file'])), name='cohorts_source_known'),
        ),
        migrations.AddField(
            model_name='unplaced',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.person'),
        ),
        migrations.AddConstraint(
            model_name='unplaced',
            constraint=models.UniqueConstraint(fields=('person', 'source', 'source_ref', 'said', 'last_on'), name='cohorts_unplaced_told_once'),
        ),
        migrations.AddConstraint(
            model_name='unplaced',
            constraint=models.CheckConstraint(condition=models.Q(('said', ''), _negated=True), name='cohorts_unplaced_said'),
        ),
        migrations.AddConstraint(
            model_name='unplaced',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('place__isnull', True), ('placed_at__isnull', True)), models.Q(('place__isnull', False), ('placed_at__isnull', False), models.Q(('placed_by', ''), _negated=True)), _connector='OR'), name='cohorts_placed_somewhere'),
        ),
        by_area("cohorts_unplaced", "area"),
        kept_from_agencies("cohorts_unplaced"),
    ]
