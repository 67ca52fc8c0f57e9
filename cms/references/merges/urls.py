"""Where the admin's pages of merging are."""

from django.urls import path

from cms.references.merges.doubles_views import DismissView, DoublesView
from cms.references.merges.views import MergeView

urlpatterns = [
    path("reference-merges/<int:pk>/", MergeView.as_view(), name="reference_merge"),
    path("reference-doubles/", DoublesView.as_view(), name="reference_doubles"),
    path("reference-doubles/<int:pk>/", DismissView.as_view(), name="reference_double"),
]
