"""`.po` files of a shop that nothing reads: in a wrong folder, of no locale, of no domain."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from storefront.model import Locale
from storefront.problems import Problem, Severity, shown

DOMAINS = ("storefront", "catalog", "urls")


def stray_problems(folder: Path, locales: Iterable[Locale]) -> Iterator[Problem]:
    """A warning for each file below a shop's folder of translations that no locale reads, with where it belongs."""
    codes = dict.fromkeys(code for one in locales if not one.is_pseudo for code in one.fallbacks)
    read = {folder / _place(code, domain) for code in codes for domain in DOMAINS}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if path.suffix.lower() == ".po" and path not in read and not hidden and path.is_file():
            message, hint = f"no locale of the shop reads “{name.as_posix()}”", _home(name, list(codes))
            yield Problem(shown(path, folder.parent), message=message, hint=hint, severity=Severity.WARNING)


def _place(code: str, domain: str) -> str:
    return f"{code.replace('-', '_')}/LC_MESSAGES/{domain}.po"


def _home(name: Path, codes: list[str]) -> str:
    """Where a file belongs: what its folders say of its locale, what its name says of its domain."""
    words = [part.lower().replace("_", "-") for part in (*name.parts[:-1], name.stem)]
    code = next((one for word in words for one in codes if one.lower() == word), None)
    domain = next((one for one in DOMAINS if one == name.stem.lower()), None)
    if code and domain:
        return f"move it to translations/{_place(code, domain)}"
    if code:
        homes = [f"translations/{_place(code, one)}" for one in DOMAINS]
        return f"what it says belongs in {', '.join(homes[:-1])} or {homes[-1]}"
    folders = ", ".join(f"{one.replace('-', '_')}/LC_MESSAGES/" for one in codes)
    return f"move it to a folder of a locale, {folders}, or add its locale with `vitrina locale add`"
