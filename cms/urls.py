"""Every address of the project."""

from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.api.v3.urls import api as api_v3
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import PAGES, RESOURCES
from cms.content import api as content
from cms.content import views as content_views
from cms.content.wagtail_api import api_v2, narrow_api_v3, narrow_rich_text
from cms.delivery.answers import unknown_address
from cms.delivery.api import ContentAPI
from cms.delivery.search.api import search_router
from cms.delivery.sync import sync_router
from cms.references import views as reference_views
from trials.api import evidence_router

content_api = ContentAPI(
    RESOURCES,
    routers=[
        content.find_router(PAGES),
        content.site_router(),
        evidence_router(),
        search_router(),
        sync_router(),
    ],
    links={
        **content.SITE_LINKS,
        "trials_evidence": "trials/evidence/",
        "search": "search/?q={q}",
        "sync": "sync/",
    },
    examples=settings.BASE_DIR / "docs" / "reference" / "examples.json",
)

narrow_api_v3()
narrow_rich_text()

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("api/content/v1/", content_api.urls),
    path("api/v2/", api_v2().urls),
    # Its own root is an HTML page that says 404.
    path("api/v3/", unknown_address),
    path("api/v3/", api_v3.urls),
    re_path(r"^api(?:/|$)", unknown_address),
    path("robots.txt", content_views.robots, name="robots"),
    path("glossary/", content_views.glossary, name="glossary"),
    path("library/", reference_views.library, name="library"),
    path(
        "library/export/<uuid:identifier>/<slug:name>/",
        reference_views.page_references,
        name="page_references",
    ),
    path("library/<uuid:identifier>/", reference_views.reference, name="reference"),
    path("people/<uuid:identifier>/", content_views.person, name="person"),
    path("media/<path:name>", content_views.rendition, name="rendition"),
    path("documents/", include(wagtaildocs_urls)),
    path("", include(wagtail_urls)),
]

handler400 = "cms.delivery.answers.bad_request"
handler500 = "cms.delivery.answers.server_error"
