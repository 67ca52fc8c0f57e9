import modelsearch.index
import taggit.managers
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='id')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('csl', models.JSONField(help_text='The canonical record. Nothing in it is lost.', verbose_name='CSL-JSON')),
                ('title', models.TextField(editable=False)),
                ('authors_text', models.TextField(blank=True, editable=False)),
                ('year', models.PositiveSmallIntegerField(db_index=True, editable=False, null=True)),
                ('container_title', models.TextField(blank=True, db_index=True, editable=False)),
                ('csl_type', models.CharField(choices=[('article-journal', 'Journal article'), ('article', 'Preprint or working paper'), ('article-magazine', 'Magazine article'), ('article-newspaper', 'Newspaper article'), ('book', 'Book'), ('chapter', 'Book chapter'), ('dataset', 'Dataset'), ('document', 'Document'), ('entry', 'Entry'), ('entry-encyclopedia', 'Encyclopaedia entry'), ('legislation', 'Legislation'), ('paper-conference', 'Conference paper'), ('patent', 'Patent'), ('post', 'Post'), ('post-weblog', 'Blog post'), ('regulation', 'Regulation'), ('report', 'Report'), ('review', 'Review'), ('software', 'Software'), ('speech', 'Presentation'), ('standard', 'Standard'), ('thesis', 'Thesis'), ('webpage', 'Web page')], db_index=True, editable=False, max_length=30, verbose_name='type')),
                ('doi', models.CharField(editable=False, max_length=500, null=True, unique=True, verbose_name='DOI')),
                ('pmid', models.CharField(editable=False, max_length=9, null=True, unique=True, verbose_name='PMID')),
                ('pmcid', models.CharField(editable=False, max_length=12, null=True, unique=True, verbose_name='PMCID')),
                ('citations', models.JSONField(default=dict, editable=False)),
                ('formatted_from', models.CharField(blank=True, editable=False, max_length=64)),
                ('status', models.CharField(choices=[('normal', 'Normal'), ('corrected', 'Corrected'), ('expression_of_concern', 'Expression of concern'), ('retracted', 'Retracted')], db_index=True, default='normal', help_text='Readers and apps are told when it is not normal.', max_length=25)),
                ('notice', models.TextField(blank=True, help_text='What the publisher’s notice says, and where it is.')),
                ('abstract', models.TextField(blank=True, help_text='For your own use. It is never shown to readers or sent to apps.')),
                ('is_open_access', models.BooleanField(blank=True, db_index=True, help_text='Whether everybody can read the full text without paying.', null=True, verbose_name='open access')),
                ('note', models.TextField(blank=True, help_text='Not shown to readers.', verbose_name='editor’s note')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text='A comma-separated list of tags.', through='taggit.TaggedItem', to='taggit.Tag', verbose_name='Tags')),
            ],
            options={
                'verbose_name': 'reference',
                'ordering': ['-year', 'title', 'pk'],
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
    ]
