"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from cms.delivery.response_cache.configuration import with_response_cache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.local")

application = with_response_cache(get_wsgi_application())
