"""Where the admin's pages of imports are."""

from django.urls import path

from cms.references.imports.views import ImportView, ProgressView, limited_imports_view

urlpatterns = [
    path("reference-imports/", limited_imports_view, name="reference_imports"),
    path("reference-imports/<int:pk>/", ImportView.as_view(), name="reference_import"),
    path(
        "reference-imports/<int:pk>/progress/",
        ProgressView.as_view(),
        name="reference_import_progress",
    ),
]
