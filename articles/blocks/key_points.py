"""A topic's key points: one or two sentences each."""

from wagtail import blocks

FEATURES = ["bold", "italic", "superscript", "subscript", "link", "citation"]


class KeyPoints(blocks.StreamBlock):
    """What a reader should take away."""

    key_point = blocks.RichTextBlock(
        features=FEATURES, label="Key point", icon="list-ul", max_length=600
    )

    class Meta:
        max_num = 7
