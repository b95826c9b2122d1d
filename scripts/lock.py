"""`make lock`: pyproject.toml and package.json -> the locks, which name packages and hashes and no index."""

import subprocess
import sys

from scripts.check import LOCKS, inputs_digest
from storefront.shop import PRODUCT


def main() -> None:
    """Writes every lock."""
    for name, arguments in LOCKS.items():
        path = PRODUCT / name
        command = [sys.executable, "-m", "uv", "pip", "compile", "--universal", "--generate-hashes", "--quiet"]
        command += ["--no-emit-index-url", "--no-header", "--python-version", "3.11", *arguments, "-o", str(path)]
        subprocess.run(command, cwd=PRODUCT, check=True)
        path.write_text(f"# {inputs_digest()}: made by `make lock` from pyproject.toml\n" + path.read_text())
    subprocess.run(["npm", "install", "--package-lock-only", "--silent"], cwd=PRODUCT, check=True)


if __name__ == "__main__":
    main()
