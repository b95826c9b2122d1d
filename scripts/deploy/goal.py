"""What a deploy is asked for and what it tells: the goal, the choices, the plan as people see it, the outcome."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from scripts.deploy.cdn import Purge, Redirects
from scripts.deploy.journal import Journal
from scripts.deploy.lease import Lease
from scripts.deploy.objects import Wanted
from scripts.deploy.plan import Plan, Write
from scripts.deploy.store import Body
from scripts.deploy.survey import State


@dataclass(frozen=True, slots=True)
class Goal:
    """What shall be live."""

    wanted: Mapping[str, Wanted]
    body: Callable[[str], Body]
    """The bytes of a key."""
    note: str = ""
    """For the history."""
    missing: Callable[[Plan], Sequence[str]] = lambda _: ()
    """Why a plan cannot be carried out: the bytes that are not to be had."""


@dataclass(frozen=True, slots=True)
class Choice:
    """How to go about it."""

    trust: bool = False
    """Believe the records, and do not list the target."""
    max_delete: int | None = None
    """How many objects may be deleted; by default 50, or a twentieth of the shop where that is more."""
    grace_days: float = 30
    """How long fingerprinted files stay that no page needs."""
    wait: bool = False
    """Wait for a deploy that is under way."""


class Listener:
    """Is told how a deploy goes; this one keeps it to itself."""

    def waiting(self, lease: Lease) -> None:
        """Somebody else deploys."""

    def planned(self, _: "Planned") -> bool:
        """What is about to be done; says whether to go on."""
        return True

    def wrote(self, write: Write) -> None:
        """An object is in place."""

    def said(self, line: str) -> None:
        """Something to know."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What a deploy is about to do, and what it found."""

    plan: Plan
    state: State
    generation: int
    """The one that it makes."""
    resumed: bool
    """Whether it takes up a deploy that did not end."""
    journal: Journal
    purges: Sequence[Purge]
    """What the CDN is asked to forget: what changed, and what is gone."""
    redirects: Redirects
    """What the edge shall answer with from then on; none where there is no CDN."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deploy did."""

    generation: int
    """The one that is live."""
    written: int = 0
    deleted: int = 0
    left: Mapping[str, str] = field(default_factory=dict)
    """What should have been deleted and was not, with the reason."""
