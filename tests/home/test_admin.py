"""The Library group of the admin: every list and form of every kind of item."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db.models import Model
from wagtail_modeladmin.options import ModelAdmin

from cms.content.library_admin import inert
from cms.editorial.groups import GroupName
from cms.references.models import Reference
from home.admin import LibraryGroup
from tests.admin_client import AdminClient, client_of
from tests.factories.content import GlossaryTermFactory, PersonFactory
from tests.factories.references import ReferenceFactory
from tests.factories.trials import ConditionFactory, InterventionFactory
from tests.factories.users import UserFactory

GROUP = LibraryGroup()
FACTORIES: dict[str, Any] = {
    "reference": ReferenceFactory,
    "person": PersonFactory,
    "condition": ConditionFactory,
    "intervention": InterventionFactory,
    "glossaryterm": GlossaryTermFactory,
}
ADMINS = {admin.opts.model_name: admin for admin in GROUP.modeladmin_instances}
SCRIPT = "<script>alert('x')</script>"
#: For each kind of item: the field that names it, and another that may hold markup.
NAMED_BY = {
    "reference": "title",
    "person": "name",
    "condition": "name",
    "intervention": "name",
    "glossaryterm": "term",
}


@pytest.fixture
def client(db: None) -> AdminClient:
    return client_of(UserFactory(group=GroupName.ADMINISTRATOR))


@pytest.fixture(params=sorted(ADMINS))
def admin(request: pytest.FixtureRequest) -> ModelAdmin:
    found: ModelAdmin = ADMINS[request.param]
    return found


@pytest.fixture
def item(db: None, admin: ModelAdmin) -> Model:
    found: Model = FACTORIES[admin.opts.model_name]()
    return found


def url(admin: ModelAdmin, action: str, *args: Any) -> str:
    found: str = admin.url_helper.get_action_url(action, *args)
    return found


def test_every_kind_of_library_item_is_in_the_group() -> None:
    assert set(ADMINS) == set(FACTORIES) == set(NAMED_BY)


def test_group_stands_after_the_pages_in_the_menu(client: AdminClient) -> None:
    html = client.open("/admin/").content.decode()
    places = [html.index(f'"label": "{label}"') for label in ("Pages", "Library", "Images")]
    assert places == sorted(places)


@pytest.mark.parametrize("action", ["edit", "inspect", "delete", "history"])
def test_pages_of_an_item_open(
    client: AdminClient, admin: ModelAdmin, item: Model, action: str
) -> None:
    client.open(url(admin, action, item.pk))


def test_list_shows_and_finds_an_item(client: AdminClient, admin: ModelAdmin, item: Model) -> None:
    name = str(getattr(item, NAMED_BY[admin.opts.model_name]))
    assert name in client.open(url(admin, "index")).content.decode()
    found = client.get(url(admin, "index"), {"q": name.upper()})
    assert list(found.context["object_list"]) == [item]
    nothing = client.get(url(admin, "index"), {"q": "zebra"})
    assert list(nothing.context["object_list"]) == []


def test_every_column_orders(client: AdminClient, admin: ModelAdmin, item: Model) -> None:
    for number, _ in enumerate(admin.list_display):
        for direction in ("", "-"):
            response = client.get(url(admin, "index"), {"o": f"{direction}{number}"})
            assert list(response.context["object_list"]) == [item]


def test_every_filter_choice_opens(client: AdminClient, admin: ModelAdmin, item: Model) -> None:
    view = client.open(url(admin, "index")).context["view"]
    addresses = [
        choice["query_string"] for spec in view.filter_specs for choice in spec.choices(view)
    ]
    assert addresses
    for address in addresses:
        client.open(url(admin, "index") + address)


@pytest.mark.parametrize(
    "query",
    [
        {"account__password__startswith": "a"},
        {"account__password__startswith": "zzz"},
        {"nothing": "1"},
        {"id__in": "x"},
        {"p": "x"},
        {"p": "99999"},
        {"o": "99.x.-"},
        {"q": "\x00 ' \" % _ \\ ;--"},
        {"q": "word " * 1000},
    ],
)
def test_strange_query_neither_breaks_nor_narrows(
    client: AdminClient, admin: ModelAdmin, item: Model, query: dict[str, str]
) -> None:
    response = client.get(url(admin, "index"), query)
    assert response.status_code == 200
    if "q" not in query:
        assert list(response.context["object_list"]) == [item]


def test_filter_with_a_wrong_value_shows_everything_and_says_so(client: AdminClient) -> None:
    ReferenceFactory()
    address = url(ADMINS["reference"], "index")
    response = client.get(address, {"is_open_access__exact": "perhaps"}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert b"There is no such filter" in response.content


@pytest.mark.parametrize("key", ["0", "99999999999999999999", "x", "1-1", "-1"])
@pytest.mark.parametrize("action", ["edit", "inspect", "delete", "history"])
def test_wrong_key_is_not_found(
    client: AdminClient, admin: ModelAdmin, action: str, key: str
) -> None:
    assert client.get(url(admin, action, key)).status_code == 404


def test_item_is_saved_and_its_history_says_who_did_it(
    client: AdminClient, admin: ModelAdmin, item: Model
) -> None:
    response = client.save(url(admin, "edit", item.pk))
    assert response.status_code == 302, response.context["form"].errors
    assert b"Ada Example" in client.open(url(admin, "history", item.pk)).content


def test_item_is_added(client: AdminClient, admin: ModelAdmin, fast_citations: None) -> None:
    more = {
        "reference": {"authors": "Narayanan, Eshwaran"},
        "intervention": {"type": "BIOLOGICAL"},
        "glossaryterm": {"definition": "What it means."},
    }.get(admin.opts.model_name, {})
    name = NAMED_BY[admin.opts.model_name]
    response = client.save(url(admin, "create"), **{name: "Something new"}, **more)
    assert response.status_code == 302, response.context["form"].errors
    assert getattr(admin.model.objects.get(), name) == "Something new"


def test_required_fields_are_asked_for(client: AdminClient, admin: ModelAdmin) -> None:
    response = client.save(url(admin, "create"))
    assert response.status_code == 200
    assert NAMED_BY[admin.opts.model_name] in response.context["form"].errors
    assert not admin.model.objects.exists()


def test_item_that_nothing_uses_is_deleted(
    client: AdminClient, admin: ModelAdmin, item: Model
) -> None:
    response = client.post(url(admin, "delete", item.pk))
    assert response.status_code == 302
    assert not admin.model.objects.exists()


def test_markup_in_a_name_is_text_everywhere(client: AdminClient, admin: ModelAdmin) -> None:
    name = NAMED_BY[admin.opts.model_name]
    if admin.model is Reference:
        item = ReferenceFactory(csl={"type": "book", "title": "A title", "publisher": SCRIPT})
        Reference.objects.update(title=SCRIPT)
        item.refresh_from_db()
    else:
        item = FACTORIES[admin.opts.model_name](**{name: SCRIPT})
    for address in (
        url(admin, "index"),
        *(url(admin, action, item.pk) for action in ("edit", "inspect", "delete", "history")),
    ):
        assert SCRIPT.encode() not in client.open(address).content, address
    response = client.post(url(admin, "delete", item.pk), follow=True)
    assert SCRIPT.encode() not in response.content


def _rows(client: AdminClient, admin: ModelAdmin) -> list[dict[str, str]]:
    response = client.get(url(admin, "index"), {"export": "csv"})
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_export_has_plain_headings_and_every_value(
    client: AdminClient, admin: ModelAdmin, item: Model
) -> None:
    (row,) = _rows(client, admin)
    assert len(row) == len(admin.list_export)
    assert all(heading[0].isupper() and "_" not in heading for heading in row)
    assert str(item.uuid) in row.values()  # type: ignore[attr-defined]
    response = client.get(url(admin, "index"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    ).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == list(row)
    assert sheet.max_row == 2


def test_export_says_no_where_something_is_false(client: AdminClient) -> None:
    for title, is_open_access in (("A", True), ("B", False), ("C", None)):
        reference = ReferenceFactory(is_open_access=is_open_access)
        Reference.objects.filter(pk=reference.pk).update(title=title)
    rows = {row["Title"]: row["Open access"] for row in _rows(client, ADMINS["reference"])}
    assert rows == {"A": "Yes", "B": "No", "C": ""}


def test_export_has_labels_and_lists(client: AdminClient) -> None:
    InterventionFactory(synonyms=["dex", "dexosomes"])
    (row,) = _rows(client, ADMINS["intervention"])
    assert (row["Type"], row["Synonyms"]) == ("Biological", "dex; dexosomes")


def test_export_holds_what_is_searched_for(client: AdminClient) -> None:
    ConditionFactory(name="Melanoma")
    ConditionFactory(name="Glioma")
    response = client.get(url(ADMINS["condition"], "index"), {"export": "csv", "q": "glio"})
    assert b"Melanoma" not in b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_exported_formula_is_inert(client: AdminClient, start: str) -> None:
    GlossaryTermFactory(term=f"{start}1+1", synonyms=[f"{start}2+2"], definition=f"{start}3+3")
    (row,) = _rows(client, ADMINS["glossaryterm"])
    assert [row[name][0] for name in ("Term", "Synonyms", "Definition")] == ["'", "'", "'"]
    response = client.get(url(ADMINS["glossaryterm"], "index"), {"export": "xlsx"})
    sheet = openpyxl.load_workbook(
        io.BytesIO(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    ).active
    assert sheet is not None
    assert {cell.data_type for cell in sheet[2][:3]} == {"s"}


def test_ordinary_text_is_exported_as_it_is() -> None:
    assert inert("miR-21") == "miR-21"


def test_list_takes_a_constant_number_of_queries(
    client: AdminClient, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        ReferenceFactory().tags.add("exosomes")
    with django_assert_max_num_queries(25):
        client.open(url(ADMINS["reference"], "index"))
