"""On which floor of a site somebody stays: who is next to a person found positive is judged by it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_discharge'),
        ('command', '0008_noticed'),
        ('followup', '0009_places'),
        ('registry', '0003_duties_within_the_area'),
    ]

    operations = [
        migrations.AddField(
            model_name='placement',
            name='floor',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='plan',
            name='floor',
            field=models.SmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='placement',
            constraint=models.CheckConstraint(condition=models.Q(('floor__isnull', True), ('place__isnull', False), _connector='OR'), name='followup_placement_floor_of_a_site'),
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.CheckConstraint(condition=models.Q(('floor__isnull', True), ('place__isnull', False), _connector='OR'), name='followup_plan_floor_of_a_site'),
        ),
    ]
