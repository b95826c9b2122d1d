"""One page of the output, planned and not yet rendered."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from storefront.urls import PageId
from storefront.values import value
from storefront.views import PageShell


class Inputs(NamedTuple):
    """What a page is made from, hashed, beyond what has a hand in all pages of its locale (`inputs.py`)."""

    own: bytes
    """What is said of the page itself: its texts, its list, its place."""
    products: bytes
    """The products that it shows."""


@value
class Series:
    """The pages of one list: where that is as it was, none of them has changed."""

    name: str
    """Address of the first page."""
    inputs: Callable[[], Inputs]
    """Tells what all of them are made from, and how the list is cut."""


@value
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
    inputs: Callable[[], Inputs] | None = None
    """Tells what the page is made from sooner than its view would; None: the view is built and asked."""
    lastmod: date | None = None
    """Day of the last change of its content, where the content says so."""
    indexable: bool = True
    series: Series | None = None
    """The list that it is a page of, where that can be asked as a whole."""
