"""The Markdown bundles: `content/<kind>/<key>/<lang>.md` -> `Bundle`, a text in all its languages, side by side."""

from storefront.content.bundles import load_bundles
from storefront.content.keys import KEYS, Key
from storefront.content.memory import DocumentCache

__all__ = ["KEYS", "DocumentCache", "Key", "load_bundles"]
