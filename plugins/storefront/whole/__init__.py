"""Templates put together for a locale, as functions: what pages are rendered with."""

from storefront.whole.emit import FAILURES
from storefront.whole.wholes import Whole, Wholes, with_words

__all__ = ["FAILURES", "Whole", "Wholes", "with_words"]
