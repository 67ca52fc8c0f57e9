"""Where the admin's pages of saved searches are."""

from django.urls import path

from cms.references.searches.views import NewPublicationsView, SavedSearchesView

urlpatterns = [
    path("saved-searches/<int:page_pk>/", SavedSearchesView.as_view(), name="saved_searches"),
    path("new-publications/", NewPublicationsView.as_view(), name="new_publications"),
]
