"""A notice on paper says who handed it over, when and to whom, and where the receipt is kept; earlier ones stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("breaches", "0003_second_person"),
    ]

    operations = [
        migrations.AddField(
            model_name="step", name="delivered_at", field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="step", name="delivered_by", field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.AddField(
            model_name="step", name="delivered_to", field=models.CharField(blank=True, default="", max_length=80),
        ),
        migrations.RunSQL(
            "ALTER TABLE breaches_step ADD CONSTRAINT breaches_handed_over CHECK (kind <> 'told' OR route <> 'paper'"
            " OR (delivered_at IS NOT NULL AND delivered_by <> '' AND delivered_to <> '' AND reference <> '')) NOT VALID",
            "ALTER TABLE breaches_step DROP CONSTRAINT breaches_handed_over",
        ),
    ]
