"""The `.pot` files -> every `.po` file of a shop."""

from collections.abc import Iterator
from pathlib import Path

from babel import Locale

from scripts.translate.messages import Messages, message_of
from scripts.translate.pofiles import merged
from storefront.files import write_if_changed
from storefront.locales.po import PoText, read_po
from storefront.problems import Problem, errors, shown
from storefront.progress import DOMAINS, template_of


def read_template(path: Path) -> Messages:
    """The messages of a `.pot` file."""
    return {key: message_of(one) for key, one in template_of(path).items()}


def updated(folder: Path) -> Iterator[tuple[str, list[Problem]]]:
    """Writes the files, each told with a line; a damaged one stays as it is, and its problems are told instead."""
    for domain in DOMAINS:
        path = folder / "translations" / f"{domain}.pot"
        if path.is_file():
            wanted = read_template(path)
            for file in sorted(path.parent.glob(f"*/LC_MESSAGES/{domain}.po")):
                yield _update(folder, file, domain, wanted)


def _update(folder: Path, path: Path, domain: str, wanted: Messages) -> tuple[str, list[Problem]]:
    name, data = shown(path, folder), path.read_bytes()
    text = read_po(data, name)
    problems = [*text.problems, *_twice(text, name)]
    if errors(problems):
        return "", problems
    new = merged(text, domain, wanted, Locale.parse(path.parts[-3]))
    if b"\r\n" in data:
        new = new.replace(b"\n", b"\r\n")
    changed = write_if_changed(path, new)
    done = {one.key for one in text.entries if not one.obsolete and not one.fuzzy and all(one.texts)}
    missing = sum(key not in done for key in wanted)
    return f"{name}: {missing} missing{', written' if changed else ''}", []


def _twice(text: PoText, name: str) -> Iterator[Problem]:
    """Messages that a file has more than once: taking over one of them would lose the other."""
    lines: dict[tuple[str | None, str], int] = {}
    for entry in text.entries:
        if not entry.obsolete and (first := lines.setdefault(entry.key, entry.line)) != entry.line:
            message = f"“{entry.singular}” is translated in line {first} already"
            yield Problem(name, entry.line, message=message, hint="delete one of the two")
