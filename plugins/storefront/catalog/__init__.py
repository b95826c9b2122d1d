"""The catalog: export files -> `Catalog`, one frame of checked offers and the tree of their categories.

An export's row is an offer; offers with one product key are a product. What cannot be read is a `Problem`; a rejected
row is listed and kept in a rejects file with its reason, and too many of them stop the build.
"""

from storefront.catalog.columns import COLUMNS, Column
from storefront.catalog.load import load_catalog
from storefront.catalog.market import Offer, Product, Traits, read_details
from storefront.catalog.offers import Catalog

__all__ = ["COLUMNS", "Catalog", "Column", "Offer", "Product", "Traits", "load_catalog", "read_details"]
