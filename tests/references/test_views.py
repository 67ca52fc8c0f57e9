"""The site's pages of references, and what templates write of them for machines."""

import json

import pytest
import rispy
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from lxml import html
from wagtail.models import Site

from cms.content.models import SiteSettings
from cms.delivery.dependencies import NAME, Dependencies
from cms.references import views
from cms.references.choices import ReferenceStatus
from cms.references.models import Reference
from tests import markup
from tests.api_client import ApiClient
from tests.conftest import Library
from tests.factories.references import ReferenceFactory, cite
from tests.hiding import HIDE
from tests.references.test_openurl import read

HOSTILE = '"><script>alert(1)</script>&amp;</script><!--'


def tree_at(client: Client, path: str) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert markup.parse_errors(text) == []
    tree = markup.tree_of(text)
    checks = (markup.doubled_ids, markup.dangling, markup.inline_code, markup.third_parties,
              markup.skipped_levels, markup.nameless)  # fmt: skip
    assert {check.__name__: found for check in checks if (found := check(tree))} == {}
    return tree


def coins(tree: html.HtmlElement) -> list[dict[str, list[str]]]:
    return [read(title) for title in tree.xpath("//span[@class='Z3988']/@title")]


def words(tree: html.HtmlElement, path: str) -> str:
    return " ".join(tree.xpath(f"string({path})").split())


# The list


@pytest.mark.parametrize(
    "path",
    [
        "/library/",
        "/library/?q=melanoma&year=2005&topic=cancer",
        "/library/?q=nothing-has-this&year=two",
        f"/library/?q={'x' * 5_000}",
        "/library/?q=%00&cursor=x",
    ],
)
def test_the_list_is_a_whole_page_in_every_state(
    client: Client, library: Library, path: str
) -> None:
    tree = tree_at(client, path)
    assert [element.text for element in tree.iter("h1")] == ["Reference library"]
    form = tree.xpath("//main//form")[0]
    assert form.get("method") == "get"


def test_the_form_shows_what_was_asked_for(client: Client, library: Library) -> None:
    tree = tree_at(client, "/library/?q=melanoma&year=2005")
    assert tree.xpath("//input[@name='q']/@value") == ["melanoma"]
    assert tree.xpath("//select[@name='year']/option[@selected]/@value") == ["2005"]
    assert words(tree, "//p[@role='status']") == "1 publication found, the best matches first"


def test_what_finds_nothing_says_so_and_leads_back(client: Client, library: Library) -> None:
    tree = tree_at(client, "/library/?q=nothing-has-this")
    assert "Nothing was found for “nothing-has-this”" in words(tree, "//main")
    assert tree.xpath("//main//a[@href='/library/#publications'][contains(., 'Show all')]")
    assert tree.xpath("//span[@class='Z3988']") == []


def test_an_empty_library_says_so(client: Client, db: None) -> None:
    tree = tree_at(client, "/library/")
    assert "The library is still empty" in words(tree, "//main")
    assert tree.xpath("//main//form") == []


def test_what_was_typed_is_shown_as_text(client: Client, library: Library) -> None:
    tree = tree_at(client, f"/library/?q={HOSTILE}&year={HOSTILE}")
    assert tree.xpath("//input[@name='q']/@value") == [HOSTILE.split("&")[0]]


def test_zotero_is_offered_every_publication_of_the_part(client: Client, library: Library) -> None:
    ReferenceFactory.create_batch(25)
    assert len(coins(tree_at(client, "/library/"))) == 20


