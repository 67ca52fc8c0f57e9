"""How an editor picks what a trial is about."""

from cms.content.choosers import LibraryChooser

condition_chooser = LibraryChooser(
    "condition_chooser",
    model="trials.Condition",
    url_prefix="condition/chooser",
    icon="tag",
    choose_one_text="Choose a condition",
    choose_another_text="Choose another condition",
    edit_item_text="Edit this condition",
    form_fields=["name", "synonyms", "mesh_id"],
    item_columns=(
        ("synonyms", "Synonyms", lambda condition: "; ".join(condition.synonyms)),
        ("mesh_id", "MeSH id", lambda condition: condition.mesh_id),
    ),
    search=("name", "synonyms", "mesh_id"),
)
intervention_chooser = LibraryChooser(
    "intervention_chooser",
    model="trials.Intervention",
    url_prefix="intervention/chooser",
    icon="form",
    choose_one_text="Choose an intervention",
    choose_another_text="Choose another intervention",
    edit_item_text="Edit this intervention",
    form_fields=["name", "type", "synonyms", "mesh_id"],
    item_columns=(
        ("type", "Type", lambda intervention: intervention.get_type_display()),
        ("synonyms", "Synonyms", lambda intervention: "; ".join(intervention.synonyms)),
        ("mesh_id", "MeSH id", lambda intervention: intervention.mesh_id),
    ),
    search=("name", "synonyms", "mesh_id"),
)
