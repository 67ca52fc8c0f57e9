"""How an editor picks a reference."""

from cms.content.choosers import LibraryChooser
from cms.references.queries import references_matching

reference_chooser = LibraryChooser(
    "reference_chooser",
    model="references.Reference",
    url_prefix="reference/chooser",
    icon="openquote",
    choose_one_text="Choose a reference",
    choose_another_text="Choose another reference",
    edit_item_text="Edit this reference",
    creation_form_class="cms.references.forms.RecordForm",
    item_columns=(
        ("container_title", "Published in", lambda reference: reference.container_title),
        ("identifier", "Identifier", lambda reference: reference.identifier),
        ("status", "Status", lambda reference: reference.get_status_display()),
    ),
    search=references_matching,
    per_page=10,
)
ReferenceChooserBlock = reference_chooser.get_block_class(
    name="ReferenceChooserBlock", module_path="cms.references.choosers"
)
