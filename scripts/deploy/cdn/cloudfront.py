"""Amazon CloudFront: invalidation by cache tag or by address, and redirects in the key-value store of the edge.

`infra/site.yaml` makes the distribution that this expects. Limits and prices are those of the Developer Guide, November
2026; credentials are boto3's affair.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import quote

import orjson
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scripts.deploy.cdn import CdnError, Checked, Purge, Redirects, Stale
from scripts.deploy.cdn.cover import Terms, addresses, cover
from scripts.deploy.cdn.policy import widened
from scripts.deploy.edge import MARK, STORE_BYTES, entries, left_out, size_of

REGION = "us-east-1"
"""Where CloudFront's API is."""
RETRIES = {"mode": "standard", "total_max_attempts": 6}
CONFIG = Config(retries=RETRIES, connect_timeout=10, read_timeout=60)  # type: ignore[no-untyped-call]  # no types
"""Throttling, errors of the server and lost answers are tried again: no method here does harm when it is done twice."""
PATHS, WILDCARDS = 3_000, 15
"""What may be in flight at once: addresses and tags, and among them those that end in `*`."""
FREE, DOLLARS = 1_000, 0.005
"""Paths a month that cost nothing, for the whole account; the price of each further one."""
SHARE = 30
"""Deploys a month that share what is left of the free paths; and paths that each may use in any case."""
CAP = 0.5
"""Dollars that one invalidation may cost before it takes in more than is stale."""
KEYS = 50
"""Keys that the store lists, and takes, in one request."""
ATTEMPTS = 5
"""How often the redirects are written anew when somebody else writes them meanwhile."""
HINTS: Mapping[str, str] = {
    "AccessDenied": "let the role do what DeployRole in infra/site.yaml may do",
    "AccessDeniedException": "let the role do what DeployRole in infra/site.yaml may do",
    "NoSuchDistribution": "write the stack's output DistributionId into shop.toml: cdn = “cloudfront:…”",
    "InvalidArgument": "where the distribution has no CacheTagConfig, add /paths to cdn in shop.toml",
    "TooManyInvalidationsInProgress": "deploy again once the other invalidations are done",
}
"""What to do about an error of the API."""