def test_what_was_found_is_exported_by_the_api(client: Client, library: Library) -> None:
    ReferenceFactory(year=2021)
    tree = tree_at(client, "/library/?year=2005")
    for address in tree.xpath("//a[@download]/@href"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        text = answer.getvalue().decode()
        assert "1479-5876-3-9" in text
        assert "exosomes" not in text.partition("Current Nanoscience")[2]


def test_the_list_can_be_kept_until_something_changes(rf: RequestFactory, library: Library) -> None:
    dependencies = Dependencies()
    request = rf.get("/library/")
    request.META[NAME] = dependencies
    views.library(request)
    assert dependencies.declared
    assert {"type:reference", "pages", f"reference:{library.morse.pk}"} <= dependencies.keys


# One reference


def test_a_reference_is_shown_in_every_style_the_site_s_first(
    client: Client, library: Library
) -> None:
    reference = Reference.objects.get(pk=library.morse.pk)
    reference.citations = {
        style: {"text": f"As {style}", "html": f"As <i>{style}</i>"}
        for style in ("nlm", "ama", "apa")
    }
    reference.save()
    SiteSettings.objects.create(site=Site.objects.get(), citation_style="ama")
    tree = tree_at(client, f"/library/{reference.uuid}/")
    assert tree.xpath("//section[@id='cite-this']//dt/text()") == ["AMA", "NLM (Vancouver)", "APA"]
    assert [" ".join(cell.text_content().split()) for cell in tree.xpath(
        "//section[@id='cite-this']//dd")] == ["As ama", "As nlm", "As apa"]  # fmt: skip


def test_a_reference_tells_its_identifiers_and_where_it_is_cited(
    client: Client, library: Library
) -> None:
    tree = tree_at(client, f"/library/{library.morse.uuid}/")
    links = tree.xpath("//main//a/@href")
    assert "https://doi.org/10.1186/1479-5876-3-9" in links
    assert "https://pubmed.ncbi.nlm.nih.gov/15723705/" in links
    assert library.lung_trial.get_url_parts()[2] in links
    assert "/library/" in links


def test_a_reference_without_identifiers_leads_to_its_own_address(
    client: Client, library: Library
) -> None:
    record = {"type": "webpage", "title": "A page", "URL": "https://example.org/x"}
    found = ReferenceFactory(csl=record)
    tree = tree_at(client, f"/library/{found.uuid}/")
    assert "https://example.org/x" in tree.xpath("//main//a/@href")


def test_each_export_of_a_reference_is_there(client: Client, library: Library) -> None:
    tree = tree_at(client, f"/library/{library.morse.uuid}/")
    addresses = tree.xpath("//a[@download]/@href")
    assert len(addresses) == 3
    assert all("1479-5876-3-9" in client.get(found).getvalue().decode() for found in addresses)


def test_the_page_of_a_reference_describes_the_publication_once(
    client: Client, library: Library
) -> None:
    """As `citation_*`: a COinS would stand before it in Zotero, and tell less."""
    tree = tree_at(client, f"/library/{library.morse.uuid}/")
    [title] = tree.xpath("//meta[@name='citation_title']/@content")
    [data] = tree.xpath("//script[@type='application/ld+json']/text()")
    assert title == json.loads(data)["name"] == library.morse.title
    assert coins(tree) == []


def test_titles_and_names_can_not_end_what_they_stand_in(client: Client, library: Library) -> None:
    found = ReferenceFactory(
        csl={
            "type": "article-journal",
            "title": "A study",
            "author": [{"literal": HOSTILE}],
            "container-title": HOSTILE,
            "publisher": HOSTILE,
        }
    )
    # As pandoc writes it, which the factory does not ask.
    found.citations = {key: {"text": "A study.", "html": "A study."} for key in found.citations}
    found.save()
    tree = tree_at(client, f"/library/{found.uuid}/")
    [data] = tree.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["publisher"]["name"] == HOSTILE
    assert tree.xpath("//meta[@name='citation_author']/@content") == [HOSTILE]
    [told] = [one for one in coins(tree_at(client, "/library/")) if "rft.aucorp" in one
              and one["rft.atitle"] == ["A study"]]  # fmt: skip
    assert told["rft.aucorp"] == [HOSTILE]


def test_a_retraction_is_said_in_words_wherever_it_is_shown(
    client: Client, library: Library, cited: list[Reference]
) -> None:
    library.morse.status = ReferenceStatus.RETRACTED
    library.morse.notice = "See the journal."
    library.morse.save()
    for path in ("/library/?year=2005", f"/library/{library.morse.uuid}/", path_of(library)):
        assert "Retracted" in words(tree_at(client, path), "//main"), path
    tree = tree_at(client, f"/library/{library.morse.uuid}/")
    [data] = tree.xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["creativeWorkStatus"] == "Retracted"


# What a page cites


def path_of(library: Library) -> str:
    return str(library.cancer.get_url_parts()[2])


@pytest.fixture
def cited(library: Library) -> list[Reference]:
    """Cite three references on a page, not in the order in which they were added."""
    made = [ReferenceFactory(), ReferenceFactory(), library.morse]
    order = [made[2], made[0], made[1]]
    library.cancer.body = [("text", f"<p>As said {''.join(cite(one) for one in order)}.</p>")]
    library.cancer.save_revision().publish()
    return order


def numbered(client: Client, library: Library) -> list[str]:
    tree = tree_at(client, path_of(library))
    return [item.get("id") for item in tree.xpath("//section[@id='references']//li[@value]")]


def test_a_page_s_references_are_exported_in_its_order(
    client: Client, library: Library, cited: list[Reference]
) -> None:
    anchors = numbered(client, library)
    tree = tree_at(client, path_of(library))
    addresses = tree.xpath("//section[@id='references']//a[@download]/@href")
    assert len(addresses) == 3
    answer = client.get(addresses[0])
    by_doi = {reference.doi: reference.anchor for reference in Reference.objects.all()}
    told = rispy.loads(answer.content.decode())
    assert [by_doi[entry["doi"]] for entry in told] == anchors
    assert answer["Content-Type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="cancer-references.ris"'


def test_zotero_is_offered_a_page_s_references_in_its_order(
    client: Client, library: Library, cited: list[Reference]
) -> None:
    told = coins(tree_at(client, path_of(library)))
    by_doi = {f"info:doi/{one.doi}": one.anchor for one in Reference.objects.all()}
    assert [by_doi[one["rft_id"][0]] for one in told] == numbered(client, library)


def test_the_page_is_told_apart_from_what_it_cites(
    client: Client, library: Library, cited: list[Reference]
) -> None:
    tree = tree_at(client, path_of(library))
    [title] = tree.xpath("//meta[@name='citation_title']/@content")
    assert title == library.cancer.title
    assert tree.xpath("//meta[@name='z:itemType']/@content") == ["webpage"]
    assert tree.xpath("//meta[@name='citation_journal_title']") == []


def test_the_page_says_how_it_is_cited_itself(client: Client, library: Library) -> None:
    tree = tree_at(client, path_of(library))
    citation = words(tree, "//h3[@id='cite-this-page']/following-sibling::p[1]")
    assert citation.startswith(f"{library.cancer.title} [Internet].")
    assert citation.endswith(f"/{path_of(library).strip('/')}/")


@pytest.mark.parametrize("how", sorted(HIDE))
def test_what_a_hidden_page_cites_is_told_to_nobody(
    client: Client, library: Library, cited: list[Reference], how: str
) -> None:
    address = f"/library/export/{library.cancer.translation_key}/ris/"
    assert client.get(address).status_code == 200
    HIDE[how](library.cancer)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["text", "json", "csv", "RIS", "ris%0d%0aX"])
def test_a_format_that_is_not_offered_is_not_there(
    client: Client, library: Library, cited: list[Reference], name: str
) -> None:
    assert (
        client.get(f"/library/export/{library.cancer.translation_key}/{name}/").status_code == 404
    )


def test_a_page_for_a_few_offers_no_file_that_nobody_may_have(
    admin_client: Client, library: Library, cited: list[Reference]
) -> None:
    assert tree_at(Client(), path_of(library)).xpath("//a[@download]")
    HIDE["for members"](library.cancer)
    tree = markup.tree_of(admin_client.get(path_of(library)).content.decode())
    assert tree.xpath("//section[@id='references']//li[@value]")
    assert tree.xpath("//a[@download]") == []


def test_a_page_without_references_has_no_export(client: Client, library: Library) -> None:
    assert tree_at(client, "/").xpath("//a[@download]") == []
    assert client.get(f"/library/export/{library.home.translation_key}/ris/").status_code == 404


def test_an_export_takes_a_few_queries_however_long_the_list(
    client: Client, library: Library, cited: list[Reference]
) -> None:
    address = f"/library/export/{library.cancer.translation_key}/csl/"
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert len(answer.json()) > 3
    assert len(captured) <= 6


def test_every_style_is_in_the_api_too(api: ApiClient, library: Library) -> None:
    found = api.json(f"references/{library.morse.uuid}/")
    assert [one["style"] for one in found["cite_as"]] == ["nlm", "ama", "apa"]
    assert found["cite_as"][0] == found["citation"]
    assert "cite_as" not in api.json("references/")["items"][0]
