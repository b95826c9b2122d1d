"""Where settings stand in a TOML file: what its parser reads, it gives without lines."""

import re
from pathlib import Path

_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_PATH = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_PATH})\s*\]")
_SETTING = re.compile(rf"\s*({_PATH})\s*=")


def setting_line(folder: Path, place: tuple[str, ...]) -> int:
    """The line of a setting in a shop's file, see `line_of`."""
    return line_of((folder / "shop.toml").read_text(encoding="utf-8-sig"), place)


def line_of(text: str, place: tuple[str, ...]) -> int:
    """The line of a setting in the file, else of the table or list that it stands in, else 0."""
    lines = _lines(text)
    return next((lines[place[:end]] for end in range(len(place), 0, -1) if place[:end] in lines), 0)


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """Where each table and setting begins; a table of `[[promises]]` is named `promises`, `0`."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _HEADER.match(line):
            table = _parts(header[2])
            if header[1] == "[[":
                table = next((*table, str(one)) for one in range(number) if (*table, str(one)) not in lines)
            lines.setdefault(table, number)
        elif setting := _SETTING.match(line):
            lines.setdefault((*table, *_parts(setting[1])), number)
    return lines


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, path))
