"""`table`: rows and columns of short texts."""

from typing import Any

import pytest

from tests.blocks import delivered, value_of
from tests.factories.references import ReferenceFactory, cite


def stored(*rows: list[str], headings: list[str] | None = None, **more: Any) -> dict[str, Any]:
    columns = [{"type": "text", "heading": heading} for heading in headings or [""] * len(rows[0])]
    table = {"caption": more.pop("caption", ""), "columns": columns,
             "rows": [{"values": row} for row in rows]}  # fmt: skip
    return {"table": table, **more}


def test_headings_are_the_first_row() -> None:
    value = stored(["<p>Melanoma</p>", "<p>15</p>"], headings=["Trial", "People < 20"],
                   caption="Trials", header_column=True)  # fmt: skip
    found = value_of("table", value)
    assert (found["caption"], found["header_row"], found["header_column"]) == ("Trials", True, True)
    assert [[cell["text"] for cell in row] for row in found["rows"]] == [
        ["Trial", "People < 20"],
        ["Melanoma", "15"],
    ]
    assert found["rows"][0][1]["html"] == "<p>People &lt; 20</p>"


def test_a_table_without_headings_has_no_heading_row() -> None:
    found = value_of("table", stored(["<p>a</p>"], ["<p>b</p>"]))
    assert found["header_row"] is False
    assert [[cell["text"] for cell in row] for row in found["rows"]] == [["a"], ["b"]]


def test_a_heading_that_is_markup_is_text() -> None:
    found = value_of("table", stored(["a"], headings=["<script>x</script>"]))
    assert found["rows"][0][0]["html"] == "<p>&lt;script&gt;x&lt;/script&gt;</p>"


def test_the_fallback_is_the_table_in_lines() -> None:
    value = stored(["<p>Melanoma</p>", "<p>15</p>"], headings=["Trial", "People"], caption="Trials")
    assert delivered(("table", value))[0].fallback == "Trials\nTrial | People\nMelanoma | 15"


@pytest.mark.django_db
def test_cells_cite_in_the_order_of_reading() -> None:
    first, second = ReferenceFactory(), ReferenceFactory()
    value = stored([f"a{cite(first)}", f"b{cite(second)}"], [f"c{cite(first)}", "d"])
    rows = value_of("table", value)["rows"]
    assert [">[1]<" in rows[0][0]["html"], ">[2]<" in rows[0][1]["html"]] == [True, True]
    assert ">[1]<" in rows[1][0]["html"]
