"""Where the admin's pages of merging are."""

from django.urls import path

from cms.references.merges.views import MergeView

urlpatterns = [
    path("reference-merges/<int:pk>/", MergeView.as_view(), name="reference_merge"),
]
