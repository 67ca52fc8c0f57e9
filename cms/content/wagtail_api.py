"""Wagtail's own APIs, v2 and v3, with the library's rule of what is public.

Wagtail leaves expired pages in until a command has run, and shows what a restricted page or a
private collection holds to whoever has a session that may see it. Here both APIs answer everybody
alike, and nothing that they show leads round that: an object that is not public is null where
another names it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja.schema import Resolver
from rest_framework.fields import Field
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from wagtail.api.querysets import get_public_pages_queryset
from wagtail.api.rich_text import APIRichText
from wagtail.api.utils import get_full_url
from wagtail.api.v2.filters import FieldsFilter
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.serializers import BaseSerializer, PageSerializer, RelatedField
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v2.views import BaseAPIViewSet, PagesAPIViewSet
from wagtail.api.v3 import querysets as v3_querysets
from wagtail.api.v3.auth import AllowAnonymous
from wagtail.api.v3.schemas.pages import PageMetaSchema
from wagtail.documents.api.v2.serializers import DocumentSerializer
from wagtail.documents.api.v2.views import DocumentsAPIViewSet
from wagtail.images.api.v2.serializers import ImageSerializer
from wagtail.images.api.v2.views import ImagesAPIViewSet
from wagtail.models import CollectionMember, Page
from wagtail.query import PageQuerySet

from cms.content.images import image_schema
from cms.content.links import without_private_links
from cms.content.queries import private_collections, public_pages


def _names_hidden(model: type[Model], parameters: Mapping[str, str]) -> bool:
    """Return whether a list is to be narrowed by an object that is not public."""
    named = (
        column.related_model._default_manager.filter(pk=key).first()
        for column in model._meta.concrete_fields
        if isinstance(column, ForeignKey)
        and issubclass(column.related_model, (Page, CollectionMember))
        and (key := parameters.get(column.name, "")).isdecimal()
    )
    return not all(is_public(found) for found in named)


def public_pages_of_request(request: HttpRequest, model: type[Page] = Page) -> PageQuerySet[Page]:
    """Return the pages of the request's site that anybody may read, whoever asks.

    None where they are to be narrowed by what is not public: v3 hands its fields on unlooked at.
    """
    if _names_hidden(model, request.GET):
        return model._default_manager.none()
    return _public(get_public_pages_queryset(request, model), request)


def _public(pages: PageQuerySet[Page], request: HttpRequest) -> PageQuerySet[Page]:
    """Return those of some pages that anybody may read, in a form that can be searched."""
    public = public_pages(pages, now=timezone.now())
    if "search" not in request.GET:
        return public
    # Wagtail's search knows no columns but those of its own index.
    found: PageQuerySet[Page] = pages.model._default_manager.filter(pk__in=public.values("pk"))
    return found


def is_public(value: Any) -> bool:
    """Return whether anybody may see an object that another names."""
    if isinstance(value, Page):
        return bool(public_pages(Page.objects.filter(pk=value.pk), now=timezone.now()).exists())
    if isinstance(value, CollectionMember):
        return value.collection_id not in private_collections()
    return True


class PublicRelatedField(RelatedField):
    """An object that another names; one that is not public is null."""

    def to_representation(self, value: Any) -> Any:
        return super().to_representation(value) if is_public(value) else None


class PublicSerializer(BaseSerializer):
    """Shows of what it names only what is public."""

    serializer_related_field = PublicRelatedField


class PublicPageSerializer(PageSerializer):
    """Shows of what a page names only what is public."""

    serializer_related_field = PublicRelatedField


class PublicFieldsFilter(FieldsFilter):
    """Finds nothing by what is not public: else readers could try out who names it."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        found = super().filter_queryset(request, queryset, view)
        return found.none() if _names_hidden(queryset.model, request.GET) else found


class ImageAddress(Field):
    """The address of an image's largest public file; originals are not handed out."""

    def get_attribute(self, instance: Any) -> Any:
        return instance

    def to_representation(self, image: Any) -> str | None:
        found = image_schema(image, base_url="")
        address: str | None = get_full_url(self.context["request"], found.src) if found else None
        return address


class PublicImageSerializer(ImageSerializer):
    """An image with an address that our media view serves."""

    download_url = ImageAddress(read_only=True)


class PublicAPIViewSet(BaseAPIViewSet):
    """What all of v2 has: no session, no credentials, no pages for people."""

    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = [AllowAny]
    renderer_classes: ClassVar[list[Any]] = [JSONRenderer]
    base_serializer_class = PublicSerializer

    @property
    def filter_backends(self) -> list[Any]:
        """Wagtail's, but for the one that narrows lists by fields."""
        backends = super().filter_backends
        return [PublicFieldsFilter if found is FieldsFilter else found for found in backends]

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        # Nobody's: else a header would tell that there is a restriction somewhere.
        request._request.session = {}  # noqa: SLF001 - Django's request, which middleware has

    def filter_queryset(self, queryset: Any) -> Any:
        """Narrow the list; a value that a field can't have is the reader's mistake, not ours."""
        try:
            return super().filter_queryset(queryset)
        except ValidationError as error:
            raise BadRequestError("; ".join(error.messages)) from error

    def find_object(self, queryset: Any, request: Any) -> Any:
        """Find by the query; a number that is none is of nothing."""
        if not request.GET.get("id", "0").isdecimal():
            raise Http404("There is nothing with this id.")
        return super().find_object(queryset, request)


