"""`vitrina infra`: the CloudFormation template of a shop, with its functions, its host and its security policy.

`make fix` takes changes of the functions over into `infra/site.yaml`.
"""

import re
import sys
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import click

from storefront.headers import security_headers
from storefront.problems import InputError, report
from storefront.shop import PRODUCT, load_shop

FOLDER = PRODUCT / "infra"
SITE = FOLDER / "site.yaml"


@click.command()
@click.pass_obj
def command(shop: Path) -> None:
    """Prints the CloudFormation template of a shop, for the security policy of its built pages."""
    try:
        address = load_shop(shop).address
    except InputError as error:
        click.echo(report(error.problems), err=True)
        sys.exit(1)
    if not (shop / "output/index.html").is_file():
        click.echo(f"there are no built pages in {shop / 'output'} → `vitrina build` first", err=True)
        sys.exit(1)
    headers = security_headers(shop / "output")
    text = _with_default(template(), "DomainName", urlsplit(address).hostname or "")
    click.echo(_with_policy(text, headers["Content-Security-Policy"]), nl=False)


def template() -> str:
    """`infra/site.yaml` with the functions as they stand beside it."""
    text = SITE.read_text(encoding="utf-8")
    missing = (FOLDER / "missing.js").read_text(encoding="utf-8")
    text = _with_block(text, "FunctionCode", (FOLDER / "request.js").read_text(encoding="utf-8"))
    text = _with_block(text, "ZipFile", missing)
    return re.sub(r"MissingVersion\w+", f"MissingVersion{sha256(missing.encode()).hexdigest()[:8]}", text)


def _with_block(text: str, key: str, code: str) -> str:
    """The template with another text under a key, indented as YAML wants it."""
    found = re.search(rf"(?m)^( *){key}: \|\n((?:\1 +[^\n]*\n|\n)*)", text)
    if found is None:
        raise ValueError(f"infra/site.yaml has no block {key}")
    inside = found[1] + "  "
    lines = (f"{inside}{line}" if line.strip() else line for line in code.splitlines(keepends=True))
    return f"{text[: found.start(2)]}{''.join(lines)}\n{text[found.end(2) :]}"


def _with_default(text: str, parameter: str, value: str) -> str:
    """The template with another default of a parameter."""
    return re.sub(rf"(?m)(^  {parameter}:\n(?:    .*\n)*?    Default: ).*", lambda found: found[1] + value, text)


def _with_policy(text: str, policy: str) -> str:
    """The template with another content security policy."""
    return re.sub(r"(?m)^( *ContentSecurityPolicy: ).+$", lambda found: f'{found[1]}"{policy}"', text)


if __name__ == "__main__":
    SITE.write_text(template(), encoding="utf-8")
