"""What the frames of an export carry besides its cells.

Headers are stripped: a name that starts with a space is ours alone.
"""

import polars as pl

ROW = " row"
"""Column of the row numbers: 1 is the header; in JSON lines and XML the line."""

SOURCE = " source"
"""Column of the export that a row came from, as reports print it."""

REASON = " reason"
"""Column of why a row is rejected, null in the others."""

OWN = {SOURCE: pl.String, ROW: pl.UInt32, REASON: pl.String}
"""The types of these columns."""

MAPPED = " mapped "
"""What the columns begin with that `[catalog.columns]` makes, before a dialect hands them on."""