@dataclass(frozen=True, slots=True)
class CloudFront:
    """A distribution; see `Cdn` for what its methods do."""

    distribution: str
    control: Any
    """boto3's client `cloudfront`."""
    store: Any
    """boto3's client `cloudfront-keyvaluestore`."""
    prefixes: Sequence[str]
    """First parts of the locales' addresses."""
    by_tag: bool = True
    """Whether the distribution reads cache tags (`CacheTagConfig`)."""
    interval: float = 2.0
    """Seconds between questions."""
    patience: float = 300.0
    """Seconds to wait for room among the invalidations in flight."""
    known: dict[str, Any] = field(default_factory=dict)
    """What the API has said of the distribution, which is asked once."""

    def plan(self, stale: Stale, used: int) -> Purge:
        """The cheapest items: addresses, `/folder/*` and `#tag`."""
        terms = Terms(
            addresses=_items,
            wildcard=lambda folder: f"/{_quoted(folder)}*",
            tag=(lambda tag: f"#{tag}") if self.by_tag else None,
            share=max(SHARE, (FREE - used) // SHARE),
            wildcards=WILDCARDS,
            dollars=DOLLARS,
            free=FREE,
            cap=CAP,
        )
        return cover(stale, terms, used)

    def invalidate(self, items: Sequence[str], reference: str) -> str:
        """Hands the items in, in as many requests as their limits ask for; the id names them all."""
        batches = enumerate(_batches(items))
        return ",".join(self._create(batch, f"{reference}-{number}") for number, batch in batches)

    def _create(self, batch: Sequence[str], reference: str) -> str:
        asked = {"Paths": {"Quantity": len(batch), "Items": list(batch)}, "CallerReference": reference}
        end = time.monotonic() + self.patience
        while True:
            try:
                with _explained(self.distribution):
                    found = self.control.create_invalidation(DistributionId=self.distribution, InvalidationBatch=asked)
            except TooManyError:
                if time.monotonic() > end:
                    raise
                time.sleep(self.interval)
            else:
                return str(found["Invalidation"]["Id"])

    def wait(self, invalidation: str, seconds: float) -> bool:
        """Asks until all requests of an id are completed."""
        end = time.monotonic() + seconds
        waiting = [one for one in invalidation.split(",") if one]
        while waiting := [one for one in waiting if not self._is_completed(one)]:
            if time.monotonic() > end:
                return False
            time.sleep(self.interval)
        return True

    def _is_completed(self, invalidation: str) -> bool:
        with _explained(self.distribution):
            found = self.control.get_invalidation(DistributionId=self.distribution, Id=invalidation)
        return bool(found["Invalidation"]["Status"] == "Completed")

    def check(self, redirects: Redirects) -> Checked:
        """Whether the key-value store takes the redirects, and which policy the distribution sends."""
        rows = self._entries(redirects)
        with _explained(self.distribution):
            self._find_store(redirects)
            policy = self._policy()
        lost = left_out(redirects, rows)
        full = f"the edge has no room for {lost:,} addresses that were given up: they answer 404, not 410"
        return Checked(policy, (full,) if lost else ())

    def route(self, redirects: Redirects) -> None:
        """Makes the key-value store of the distribution's function hold these redirects and no others."""
        wanted = _marked(self._entries(redirects))
        with _explained(self.distribution):
            if arn := self._find_store(redirects):
                _retried(lambda: self._synchronize(arn, wanted))

    def _entries(self, redirects: Redirects) -> dict[str, str]:
        try:
            return entries(redirects, self.prefixes)
        except ValueError as error:
            raise CdnError(str(error)) from error

    def _find_store(self, redirects: Redirects) -> str:
        """The store of the function that looks at requests first, empty where there is none and none is needed."""
        if "store" not in self.known:
            self.known["store"] = self._ask_for_store()
        if not self.known["store"] and (redirects.moved or redirects.gone):
            raise CdnError(
                f"CloudFront {self.distribution} has no function with a key-value store for the redirects"
                " → set it up from infra/site.yaml"
            )
        return str(self.known["store"])

    def _behaviour(self) -> Mapping[str, Any]:
        """What the distribution does with requests for pages."""
        if "behaviour" not in self.known:
            config = self.control.get_distribution_config(Id=self.distribution)["DistributionConfig"]
            self.known["behaviour"] = config["DefaultCacheBehavior"]
        behaviour: Mapping[str, Any] = self.known["behaviour"]
        return behaviour

    def _policy(self) -> str:
        """The content security policy that pages are sent with, empty where they are sent without."""
        name = self._behaviour().get("ResponseHeadersPolicyId")
        return _policy_in(self.control.get_response_headers_policy(Id=name)) if name else ""

    def allow(self, policy: str) -> bool:
        """Widens the distribution's response headers policy, and waits until that is everywhere."""
        with _explained(self.distribution):
            name = self._behaviour().get("ResponseHeadersPolicyId")
            found = self.control.get_response_headers_policy(Id=name) if name else {}
            sent = _policy_in(found) if found else ""
            wide = widened(sent, policy)
            if wide == sent:
                return False
            config = found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]
            config["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"] = wide
            self.control.update_response_headers_policy(
                Id=name, IfMatch=found["ETag"], ResponseHeadersPolicyConfig=config
            )
            self._wait_until_deployed()
        return True

    def _wait_until_deployed(self) -> None:
        end = time.monotonic() + self.patience
        while self.control.get_distribution(Id=self.distribution)["Distribution"]["Status"] != "Deployed":
            if time.monotonic() > end:
                raise CdnError(f"CloudFront {self.distribution} still brings its new policy out → wait, then deploy")
            time.sleep(self.interval)

    def _ask_for_store(self) -> str:
        functions = self._behaviour().get("FunctionAssociations", {}).get("Items", [])
        arns = [one["FunctionARN"] for one in functions if one["EventType"] == "viewer-request"]
        for arn in arns:
            found = self.control.describe_function(Name=arn.rpartition("/")[2], Stage="LIVE")["FunctionSummary"]
            stores = found["FunctionConfig"].get("KeyValueStoreAssociations", {}).get("Items", [])
            if stores:
                return str(stores[0]["KeyValueStoreARN"])
        return ""

    def _synchronize(self, arn: str, wanted: Mapping[str, str]) -> None:
        if self._mark(arn) == (wanted[MARK], len(wanted)):
            return
        tag = self.store.describe_key_value_store(KvsARN=arn)["ETag"]
        known = dict(self._known(arn))
        changed = [key for key, value in wanted.items() if known.get(key) != value and key != MARK]
        changed.sort(key=lambda key: (len(wanted[key]) - len(known.get(key, "")), key))  # what makes room goes first
        puts = [{"Key": key, "Value": wanted[key]} for key in changed]
        deletes = [{"Key": key} for key in sorted(known.keys() - wanted.keys())]
        both = [("Puts", puts), ("Deletes", deletes)]
        if size_of({**known, **wanted}) > STORE_BYTES:  # no room for old and new at once
            both.reverse()
        for name, rows in (*both, ("Puts", [{"Key": MARK, "Value": wanted[MARK]}])):
            for start in range(0, len(rows), KEYS):
                tag = self.store.update_keys(KvsARN=arn, IfMatch=tag, **{name: rows[start : start + KEYS]})["ETag"]

    def _mark(self, arn: str) -> tuple[str, int]:
        """The hash that was written last, and how many entries there are."""
        try:
            found = self.store.get_key(KvsARN=arn, Key=MARK)
        except ClientError as error:
            if error.response["Error"].get("Code") == "ResourceNotFoundException":
                return "", 0
            raise
        return str(found["Value"]), int(found["ItemCount"])

    def _known(self, arn: str) -> Iterator[tuple[str, str]]:
        more: dict[str, str] = {}
        while True:
            page = self.store.list_keys(KvsARN=arn, MaxResults=KEYS, **more)
            yield from ((one["Key"], one["Value"]) for one in page["Items"])
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}


