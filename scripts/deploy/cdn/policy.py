"""Content security policies put together: what either allows, the result does (CSP level 3, 6.7)."""

OTHERS = {"base-uri", "form-action", "frame-ancestors"}
"""Directives of our policies that `default-src` does not stand in for: without them all is allowed."""
INLINE, HASH = "'unsafe-inline'", "'sha256-"


def widened(sent: str, needed: str) -> str:
    """The policy that is sent, with what another one allows beside it; the same text where that is nothing more."""
    found = _parsed(sent)
    for name, sources in _parsed(needed).items():
        before = _that_holds(found, name)
        if before is not None:
            both = _without_needless([*before, *(one for one in sources if one not in before)])
            if set(both) != set(before):
                found[name] = both
    result = "; ".join(" ".join([name, *sources]) for name, sources in found.items())
    return sent if found == _parsed(sent) else result


def _parsed(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in policy.split(";") if part.strip())}


def _that_holds(policy: dict[str, list[str]], name: str) -> list[str] | None:
    """The sources that a policy has for a directive; `None` where it allows all."""
    names = (name, name.removesuffix("-attr"), *(() if name in OTHERS else ("default-src",)))
    return next((policy[one] for one in names if one in policy), None)


def _without_needless(sources: list[str]) -> list[str]:
    """The sources without `'none'`, which stands alone, and without hashes beside what they would make void."""
    if INLINE in sources:
        sources = [one for one in sources if not one.startswith(HASH) and one != "'unsafe-hashes'"]
    return [one for one in sources if one != "'none'"] or ["'none'"]
