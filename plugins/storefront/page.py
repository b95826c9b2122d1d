"""One page of the output, planned and not yet rendered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from storefront.urls import PageId
from storefront.views import PageShell


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the output."""

    id: PageId
    number: int
    """Its place in a list that spans several pages, from 1."""
    locale: str
    """Code of its locale."""
    path: str
    """File in the output: `fr/blog/index.html`."""
    url: str
    """Address from the root, empty for pages that stand for others (404)."""
    template: str
    make: Callable[[], tuple[PageShell, Any]]
    """Builds the shell and the view, the latter an instance of `TEMPLATES[template]`."""
    lastmod: date | None = None
    """Day of the last change of its content, where the content says so."""
    indexable: bool = True
