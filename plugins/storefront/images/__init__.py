"""Originals in content/ -> the addresses that pages show, and the files behind them.

`ImageLibrary` plans without encoding anything; `produce` makes the bytes of one planned rendition, in any process.
"""

from storefront.images.facts import Original
from storefront.images.library import ImageLibrary, Use, address_of
from storefront.images.renditions import PROFILES, Profile, Recipe, Rendition, produce

__all__ = ["PROFILES", "ImageLibrary", "Original", "Profile", "Recipe", "Rendition", "Use", "address_of", "produce"]
