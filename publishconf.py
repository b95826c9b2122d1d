"""Pelican's settings for a release: those of pelicanconf.py, and warnings stop the build.

The public address is `address` in shop.toml.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pelicanconf import *  # noqa: F403

STRICT = True
