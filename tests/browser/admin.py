"""What an editor does in the admin, in the way that the hand does it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response, expect

#: Where a piece of text shows a word, seen from its own corner.
PLACE_OF_WORD = """(element, word) => {
  const text = element.firstChild;
  const range = document.createRange();
  range.setStart(text, text.data.indexOf(word));
  range.setEnd(text, text.data.indexOf(word) + word.length);
  const [place, box] = [range.getBoundingClientRect(), element.getBoundingClientRect()];
  return { x: place.x - box.x + place.width / 2, y: place.y - box.y + place.height / 2 };
}"""


def log_in(page: Page, username: str, password: str) -> None:
    """Log in by the form."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Library")).to_be_visible()


def open_editor(page: Page, url: str) -> None:
    """Open the form of a page and wait until Wagtail looks for changes.

    It begins after two seconds; what is typed before counts as what was there from the start.
    """
    page.add_init_script(
        "addEventListener('w-unsaved:watch-edits',"
        " () => document.documentElement.setAttribute('data-watched', ''))"
    )
    page.goto(url)
    page.locator("html[data-watched]").wait_for()


def rich_text(page: Page, field: str) -> Locator:
    """Return the rich text editor of the field with the id `field`."""
    return page.locator(f"#{field} + [data-draftail-editor-wrapper]")


def replace_word(page: Page, field: str, word: str, new: str) -> None:
    """Double-click a word in a rich text and type over it."""
    text = rich_text(page, field).locator("[data-text]", has_text=word).first
    text.scroll_into_view_if_needed()
    text.dblclick(position=text.evaluate(PLACE_OF_WORD, word))
    type_text(page, field, new)


def write(page: Page, field: str, text: str) -> None:
    """Type over all of a rich text."""
    rich_text(page, field).get_by_role("textbox").click()
    page.keyboard.press("Control+A")
    type_text(page, field, text)


def type_text(page: Page, field: str, text: str) -> None:
    """Type into the rich text that has the keyboard; wait until the form has it."""
    page.keyboard.type(text)
    expect(page.locator(f"#{field}")).to_have_value(re.compile(re.escape(text)))


@contextmanager
def saved_by_itself(page: Page, words: str) -> Iterator[None]:
    """Wait until the admin has saved a draft with `words` by itself.

    Whoever publishes while it is still saving loses nothing, but leaves a refused request behind.
    """

    def has_saved(response: Response) -> bool:
        request = response.request
        is_draft = (
            request.method == "POST" and urlsplit(page.url).path == urlsplit(request.url).path
        )
        return is_draft and words in (request.post_data or "")

    with page.expect_response(has_saved):
        yield


def publish(page: Page) -> None:
    """Publish the page that is being edited."""
    footer = page.get_by_role("navigation", name="Actions (footer)")
    footer.get_by_role("button", name="More actions").click()
    footer.get_by_role("button", name="Publish").click()


def field(page: Page, name: str) -> Locator:
    """Return the input of the field called `name`."""
    return page.locator(f":not(meta)[name='{name}']")


def message_beside(page: Page, name: str) -> Locator:
    """Return what the form says of the field called `name`, right at it."""
    return page.locator("[data-field]", has=field(page, name)).locator(".error-message")


def show_tab(page: Page, name: str) -> None:
    """Open a tab of the form."""
    page.get_by_role("tab", name=name).click()
