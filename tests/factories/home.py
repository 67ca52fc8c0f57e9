"""The home page and its site."""

from typing import Any

from wagtail.models import Page, Site

from home.models import HomePage
from tests.factories.pages import ContentPageFactory


class HomePageFactory(ContentPageFactory):
    """The entry page of the default site, below the root of all pages."""

    class Meta:
        model = HomePage

    title = "Exosome library"
    slug = "library-home"
    hero_heading = "What is known about exosomes"
    parent = None

    @classmethod
    def _create(cls, model_class: type[Page], *args: Any, **kwargs: Any) -> Page:
        kwargs["parent"] = kwargs.get("parent") or Page.get_first_root_node()
        page = super()._create(model_class, *args, **kwargs)
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={"hostname": "testserver", "port": 80, "root_page": page},
        )
        Site.clear_site_root_paths_cache()
        return page
