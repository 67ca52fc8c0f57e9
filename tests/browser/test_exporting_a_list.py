"""A visitor takes the references of a page along, without scripts, and reads them back."""

from pathlib import Path

import pytest

from cms.references.importing.formats import read_records
from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.xdist_group("browser")


@pytest.mark.parametrize("form", ["RIS", "BibTeX", "CSL-JSON"])
def test_the_list_of_a_page_is_exported_as_the_page_shows_it(
    open_page: OpenPage, starter: None, tmp_path: Path, form: str
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto("/exosome-therapy/cancer/")
    listed = page.locator("[id^='ref-']").count()
    with page.expect_download() as waiting:
        page.get_by_role("link", name=form).click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.stem.startswith("cancer")
    with file.open("rb") as opened:
        _, records = read_records(opened)
        assert len([record for record in records if record.csl]) == listed > 5
