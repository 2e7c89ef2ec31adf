"""The workflow of a publication: its steps from a draft to a published and perhaps withdrawn record.

A Step leads from one of several Statuses to a State. A Status is a State, but tells what is scheduled from what is public.
The pages and actions of the admin, the buttons below a form and their checks read the table STEPS.
"""

from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .publication import Publication, State


class Status(TextChoices):
    """What an editor calls the state of a publication."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    SCHEDULED = "scheduled", _("scheduled")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


def status_of(thing: Publication) -> Status:
    """Return the Status of *thing* at this moment."""
    if thing.state == State.PUBLISHED and not thing.is_public:
        return Status.SCHEDULED
    # A program may have stored any text: such a row is not public, and a step makes it right.
    return Status(thing.state) if thing.state in Status.values else Status.DRAFT


# Steps are compared by identity: the hash of a translated label depends on the language.
@dataclass(frozen=True, eq=False)
class Step:
    """One step of the workflow.

    ``come_from`` are the statuses from which it is possible, ``to`` is the state to which it leads. ``right`` is the
    right that it needs: "change" (of that row), "own" (to have begun it), "publish" or "withdraw". ``label``
    stands on its button, unless ``labels`` have another one for a status; ``title`` is that of its page, and ``done`` tells
    the editor that it was taken.
    """

    name: str
    come_from: frozenset[Status]
    to: State
    right: str
    label: Promise
    title: Promise
    done: Promise
    labels: dict[Status, Promise] = field(default_factory=dict)

    def is_possible(self, thing: Publication) -> bool:
        """Say whether *thing* has a status from which the step leads."""
        if status_of(thing) not in self.come_from:
            return False
        # Readers of an address that was public are told the reason of a withdrawal.
        leaves_public = self.to in {State.DRAFT, State.IN_REVIEW} and thing.pk and thing.was_public()
        return not leaves_public

    def label_for(self, thing: Publication) -> Promise:
        """Return the words on the button of the step below the form of *thing*."""
        return self.labels.get(status_of(thing), self.label)


SUBMIT = Step(
    name="submit",
    come_from=frozenset({Status.DRAFT}),
    to=State.IN_REVIEW,
    right="change",
    label=_("Submit for review"),
    title=_("Submit for review"),
    done=_("“%(row)s” waits for review."),
)
TAKE_BACK = Step(
    name="take-back",
    come_from=frozenset({Status.IN_REVIEW}),
    to=State.DRAFT,
    right="own",
    label=_("Take back"),
    title=_("Take back from review"),
    done=_("“%(row)s” is a draft again."),
)
RETURN = Step(
    name="return",
    come_from=frozenset({Status.IN_REVIEW}),
    to=State.DRAFT,
    right="publish",
    label=_("Return with a remark …"),
    title=_("Return with a remark"),
    done=_("“%(row)s” was returned."),
)
PUBLISH = Step(
    name="publish",
    come_from=frozenset({Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED, Status.WITHDRAWN}),
    to=State.PUBLISHED,
    right="publish",
    label=_("Publish now …"),
    title=_("Publish now"),
    done=_("“%(row)s” is published."),
    labels={Status.WITHDRAWN: _("Publish again …")},
)
SCHEDULE = Step(
    name="schedule",
    come_from=frozenset({Status.DRAFT, Status.IN_REVIEW, Status.SCHEDULED}),
    to=State.PUBLISHED,
    right="publish",
    label=_("Schedule …"),
    title=_("Schedule"),
    done=_("“%(row)s” is scheduled."),
    labels={Status.SCHEDULED: _("Change the time …")},
)
UNSCHEDULE = Step(
    name="unschedule",
    come_from=frozenset({Status.SCHEDULED}),
    to=State.DRAFT,
    right="publish",
    label=_("Cancel the schedule …"),
    title=_("Cancel the schedule"),
    done=_("“%(row)s” is a draft again."),
)
WITHDRAW = Step(
    name="withdraw",
    come_from=frozenset({Status.PUBLISHED, Status.SCHEDULED}),
    to=State.WITHDRAWN,
    right="withdraw",
    label=_("Withdraw …"),
    title=_("Withdraw"),
    done=_("“%(row)s” is withdrawn."),
)
#: {name: Step}, in the order of the buttons.
STEPS = {step.name: step for step in (SUBMIT, TAKE_BACK, RETURN, PUBLISH, SCHEDULE, UNSCHEDULE, WITHDRAW)}
