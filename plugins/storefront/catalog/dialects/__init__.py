"""Dialects: what other systems export -> our columns, row by row.

A dialect renames, joins what stands in several rows and drops what is no offer; it never judges a cell, which the
checks do for all dialects alike.
"""

from storefront.catalog.dialects.detect import DIALECTS, dialect_of
from storefront.catalog.dialects.form import Reading, Terms, terms_of

__all__ = ["DIALECTS", "Reading", "Terms", "dialect_of", "terms_of"]
