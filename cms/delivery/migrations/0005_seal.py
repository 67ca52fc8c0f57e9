"""Documents get a seal, so that a row that somebody else changed is noticed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0004_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="seal",
            field=models.BigIntegerField(null=True),
        ),
    ]
