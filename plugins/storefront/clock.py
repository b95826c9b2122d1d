"""The day of a build: the one thing that it takes from the clock."""

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day in UTC, that of SOURCE_DATE_EPOCH where the environment sets it (reproducible-builds.org)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)).date()
