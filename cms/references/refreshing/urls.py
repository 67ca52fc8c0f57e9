"""Where the admin's pages of notices and proposed changes are."""

from django.urls import path

from cms.references.refreshing.views import DismissNoticesView, ProposalsView

urlpatterns = [
    path("reference-proposals/", ProposalsView.as_view(), name="reference_proposals"),
    path(
        "reference-notices/<int:pk>/dismiss/",
        DismissNoticesView.as_view(),
        name="reference_notices_dismiss",
    ),
]
