import cms.content.fields
import django.core.validators
import django.db.models.deletion
import modelcluster.fields
import modelsearch.index
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('content', '0001_initial'),
        ('references', '0001_initial'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='id')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('slug', models.SlugField(editable=False, max_length=200, unique=True)),
                ('synonyms', cms.content.fields.StringListField(blank=True, default=list, help_text='Other names for the same thing, one a line.')),
                ('mesh_id', models.CharField(blank=True, help_text='From the Medical Subject Headings, for example D008175.', max_length=10, validators=[django.core.validators.RegexValidator('^[CD]\\d{6,9}$', 'A MeSH id is a letter and digits, for example D008175.')], verbose_name='MeSH id')),
            ],
            options={
                'verbose_name': 'condition',
                'ordering': ['name'],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Intervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name='id')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='added')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('slug', models.SlugField(editable=False, max_length=200, unique=True)),
                ('synonyms', cms.content.fields.StringListField(blank=True, default=list, help_text='Other names for the same thing, one a line.')),
                ('mesh_id', models.CharField(blank=True, help_text='From the Medical Subject Headings, for example D008175.', max_length=10, validators=[django.core.validators.RegexValidator('^[CD]\\d{6,9}$', 'A MeSH id is a letter and digits, for example D008175.')], verbose_name='MeSH id')),
                ('type', models.CharField(choices=[('BEHAVIORAL', 'Behavioural'), ('BIOLOGICAL', 'Biological'), ('COMBINATION_PRODUCT', 'Combination product'), ('DEVICE', 'Device'), ('DIAGNOSTIC_TEST', 'Diagnostic test'), ('DIETARY_SUPPLEMENT', 'Dietary supplement'), ('DRUG', 'Drug'), ('GENETIC', 'Genetic'), ('PROCEDURE', 'Procedure'), ('RADIATION', 'Radiation'), ('OTHER', 'Other')], max_length=30)),
            ],
            options={
                'verbose_name': 'intervention',
                'ordering': ['name'],
                'abstract': False,
            },
            bases=(modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='TrialIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What the page says, in at most 300 characters. Shown on cards, in search results and in lists.', max_length=300)),
                ('hero_image_alt', models.CharField(blank=True, help_text='Leave empty to use the image’s own alt text.', max_length=255, verbose_name='alt text')),
                ('hero_image_decorative', models.BooleanField(default=False, help_text='The image adds nothing that a reader needs to know.', verbose_name='decorative')),
                ('audience', models.CharField(choices=[('patients', 'Patients and families'), ('professionals', 'Health professionals'), ('everyone', 'Everyone')], db_index=True, default='everyone', max_length=20)),
                ('funding', models.CharField(blank=True, help_text='Who paid for the writing. Shown to readers.', max_length=500)),
                ('reviewed_on', models.DateField(blank=True, help_text='When the whole page and its sources were last reviewed.', null=True)),
                ('review_due_on', models.DateField(blank=True, db_index=True, help_text='Leave empty for 24 months after the review.', null=True)),
                ('introduction', wagtail.fields.RichTextField(blank=True, help_text='What these trials are about.')),
                ('reading_guide', wagtail.fields.RichTextField(blank=True, help_text='How to read the list and the numbers.')),
                ('conclusion', wagtail.fields.RichTextField(blank=True, help_text='What the trials say together, with its sources.')),
                ('body', cms.content.fields.StreamField(blank=True)),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when the page is shared. Without one, the main image is used.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
            ],
            options={
                'verbose_name': 'trial index',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TrialPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='What the page says, in at most 300 characters. Shown on cards, in search results and in lists.', max_length=300)),
                ('hero_image_alt', models.CharField(blank=True, help_text='Leave empty to use the image’s own alt text.', max_length=255, verbose_name='alt text')),
                ('hero_image_decorative', models.BooleanField(default=False, help_text='The image adds nothing that a reader needs to know.', verbose_name='decorative')),
                ('audience', models.CharField(choices=[('patients', 'Patients and families'), ('professionals', 'Health professionals'), ('everyone', 'Everyone')], db_index=True, default='everyone', max_length=20)),
                ('funding', models.CharField(blank=True, help_text='Who paid for the writing. Shown to readers.', max_length=500)),
                ('reviewed_on', models.DateField(blank=True, help_text='When the whole page and its sources were last reviewed.', null=True)),
                ('review_due_on', models.DateField(blank=True, db_index=True, help_text='Leave empty for 24 months after the review.', null=True)),
                ('official_title', models.TextField(blank=True, help_text='As the registry or the paper gives it.')),
                ('acronym', models.CharField(blank=True, max_length=60)),
                ('sponsor', models.CharField(blank=True, max_length=300)),
                ('collaborators', cms.content.fields.StringListField(blank=True, default=list, help_text='One a line.')),
                ('countries', cms.content.fields.ChoiceListField(blank=True, default=list, help_text='Where people took part.')),
                ('phases', cms.content.fields.ChoiceListField(blank=True, default=list, help_text='Two for a phase 1/2 trial.')),
                ('overall_status', models.CharField(blank=True, choices=[('ACTIVE_NOT_RECRUITING', 'Active, not recruiting'), ('COMPLETED', 'Completed'), ('ENROLLING_BY_INVITATION', 'Enrolling by invitation'), ('NOT_YET_RECRUITING', 'Not yet recruiting'), ('RECRUITING', 'Recruiting'), ('SUSPENDED', 'Suspended'), ('TERMINATED', 'Terminated'), ('WITHDRAWN', 'Withdrawn'), ('AVAILABLE', 'Available'), ('NO_LONGER_AVAILABLE', 'No longer available'), ('TEMPORARILY_NOT_AVAILABLE', 'Temporarily not available'), ('APPROVED_FOR_MARKETING', 'Approved for marketing'), ('WITHHELD', 'Withheld'), ('UNKNOWN', 'Unknown status')], db_index=True, help_text='As the registry says. Leave empty for a trial that no registry holds.', max_length=30)),
                ('status_verified_on', models.DateField(blank=True, help_text='When the registry said so.', null=True)),
                ('study_type', models.CharField(blank=True, choices=[('INTERVENTIONAL', 'Interventional'), ('OBSERVATIONAL', 'Observational'), ('EXPANDED_ACCESS', 'Expanded access')], max_length=30)),
                ('allocation', models.CharField(blank=True, choices=[('RANDOMIZED', 'Randomised'), ('NON_RANDOMIZED', 'Not randomised'), ('NA', 'Not applicable')], max_length=30)),
                ('intervention_model', models.CharField(blank=True, choices=[('SINGLE_GROUP', 'One group'), ('PARALLEL', 'Parallel groups'), ('CROSSOVER', 'Crossover'), ('FACTORIAL', 'Factorial'), ('SEQUENTIAL', 'Sequential groups')], max_length=30)),
                ('masking', models.CharField(blank=True, choices=[('NONE', 'Open: everybody knew who got what'), ('SINGLE', 'Single: one party did not know who got what'), ('DOUBLE', 'Double: two parties did not know who got what'), ('TRIPLE', 'Triple: three parties did not know who got what'), ('QUADRUPLE', 'Quadruple: four parties did not know who got what')], max_length=30)),
                ('primary_purpose', models.CharField(blank=True, choices=[('TREATMENT', 'Treatment'), ('PREVENTION', 'Prevention'), ('DIAGNOSTIC', 'Diagnosis'), ('ECT', 'Educational, counselling or training'), ('SUPPORTIVE_CARE', 'Supportive care'), ('SCREENING', 'Screening'), ('HEALTH_SERVICES_RESEARCH', 'Health services research'), ('BASIC_SCIENCE', 'Basic science'), ('DEVICE_FEASIBILITY', 'Device feasibility'), ('OTHER', 'Other')], max_length=30)),
                ('start_date', cms.content.fields.PartialDateField(blank=True, help_text='2005, 2005-02 or 2005-02-14: only what is known.', max_length=10)),
                ('primary_completion_date', cms.content.fields.PartialDateField(blank=True, max_length=10)),
                ('completion_date', cms.content.fields.PartialDateField(blank=True, max_length=10)),
                ('results_first_posted_date', cms.content.fields.PartialDateField(blank=True, help_text='When the registry first showed results.', max_length=10)),
                ('enrollment_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='people')),
                ('enrollment_type', models.CharField(blank=True, choices=[('ACTUAL', 'Actual'), ('ESTIMATED', 'Estimated')], max_length=10, verbose_name='actual or estimated')),
                ('eligibility_text', wagtail.fields.RichTextField(blank=True, help_text='In plain words.', verbose_name='who could take part')),
                ('eligibility_criteria', models.TextField(blank=True, help_text='As the registry gives them.', verbose_name='criteria as registered')),
                ('sex', models.CharField(blank=True, choices=[('ALL', 'All'), ('FEMALE', 'Female'), ('MALE', 'Male')], max_length=10)),
                ('minimum_age', models.CharField(blank=True, help_text='For example: 18 Years.', max_length=30)),
                ('maximum_age', models.CharField(blank=True, help_text='For example: 75 Years.', max_length=30)),
                ('product_source', models.CharField(blank=True, choices=[('autologous_dendritic_cells', 'The person’s own dendritic cells'), ('autologous_ascites', 'The person’s own abdominal fluid'), ('tumor_cells', 'Tumour cells'), ('mesenchymal_stromal_cells', 'Mesenchymal stromal cells'), ('plant', 'Plants'), ('cell_line', 'A cell line'), ('other', 'Another source'), ('not_reported', 'Not reported')], db_index=True, max_length=40)),
                ('product_cargo', models.CharField(blank=True, max_length=300)),
                ('product_loading', models.CharField(blank=True, max_length=300)),
                ('product_route', models.CharField(blank=True, max_length=300)),
                ('product_dose', models.CharField(blank=True, max_length=300)),
                ('product_schedule', models.CharField(blank=True, max_length=300)),
                ('part_why', wagtail.fields.RichTextField(help_text='The question, and why somebody asked it.', verbose_name='Why it was done')),
                ('part_what_was_done', wagtail.fields.RichTextField(help_text='Who took part, what they were given, what was measured.', verbose_name='What was done')),
                ('part_what_was_found', wagtail.fields.RichTextField(help_text='With numbers: 8 of 13 people. Where there are no results, say so and when you looked.', verbose_name='What was found')),
                ('part_what_it_means', wagtail.fields.RichTextField(help_text='In words for somebody who is ill.', verbose_name='What it means and what it does not')),
                ('part_limitations', wagtail.fields.RichTextField(help_text='What this trial can’t show, and why.', verbose_name='Limitations')),
                ('discrepancies', cms.content.fields.StreamField(blank=True, help_text='Where sources disagree. Shown to readers.')),
                ('hero_image', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
                ('part_of', models.ForeignKey(blank=True, help_text='For a sub-study: the trial that it belongs to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sub_studies', to='trials.trialpage')),
                ('social_image', models.ForeignKey(blank=True, help_text='Shown when the page is shared. Without one, the main image is used.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='content.image')),
            ],
            options={
                'verbose_name': 'trial',
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='TrialLocation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('facility', models.CharField(blank=True, max_length=300)),
                ('city', models.CharField(blank=True, max_length=120)),
                ('country', models.CharField(choices=[('AF', 'Afghanistan'), ('AL', 'Albania'), ('DZ', 'Algeria'), ('AS', 'American Samoa'), ('AD', 'Andorra'), ('AO', 'Angola'), ('AI', 'Anguilla'), ('AQ', 'Antarctica'), ('AG', 'Antigua and Barbuda'), ('AR', 'Argentina'), ('AM', 'Armenia'), ('AW', 'Aruba'), ('AU', 'Australia'), ('AT', 'Austria'), ('AZ', 'Azerbaijan'), ('BS', 'Bahamas'), ('BH', 'Bahrain'), ('BD', 'Bangladesh'), ('BB', 'Barbados'), ('BY', 'Belarus'), ('BE', 'Belgium'), ('BZ', 'Belize'), ('BJ', 'Benin'), ('BM', 'Bermuda'), ('BT', 'Bhutan'), ('BO', 'Bolivia'), ('BQ', 'Bonaire, Sint Eustatius and Saba'), ('BA', 'Bosnia and Herzegovina'), ('BW', 'Botswana'), ('BV', 'Bouvet Island'), ('BR', 'Brazil'), ('IO', 'British Indian Ocean Territory'), ('BN', 'Brunei Darussalam'), ('BG', 'Bulgaria'), ('BF', 'Burkina Faso'), ('BI', 'Burundi'), ('CV', 'Cabo Verde'), ('KH', 'Cambodia'), ('CM', 'Cameroon'), ('CA', 'Canada'), ('KY', 'Cayman Islands'), ('CF', 'Central African Republic'), ('TD', 'Chad'), ('CL', 'Chile'), ('CN', 'China'), ('CX', 'Christmas Island'), ('CC', 'Cocos (Keeling) Islands'), ('CO', 'Colombia'), ('KM', 'Comoros'), ('CG', 'Congo'), ('CD', 'Congo, The Democratic Republic of the'), ('CK', 'Cook Islands'), ('CR', 'Costa Rica'), ('HR', 'Croatia'), ('CU', 'Cuba'), ('CW', 'Curaçao'), ('CY', 'Cyprus'), ('CZ', 'Czechia'), ('CI', "Côte d'Ivoire"), ('DK', 'Denmark'), ('DJ', 'Djibouti'), ('DM', 'Dominica'), ('DO', 'Dominican Republic'), ('EC', 'Ecuador'), ('EG', 'Egypt'), ('SV', 'El Salvador'), ('GQ', 'Equatorial Guinea'), ('ER', 'Eritrea'), ('EE', 'Estonia'), ('SZ', 'Eswatini'), ('ET', 'Ethiopia'), ('FK', 'Falkland Islands (Malvinas)'), ('FO', 'Faroe Islands'), ('FJ', 'Fiji'), ('FI', 'Finland'), ('FR', 'France'), ('GF', 'French Guiana'), ('PF', 'French Polynesia'), ('TF', 'French Southern Territories'), ('GA', 'Gabon'), ('GM', 'Gambia'), ('GE', 'Georgia'), ('DE', 'Germany'), ('GH', 'Ghana'), ('GI', 'Gibraltar'), ('GR', 'Greece'), ('GL', 'Greenland'), ('GD', 'Grenada'), ('GP', 'Guadeloupe'), ('GU', 'Guam'), ('GT', 'Guatemala'), ('GG', 'Guernsey'), ('GN', 'Guinea'), ('GW', 'Guinea-Bissau'), ('GY', 'Guyana'), ('HT', 'Haiti'), ('HM', 'Heard Island and McDonald Islands'), ('VA', 'Holy See (Vatican City State)'), ('HN', 'Honduras'), ('HK', 'Hong Kong'), ('HU', 'Hungary'), ('IS', 'Iceland'), ('IN', 'India'), ('ID', 'Indonesia'), ('IR', 'Iran'), ('IQ', 'Iraq'), ('IE', 'Ireland'), ('IM', 'Isle of Man'), ('IL', 'Israel'), ('IT', 'Italy'), ('JM', 'Jamaica'), ('JP', 'Japan'), ('JE', 'Jersey'), ('JO', 'Jordan'), ('KZ', 'Kazakhstan'), ('KE', 'Kenya'), ('KI', 'Kiribati'), ('KW', 'Kuwait'), ('KG', 'Kyrgyzstan'), ('LA', 'Laos'), ('LV', 'Latvia'), ('LB', 'Lebanon'), ('LS', 'Lesotho'), ('LR', 'Liberia'), ('LY', 'Libya'), ('LI', 'Liechtenstein'), ('LT', 'Lithuania'), ('LU', 'Luxembourg'), ('MO', 'Macao'), ('MG', 'Madagascar'), ('MW', 'Malawi'), ('MY', 'Malaysia'), ('MV', 'Maldives'), ('ML', 'Mali'), ('MT', 'Malta'), ('MH', 'Marshall Islands'), ('MQ', 'Martinique'), ('MR', 'Mauritania'), ('MU', 'Mauritius'), ('YT', 'Mayotte'), ('MX', 'Mexico'), ('FM', 'Micronesia, Federated States of'), ('MD', 'Moldova'), ('MC', 'Monaco'), ('MN', 'Mongolia'), ('ME', 'Montenegro'), ('MS', 'Montserrat'), ('MA', 'Morocco'), ('MZ', 'Mozambique'), ('MM', 'Myanmar'), ('NA', 'Namibia'), ('NR', 'Nauru'), ('NP', 'Nepal'), ('NL', 'Netherlands'), ('NC', 'New Caledonia'), ('NZ', 'New Zealand'), ('NI', 'Nicaragua'), ('NE', 'Niger'), ('NG', 'Nigeria'), ('NU', 'Niue'), ('NF', 'Norfolk Island'), ('KP', 'North Korea'), ('MK', 'North Macedonia'), ('MP', 'Northern Mariana Islands'), ('NO', 'Norway'), ('OM', 'Oman'), ('PK', 'Pakistan'), ('PW', 'Palau'), ('PS', 'Palestine, State of'), ('PA', 'Panama'), ('PG', 'Papua New Guinea'), ('PY', 'Paraguay'), ('PE', 'Peru'), ('PH', 'Philippines'), ('PN', 'Pitcairn'), ('PL', 'Poland'), ('PT', 'Portugal'), ('PR', 'Puerto Rico'), ('QA', 'Qatar'), ('RO', 'Romania'), ('RU', 'Russian Federation'), ('RW', 'Rwanda'), ('RE', 'Réunion'), ('BL', 'Saint Barthélemy'), ('SH', 'Saint Helena, Ascension and Tristan da Cunha'), ('KN', 'Saint Kitts and Nevis'), ('LC', 'Saint Lucia'), ('MF', 'Saint Martin (French part)'), ('PM', 'Saint Pierre and Miquelon'), ('VC', 'Saint Vincent and the Grenadines'), ('WS', 'Samoa'), ('SM', 'San Marino'), ('ST', 'Sao Tome and Principe'), ('SA', 'Saudi Arabia'), ('SN', 'Senegal'), ('RS', 'Serbia'), ('SC', 'Seychelles'), ('SL', 'Sierra Leone'), ('SG', 'Singapore'), ('SX', 'Sint Maarten (Dutch part)'), ('SK', 'Slovakia'), ('SI', 'Slovenia'), ('SB', 'Solomon Islands'), ('SO', 'Somalia'), ('ZA', 'South Africa'), ('GS', 'South Georgia and the South Sandwich Islands'), ('KR', 'South Korea'), ('SS', 'South Sudan'), ('ES', 'Spain'), ('LK', 'Sri Lanka'), ('SD', 'Sudan'), ('SR', 'Suriname'), ('SJ', 'Svalbard and Jan Mayen'), ('SE', 'Sweden'), ('CH', 'Switzerland'), ('SY', 'Syria'), ('TW', 'Taiwan'), ('TJ', 'Tajikistan'), ('TZ', 'Tanzania'), ('TH', 'Thailand'), ('TL', 'Timor-Leste'), ('TG', 'Togo'), ('TK', 'Tokelau'), ('TO', 'Tonga'), ('TT', 'Trinidad and Tobago'), ('TN', 'Tunisia'), ('TM', 'Turkmenistan'), ('TC', 'Turks and Caicos Islands'), ('TV', 'Tuvalu'), ('TR', 'Türkiye'), ('UG', 'Uganda'), ('UA', 'Ukraine'), ('AE', 'United Arab Emirates'), ('GB', 'United Kingdom'), ('US', 'United States'), ('UM', 'United States Minor Outlying Islands'), ('UY', 'Uruguay'), ('UZ', 'Uzbekistan'), ('VU', 'Vanuatu'), ('VE', 'Venezuela'), ('VN', 'Vietnam'), ('VG', 'Virgin Islands, British'), ('VI', 'Virgin Islands, U.S.'), ('WF', 'Wallis and Futuna'), ('EH', 'Western Sahara'), ('YE', 'Yemen'), ('ZM', 'Zambia'), ('ZW', 'Zimbabwe'), ('AX', 'Åland Islands')], max_length=2)),
                ('status', models.CharField(blank=True, choices=[('ACTIVE_NOT_RECRUITING', 'Active, not recruiting'), ('COMPLETED', 'Completed'), ('ENROLLING_BY_INVITATION', 'Enrolling by invitation'), ('NOT_YET_RECRUITING', 'Not yet recruiting'), ('RECRUITING', 'Recruiting'), ('SUSPENDED', 'Suspended'), ('TERMINATED', 'Terminated'), ('WITHDRAWN', 'Withdrawn'), ('AVAILABLE', 'Available'), ('NO_LONGER_AVAILABLE', 'No longer available'), ('TEMPORARILY_NOT_AVAILABLE', 'Temporarily not available'), ('APPROVED_FOR_MARKETING', 'Approved for marketing'), ('WITHHELD', 'Withheld'), ('UNKNOWN', 'Unknown status')], max_length=30)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='locations', to='trials.trialpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TrialIntervention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('intervention', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.intervention')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='trial_interventions', to='trials.trialpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'intervention'), name='intervention_once')],
            },
        ),
        migrations.CreateModel(
            name='TrialCondition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('condition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trials.condition')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='trial_conditions', to='trials.trialpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'condition'), name='condition_once')],
            },
        ),
        migrations.CreateModel(
            name='TrialPublication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('role', models.CharField(choices=[('primary_results', 'Primary results'), ('protocol', 'Protocol'), ('follow_up', 'Follow-up'), ('sub_study', 'Sub-study'), ('commentary', 'Commentary')], default='primary_results', max_length=20)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='publications', to='trials.trialpage')),
                ('reference', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='references.reference')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'reference'), name='publication_once')],
            },
        ),
        migrations.CreateModel(
            name='TrialRegistryId',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('registry', models.CharField(choices=[('NCT', 'ClinicalTrials.gov'), ('EUDRACT', 'EudraCT'), ('CTIS', 'EU Clinical Trials Information System'), ('ISRCTN', 'ISRCTN'), ('UMIN', 'UMIN'), ('CHICTR', 'Chinese Clinical Trial Registry'), ('ANZCTR', 'Australian New Zealand Clinical Trials Registry'), ('IRAS', 'IRAS (United Kingdom)'), ('OTHER', 'Another registry')], max_length=10)),
                ('identifier', models.CharField(max_length=60, verbose_name='id')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='registry_ids', to='trials.trialpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('registry', 'identifier'), name='registry_id_once', violation_error_message='Another trial has this registry id already.')],
            },
        ),
    ]
