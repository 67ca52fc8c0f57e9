"""Each number gets a nonce, so that a database that was put back is noticed without being told."""

from django.db import migrations, models

import cms.delivery.models


class Migration(migrations.Migration):

    dependencies = [
        ("delivery", "0002_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lineage",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("nonce", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "number of a change",
                "verbose_name_plural": "numbers of changes",
            },
        ),
        migrations.AddField(
            model_name="state",
            name="nonce",
            field=models.BigIntegerField(default=cms.delivery.models.new_nonce),
        ),
        migrations.RemoveField(model_name="state", name="epoch"),
    ]