class NestedAPIViewSet(PublicAPIViewSet):
    """How v2 shows what has no address there: library items and the parts of a page, whole."""

    @classmethod
    def get_nested_default_fields(cls, model: Any) -> list[str]:
        return list(cls.get_available_fields(model))


class PublicPagesAPIViewSet(PublicAPIViewSet, PagesAPIViewSet):
    """`/api/v2/pages/`."""

    base_serializer_class = PublicPageSerializer

    def get_base_queryset(self) -> Any:
        return _public(super().get_base_queryset(), self.request)


class PublicImagesAPIViewSet(PublicAPIViewSet, ImagesAPIViewSet):
    """`/api/v2/images/`."""

    base_serializer_class = PublicImageSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(collection__in=private_collections())


class PublicDocumentsAPIViewSet(PublicAPIViewSet, DocumentsAPIViewSet):
    """`/api/v2/documents/`."""

    base_serializer_class = DocumentSerializer

    def get_queryset(self) -> Any:
        return super().get_queryset().exclude(collection__in=private_collections())


class PublicAPIRouter(WagtailAPIRouter):
    """The addresses of v2; what has none is shown inside what names it."""

    def get_model_endpoint(self, model: Any) -> Any:
        return super().get_model_endpoint(model) or ("", NestedAPIViewSet)

    def get_model_listing_urlpath(self, model: Any) -> str | None:
        return super().get_model_listing_urlpath(model) if self._has_address(model) else None

    def get_object_detail_urlpath(self, model: Any, pk: Any) -> str | None:
        return super().get_object_detail_urlpath(model, pk) if self._has_address(model) else None

    def _has_address(self, model: Any) -> bool:
        return super().get_model_endpoint(model) is not None


def api_v2() -> PublicAPIRouter:
    """Return Wagtail's API v2: pages, images and documents, read-only."""
    router = PublicAPIRouter("wagtailapi")
    router.register_endpoint("pages", PublicPagesAPIViewSet)
    router.register_endpoint("images", PublicImagesAPIViewSet)
    router.register_endpoint("documents", PublicDocumentsAPIViewSet)
    return router


def _without_token(self: AllowAnonymous, request: HttpRequest) -> AnonymousUser | None:
    """Let a request without a token read what is public; refuse one with a wrong token.

    Redirects take a token: their old paths tell of pages that are not public.
    """
    match = request.resolver_match
    if "Authorization" in request.headers or "redirect" in ((match and match.url_name) or ""):
        return None
    # Nobody, from nowhere: what a session may see changes nothing.
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # Django's middleware leaves such a one alone
    return request.user


def _shown(page: Page | None, context: dict[str, Any]) -> Page | None:
    """Return a page that another names, if who asks may know of it."""
    if page is None or context["request"].user.is_authenticated or is_public(page):
        return page
    return None


def _parent(obj: Page, context: dict[str, Any]) -> Page | None:
    return _shown(obj.get_parent(), context)


def _alias_of(obj: Page, context: dict[str, Any]) -> Page | None:
    return _shown(obj.alias_of, context)


def _with_subclasses(schema: type[PageMetaSchema]) -> Iterator[type[PageMetaSchema]]:
    yield schema
    for below in schema.__subclasses__():
        yield from _with_subclasses(below)


def narrow_api_v3() -> None:
    """Make what v3 shows without a token the same as everywhere.

    Wagtail has no setting for it, so functions are replaced where v3 looks them up: the one that
    its public pages come from, the one that lets requests without a token in, and those by which a
    page names its parent and what it is an alias of. Tests fail should Wagtail look elsewhere.
    """
    v3_querysets.get_public_pages_queryset = public_pages_of_request
    AllowAnonymous.__call__ = _without_token
    named = {
        "parent": Resolver(staticmethod(_parent)),
        "alias_of": Resolver(staticmethod(_alias_of)),
    }
    for schema in _with_subclasses(PageMetaSchema):
        schema._ninja_resolvers.update(named)  # noqa: SLF001 - ninja looks them up there


#: Forms of rich text in which a link is the address that it leads to, not an id.
WITH_ADDRESSES = (APIRichText.FORMAT_HTML, APIRichText.FORMAT_MARKDOWN)


def narrow_rich_text() -> None:
    """Make links to what is not public plain text where v2 and v3 write addresses in rich text.

    Wagtail writes the address of every page and document, and with it the slug of a draft or the
    name of a private file. One function writes all of them.
    """
    write = APIRichText.serialize

    def serialize(value: str | None, *, format: Any, features: list[str] | None = None) -> Any:  # noqa: A002 - Wagtail's name
        source = without_private_links(value) if value and format in WITH_ADDRESSES else value
        return write(source, format=format, features=features)

    APIRichText.serialize = serialize
