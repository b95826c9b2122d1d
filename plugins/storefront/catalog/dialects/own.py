"""Our own columns, and any other export through `[catalog.columns]`."""

from collections.abc import Sequence

from storefront.catalog.dialects.form import Reading, Terms, fit
from storefront.catalog.frames import REASON
from storefront.catalog.read import Table


def fits(headers: Sequence[str]) -> bool:  # noqa: ARG001 - whatever no other dialect claims
    """Every export."""
    return True


def read(table: Table, terms: Terms) -> Reading:  # noqa: ARG001 - the shop changes nothing
    """The rows as they are."""
    return Reading(fit(table).drop(REASON))
