"""What a deploy asks of a CDN, and what it tells it.

    Stale ──plan──▶ Purge ──invalidate──▶ id ──wait──▶ done
    Redirects ──check──▶ whether it will do ──route──▶ the edge

The deploy keeps a `Purge` in its journal until the CDN has accepted it, and then repeats nothing; a deploy that was
killed in between hands the same items with the same reference in again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stale:
    """What caches may still hold although it is no longer so."""

    paths: frozenset[str]
    """Objects whose bytes or headers changed, or that are gone, as paths below the target: `fr/blog/index.html`.

    Objects that are new are not among them: nothing has cached them.
    """
    live: Mapping[str, tuple[str, ...]]
    """Every object that a cache may hold, those of `paths` among them, with the cache tags of the copies it may hold:
    the tags that the objects had before this deploy."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a CDN is asked to forget."""

    items: tuple[str, ...]
    """As the CDN writes them: for CloudFront paths (`/fr/blog/`), paths with a `*` at their end, and `#tag`."""
    dollars: float = 0.0
    """What they cost."""
    bystanders: int = 0
    """Objects that are forgotten although they did not change."""
    paths: int = 0
    """How many paths of a monthly allowance they use."""


@dataclass(frozen=True, slots=True)
class Redirects:
    """Addresses that are no longer pages, from the build's `redirects.json`."""

    moved: Mapping[str, str] = field(default_factory=dict)
    """Old address from the root -> the new one, or an absolute URL; answered with 301."""
    gone: frozenset[str] = frozenset()
    """Addresses that are answered with 410."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a CDN is found to be ready for, before anything is written."""

    policy: str = ""
    """The content security policy that it sends; empty where it sends none, or nobody can tell."""
    warnings: tuple[str, ...] = ()
    """What visitors will not get as the release has it, a line each."""


class Cdn(Protocol):
    """A cache before the bucket; every method may be repeated with the same arguments and then changes nothing more.

    What goes wrong on the CDN's side after its own bounded retries is a `CdnError`.
    """

    def plan(self, stale: Stale, used: int) -> Purge:
        """The cheapest items that cover everything stale; asks nobody.

        `used` counts the paths invalidated this month, for CDNs with a free allowance.
        """
        ...

    def check(self, redirects: Redirects) -> Checked:
        """Whether it can be told of a release with these redirects; changes nothing.

        Raises `CdnError` where it cannot: no key, no leave, no room for the redirects.
        """
        ...

    def allow(self, policy: str) -> bool | None:
        """Has the edge's content security policy allow what another one does, beside what it allows already.

        Whether there was anything to do; `None` where the policy is its owner's affair.
        """
        ...

    def invalidate(self, items: Sequence[str], reference: str) -> str:
        """Hands the items in and returns an id; a reference that was handed in before returns the id of then."""
        ...

    def wait(self, invalidation: str, seconds: float) -> bool:
        """Whether the invalidation is everywhere within so many seconds."""
        ...

    def route(self, redirects: Redirects) -> None:
        """Has the edge answer with these redirects and no others."""
        ...


class CdnError(Exception):
    """A CDN that refused or could not be reached: what it said, in one line with what to do."""
