"""Silences of channels, each told once."""

from django.db import migrations, models

from sizao.spine.scope.policies import append_only, by_area


class Migration(migrations.Migration):
    dependencies = [("signals", "0001_initial"), ("scope", "0001_contexts")]

    operations = [
        migrations.CreateModel(
            name="Silence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("area", models.BigIntegerField()),
                ("channel", models.CharField(max_length=40)),
                ("last_at", models.DateTimeField()),
                ("noted_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "channel", "last_at"), name="signals_silence_once")
                ],
            },
        ),
        by_area("signals_silence", "area"),
        append_only("signals_silence"),
    ]
