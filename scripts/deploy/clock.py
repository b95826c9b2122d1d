"""A clock for leases: nobody sets it, and it runs on while the machine sleeps."""

import time


def now() -> float:
    """Seconds since some time in the past."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
