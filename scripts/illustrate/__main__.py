"""python -m scripts.illustrate OUT: draw everything below the content folder OUT (see the package's docstring)."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from .pictures import pictures
from .products import product_drawings


def _files(only: str, *, with_svg: bool) -> Iterator[tuple[str, bytes]]:
    """Path below OUT and bytes of each file asked for."""
    for name, text in product_drawings():
        path = f"images/products/{name}"
        if only in path:
            yield path, text.encode()
    for picture in pictures():
        if only in picture.path:
            yield picture.path, picture.encoded()
            if with_svg:
                yield str(Path(picture.path).with_suffix(".svg")), picture.svg().encode()


def main() -> None:
    """Write the files and say how many there are."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.illustrate", description="Draw the sample shop's pictures."
    )
    parser.add_argument("out", type=Path, help="the content folder")
    parser.add_argument("--only", default="", metavar="TEXT", help="only files whose path holds TEXT")
    parser.add_argument("--svg", action="store_true", help="also write the vector source of each picture")
    options = parser.parse_args()
    count = size = 0
    for path, data in _files(options.only, with_svg=options.svg):
        target: Path = options.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        count, size = count + 1, size + len(data)
    print(f"{count} files, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
