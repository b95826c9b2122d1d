"""Pictures that offers name: what is none, files that are not there, and those too small to be looked at."""

import os
from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from storefront.catalog.checks import NO_PICTURE, Origins, no_pictures
from storefront.catalog.frames import ROW, SOURCE, changed
from storefront.images import ImageLibrary
from storefront.images.facts import Original
from storefront.problems import Problem, Severity
from storefront.shop import Shop

LEAST = 500
"""Pixels that the longer side of a product's picture has at least."""
COLUMNS = ("image", "images")

_ELSEWHERE = r"^https://[^|]*(\|https://[^|]*)*$"
"""Pictures of other hosts alone."""


def existing_pictures(offers: pl.DataFrame, shop: Shop, origins: Origins) -> tuple[pl.DataFrame, list[Problem]]:
    """Empties cells whose file is not there: the offer stays, its product is shown without the picture."""
    problems: list[Problem] = []
    folder = shop.content / "images"
    for name in COLUMNS:
        pictures = _own_pictures(offers, name)
        gone = {cell: missing for cell, parts in pictures.items() if (missing := _missing(parts, folder))}
        if not gone:
            continue
        wrong = offers.filter(pl.col(name).is_in(list(gone)) & pl.col(name).is_first_distinct())
        for source, row, cell in wrong.select(SOURCE, ROW, name).iter_rows():
            message = f"there is no picture “{'”, “'.join(gone[cell])}” in content/images/"
            hint = "put it there, or correct the cell: the product is shown without it"
            problems.append(_notice(source, row, _header(origins, source, name), message, hint))
        kept = ["|".join(one for one in pictures[cell] if one not in missing) for cell, missing in gone.items()]
        offers = offers.with_columns(pl.col(name).replace(list(gone), kept))
    return offers, problems


def without_others(frame: pl.DataFrame, header: str) -> tuple[pl.DataFrame, list[Problem]]:
    """Takes what is no picture out of the cells of `images` that name pictures too, with a notice in the first row.

    A cell without a single picture stays, for the checks to find.
    """
    if "images" not in frame.columns:
        return frame, []
    mixed = frame.filter(no_pictures(pl.col("images")), pl.col("images").str.contains("|", literal=True))
    kept: dict[str, str] = {}
    problems = []
    for source, row, cell in mixed.select(SOURCE, ROW, "images").unique("images", maintain_order=True).iter_rows():
        parts = pl.Series([part.strip() for part in cell.split("|")])
        wrong = pl.select(no_pictures(pl.lit(parts))).to_series()
        if wrong.all():
            continue
        kept[cell] = "|".join(parts.filter(~wrong))
        message = f"“{'”, “'.join(parts.filter(wrong))}” {NO_PICTURE[0]}"
        problems.append(_notice(source, row, header, message, f"{NO_PICTURE[1]}; the product is shown without it"))
    return frame.with_columns(pl.col("images").replace(kept)), problems


def small_pictures(offers: pl.DataFrame, images: ImageLibrary, origins: Origins) -> Iterator[Problem]:
    """A notice for each photograph in the shop's folder that is too small for a product page, in its first row."""
    told: set[str] = set()
    for name in COLUMNS:
        small = {cell: found for cell, parts in _own_pictures(offers, name).items() if (found := _small(parts, images))}
        rows = offers.filter(pl.col(name).is_in(list(small))).sort(SOURCE, ROW) if small else offers.clear()
        for source, row, cell in rows.select(SOURCE, ROW, name).iter_rows():
            for picture, (width, height) in small[cell].items():
                if picture not in told:
                    told.add(picture)
                    message = f"“{picture}” has {width} × {height} pixels, fewer than {LEAST} on its longer side"
                    hint = "replace it with a larger one: product pages show it blurred"
                    yield _notice(source, row, _header(origins, source, name), message, hint)


def _own_pictures(offers: pl.DataFrame, name: str) -> dict[str, list[str]]:
    """The different cells of a column that name files of the shop, each with its parts."""
    if name not in offers.columns:
        return {}
    column = pl.col(name)
    cells = offers.select(column.filter(changed(column)).drop_nulls().unique(maintain_order=True)).to_series()
    return {cell: [part.strip() for part in cell.split("|")] for cell in cells.filter(~cells.str.contains(_ELSEWHERE))}


def _missing(pictures: Iterable[str], folder: os.PathLike[str]) -> list[str]:
    """Those that are neither there nor with another host."""
    own = (one for one in pictures if _is_own(one))
    return [one for one in own if not os.path.isfile(os.path.join(folder, one))]  # noqa: PTH113, PTH118 - any length


def _small(pictures: Iterable[str], images: ImageLibrary) -> Mapping[str, tuple[int, int]]:
    """The photographs that are too small, with their sizes; what is no picture, whoever shows it tells."""
    own = {one: images.original(f"images/{one}") for one in pictures if _is_own(one)}
    return {
        picture: (found.width, found.height)
        for picture, found in own.items()
        if isinstance(found, Original) and not found.vector and max(found.width, found.height) < LEAST
    }


def _is_own(picture: str) -> bool:
    return bool(picture) and "://" not in picture


def _header(origins: Origins, source: str, name: str) -> str:
    return origins.get(source, {}).get(name, name)


def _notice(source: str, row: int, header: str, message: str, hint: str) -> Problem:
    return Problem(source, row, header, message, hint, Severity.NOTICE)