class TooManyError(CdnError):
    """As many invalidations are in flight as CloudFront takes."""


@contextmanager
def _explained(distribution: str) -> Iterator[None]:
    """Errors of boto3 as ours, in one line with what to do."""
    try:
        yield
    except ClientError as error:
        code, said = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
        kind = TooManyError if code == "TooManyInvalidationsInProgress" else CdnError
        hint = HINTS.get(code, "deploy again; what was begun is finished then")
        raise kind(f"CloudFront {distribution}: {code} {said} → {hint}") from error
    except BotoCoreError as error:
        raise CdnError(f"CloudFront {distribution}: {error} → deploy again once it can be reached") from error


def _policy_in(found: Mapping[str, Any]) -> str:
    security = found["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"].get("SecurityHeadersConfig", {})
    return str(security.get("ContentSecurityPolicy", {}).get("ContentSecurityPolicy", ""))


def _retried(write: Callable[[], None]) -> None:
    """Writes again when the store has changed between reading and writing."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            write()
        except ClientError as error:
            if attempt == ATTEMPTS or error.response["Error"].get("Code") != "ConflictException":
                raise
        else:
            return


def _marked(rows: Mapping[str, str]) -> dict[str, str]:
    """The entries of the store with the hash of them all, which is written last."""
    return {**rows, MARK: sha256(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)).hexdigest()}


def _items(path: str) -> tuple[str, ...]:
    """Both addresses of a page: CloudFront's caches know it by the one that its function made of the visitor's."""
    return tuple(f"/{_quoted(one)}" for one in addresses(path))


def _quoted(path: str) -> str:
    return quote(path, safe="/~!'()")


def _batches(items: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    wildcards = 0
    for item in items:
        is_wildcard = item.startswith("/") and item.endswith("*")
        if len(batch) == PATHS or (is_wildcard and wildcards == WILDCARDS):
            yield batch
            batch, wildcards = [], 0
        batch.append(item)
        wildcards += is_wildcard
    if batch:
        yield batch
