"""`vitrina translate done`: a translation is up to date with its source, and says so in its header."""

import re
from collections.abc import Iterator
from pathlib import Path

from storefront.content.bundles import KINDS
from storefront.content.header import FENCE, lines_of, read_header
from storefront.content.versions import KEY, Text, TextBundle, bundle_of, kept_path, read_text, snapshot_path
from storefront.files import write_if_changed
from storefront.problems import Problem, shown
from storefront.progress import preferred_sources
from storefront.shop import Shop

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
"""A line with its end; `str.splitlines` would also break lines at characters that are none."""


def mark_done(shop: Shop, path: Path, source: str = "") -> Problem | str:
    """Marks one file as the translation of what its source says now; `source` is the language, where it is not known.

    Gives the line that says what was done, or what is wrong. Also keeps what the source says, for later.
    """
    bundle = _bundle(shop, path)
    if isinstance(bundle, Problem):
        return bundle
    name, text = shown(path, shop.folder), bundle.texts[path.stem]
    wanted = source or text.source or bundle.source
    if wanted == text.lang:
        hint = "name a translation of it, or with --source the language that it was translated from"
        return Problem(name, message="is the source text of its bundle", hint=hint)
    if wanted not in bundle.texts:
        others = ", ".join(one for one in bundle.texts if one != text.lang)
        hint = f"name another language with --source: {others}" if others else "write its source first"
        return Problem(name, message=f"there is no {wanted}.md beside it", hint=hint)
    origin = bundle.texts[wanted]
    if not _write_mark(path, f"{wanted} {origin.version}"):
        return Problem(name, 1, "title", "the file has no header", "start it with a line “Title: …”")
    translations = shop.folder / "translations"
    write_if_changed(snapshot_path(translations, origin), origin.words.encode())
    _forget_others(translations, bundle, text, origin)
    return f"{name}: up to date with {wanted}.md"


def _bundle(shop: Shop, path: Path) -> TextBundle | Problem:
    """The bundle that a file belongs to."""
    name, content = shown(path, shop.folder), shop.content.resolve()
    parts = path.relative_to(content).parts if path.is_relative_to(content) else ()
    kind = next((kind for kind in KINDS if parts and parts[0] == kind), None)
    if kind is None or len(parts) < 3 or path.suffix != ".md":  # noqa: PLR2004 - kind, key, file
        return Problem(name, message="is no text of the shop", hint="name a file such as content/blog/open-day/fr.md")
    key, texts = "/".join(parts[1:-1]), {}
    try:
        for one in {path, *path.parent.glob("*.md")}:
            texts[one.stem] = read_text(one, kind, key)
    except OSError as error:
        return Problem(shown(Path(error.filename), shop.folder), message=f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        return Problem(name, message="it or a text beside it is not UTF-8", hint="save the file as UTF-8")
    return bundle_of(kind, key, texts, preferred_sources(shop))


def _write_mark(path: Path, mark: str) -> bool:
    """Puts the mark into a file's header, and nothing else of the file changes; False where there is no header."""
    data = path.read_bytes().decode("utf-8")
    values, _, end = read_header(lines_of(data.removeprefix("\ufeff")))
    if not values:
        return False
    lines = _LINE.findall(data)
    close = "\r\n" if lines[0].endswith("\r\n") else "\n"
    line = f"{KEY.capitalize()}: {mark}{close}"
    if KEY in values:
        lines[values[KEY][0] - 1] = line
    else:
        bare = lines[end - 1].strip() if end <= len(lines) else ""
        place = end - 1 if not bare or FENCE.match(bare) else end
        if place and not lines[place - 1].endswith(("\n", "\r")):
            lines[place - 1] += close
        lines.insert(place, line)
    write_if_changed(path, "".join(lines).encode())
    return True


def _forget_others(translations: Path, bundle: TextBundle, done: Text, origin: Text) -> None:
    """Removes the versions that no translation of the bundle stands at any more."""
    others = (text for text in bundle.texts.values() if text.source and text.lang != done.lang)
    kept = {kept_path(translations, text, text.source, text.translated) for text in others}
    kept.add(snapshot_path(translations, origin))
    for path in _snapshots(snapshot_path(translations, origin).parent):
        if path not in kept:
            path.unlink()


def _snapshots(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*-*.md"))
