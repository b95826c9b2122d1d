"""The catalog: export files -> `Catalog`, one frame of checked offers and the tree of their categories.

An export's row is an offer; offers with one product key are a product. What cannot be read is a `Problem`; a rejected
row is listed and kept in a rejects file with its reason, and too many of them stop the build.

What needs polars, which takes long to load, is imported where it is needed: `load_catalog` of `load.py` first of all.
"""

from storefront.catalog.columns import COLUMNS, Column
from storefront.catalog.products import Offer, Product, Traits, read_details

__all__ = ["COLUMNS", "Column", "Offer", "Product", "Traits", "read_details"]
