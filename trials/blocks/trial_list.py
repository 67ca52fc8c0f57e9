"""`trial_list`: trials by topic, phase and status, or picked by hand. Always up to date."""

import uuid
from typing import Any

from wagtail import blocks

from cms.content.blocks.base import ContentBlock, join
from cms.content.rich_text import Rendering
from cms.delivery.registry import Outlet
from cms.delivery.schemas import Schema
from trials.choices import EnrollmentType, OverallStatus, Phase
from trials.schemas import Enrollment, TrialCard


class TrialListBlockValue(Schema):
    title: str
    trials: list[TrialCard]


class TrialListBlock(ContentBlock, blocks.StructBlock):
    """A live list of trials."""

    title = blocks.CharBlock(required=False, max_length=120)
    trials = blocks.ListBlock(
        blocks.PageChooserBlock("trials.TrialPage"),
        default=[],
        max_num=50,
        label="Trials picked by hand",
        help_text="Leave empty to list trials by the choices below.",
    )
    topic = blocks.PageChooserBlock(
        required=False,
        page_type=["articles.TopicPage", "trials.TrialIndexPage"],
        help_text="Trials of this topic. Leave empty for all.",
    )
    phases = blocks.MultipleChoiceBlock(choices=Phase.choices, required=False)
    statuses = blocks.MultipleChoiceBlock(choices=OverallStatus.choices, required=False)

    class Meta:
        api_schema = TrialListBlockValue
        template = "trials/blocks/trial_list.html"
        icon = "list-ul"
        label = "Trial list"
        group = "Links and lists"
        description = "Trials by topic, phase and status, or picked by hand. Always up to date."
        preview_value: dict[str, Any] = {
            "title": "Early trials", "trials": [], "topic": None, "phases": [], "statuses": [],
        }  # fmt: skip

    def api_value(
        self, value: Any, *, rendering: Rendering, outlet: Outlet, block_id: str
    ) -> TrialListBlockValue:
        from trials.queries import listed_trials

        chosen = value["trials"]
        return TrialListBlockValue(
            title=value["title"] or "",
            trials=listed_trials(
                picked=[page for page in chosen if page is not None] if chosen else None,
                topic=value["topic"],
                phases=value["phases"] or [],
                statuses=value["statuses"] or [],
                now=outlet.now,
            ),
        )

    def example(self) -> TrialListBlockValue:
        trial = TrialCard(
            id=uuid.UUID("6029db4e-3cf3-5ddc-91e3-c120a014914e"),
            type="trial",
            title="A dressing with platelets for burns",
            path="/wound-healing/burns/trials/platelet-dressing-2005/",
            summary="Fifteen people, no comparison group.",
            phases=[Phase.PHASE1],
            overall_status=None,
            enrollment=Enrollment(count=15, type=EnrollmentType.ACTUAL),
        )
        return TrialListBlockValue(title="Early trials", trials=[trial])

    def fallback(self, api_value: TrialListBlockValue) -> str:
        return join(api_value.title, *(trial.title for trial in api_value.trials))
