"""`vitrina check`: everything about the code base that can be told without changing it."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import click

from storefront.shop import PRODUCT

LOCKS = {
    "requirements.lock": ("pyproject.toml", "--group", "build"),
    "requirements-cluster.lock": ("pyproject.toml", "--group", "build", "--extra", "cluster"),
    "requirements-dev.lock": ("pyproject.toml", "--group", "build", "--group", "dev", "--extra", "cluster"),
}
"""Each lock with what `uv pip compile` makes it from."""
TOOLS = (
    ("lint", (sys.executable, "-m", "ruff", "check", "--quiet")),
    ("format", (sys.executable, "-m", "ruff", "format", "--check", "--quiet")),
    ("types", (sys.executable, "-m", "mypy")),
    ("infrastructure", (str(Path(sys.executable).with_name("cfn-lint")), "infra/site.yaml")),
    ("messages", (sys.executable, "-m", "scripts", "translate", "extract", "--check")),
    ("translations", (sys.executable, "-m", "scripts", "translate", "check")),
)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
CODE = re.compile(r"(?ms)^ *```.*?^ *```$|`[^`\n]+`")
"""Examples: what looks like a link there is none."""
ADDRESS = re.compile(r"(https?://[^\s\"']+)|--(?:index|extra-index)-url")


@click.command()
def command() -> None:
    """Checks the code base, reading only: lint, format, types, infrastructure, words, locks and documents."""
    failed = [name for name, arguments in TOOLS if subprocess.run(arguments, cwd=PRODUCT, check=False).returncode]
    problems = [*lock_problems(), *document_problems()]
    for problem in problems:
        click.echo(problem, err=True)
    if failed or problems:
        click.echo(f"check failed: {', '.join([*failed, *(['locks and documents'] if problems else [])])}", err=True)
        sys.exit(1)
    click.echo("check: lint, format, types, infrastructure, messages, translations, locks and documents are in order")


def inputs_digest() -> str:
    """Hash of what the locks are made from: the tables of dependencies."""
    settings = tomllib.loads((PRODUCT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    tables = [project["dependencies"], project.get("optional-dependencies"), settings["dependency-groups"]]
    return sha256(json.dumps(tables).encode()).hexdigest()[:16]


def lock_problems() -> Iterator[str]:
    """Locks that do not follow from pyproject.toml, lack a hash or name an address."""
    for name in LOCKS:
        text = (PRODUCT / name).read_text(encoding="utf-8")
        if f"# {inputs_digest()}:" not in text.partition("\n")[0]:
            yield f"{name}: made from other dependencies than pyproject.toml has → make lock"
        pinned = re.findall(r"^([a-z0-9._-]+)==[^\n]*((?:\n    --hash=\S+ ?\\?)*)", text, re.MULTILINE)
        yield from (f"{name}: {package} has no hash → make lock" for package, hashes in pinned if not hashes)
        yield from (f"{name}: names an address: {match[0]} → make lock" for match in ADDRESS.finditer(text))
    if '"resolved"' in (PRODUCT / "package-lock.json").read_text(encoding="utf-8"):
        yield "package-lock.json: names addresses → make lock"


def document_problems() -> Iterator[str]:
    """Links of the documents that lead to no file."""
    for path in sorted([*PRODUCT.glob("*.md"), *PRODUCT.glob("docs/*.md")]):
        text = CODE.sub(lambda match: "\n" * match[0].count("\n"), path.read_text(encoding="utf-8"))
        for number, line in enumerate(text.splitlines(), 1):
            for match in LINK.finditer(line):
                if not (path.parent / match[1]).exists():
                    yield f"{path.relative_to(PRODUCT)}:{number}: there is no file {match[1]} → correct the link"
