"""The names of targets -> what a deploy talks to: stores, endpoints, credentials."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from scripts.deploy.folder import FolderStore
from scripts.deploy.guards import StoppedError
from scripts.deploy.places import Places
from scripts.deploy.s3 import S3Store
from scripts.deploy.signing import Keys
from scripts.deploy.store import Store, StoreError
from scripts.deploy.throttle import Throttle
from scripts.deploy.transport import Endpoint, Transport
from scripts.deploy.wire import is_origin, trust

Answered = TypeVar("Answered")
LOCAL = "local"
"""The target that every shop has: a bucket on this machine."""
THREADS = 24
"""Requests under way at once, at most."""


@dataclass(frozen=True, slots=True)
class Target:
    """A place that the shop is brought to."""

    name: str
    url: str
    """`s3://bucket/prefix/` or `file:folder`."""
    endpoint: str
    region: str = ""
    address: str = ""
    """Where visitors see it."""
    cdn: str = ""
    compress: str = "edge"
    grace_days: int = 30
    preview_days: int = 30
    fence: bool = True


def find_target(places: Places, folder: Path, name: str) -> Target:
    """The target of a name of the `shop.toml` in a folder. Raises `StoppedError` where there is none."""
    table = places.targets.get(name)
    if table is None:
        known = ", ".join([*places.targets, LOCAL])
        raise StoppedError(f"there is no target “{name}” → name one of {known}, or add [deploy.{name}] to shop.toml")
    url = table["target"]
    return Target(
        name=name,
        url=f"file:{folder / url.removeprefix('file:')}" if url.startswith("file:") else url,
        endpoint=table["endpoint"].rstrip("/"),
        region=table["region"],
        address=(table["address"] or places.address).rstrip("/"),
        cdn=table["cdn"],
        compress=table["compress"],
        grace_days=table["grace_days"],
        preview_days=table["preview_days"],
        fence=table["fence"],
    )


def open_store(target: Target, below: str = "") -> Store:
    """The store of a target, or of a prefix below it. Asks nobody yet, but for credentials."""
    if target.url.startswith("file:"):
        return FolderStore(Path(target.url.removeprefix("file:")) / below)
    bucket, _, path = target.url.removeprefix("s3://").partition("/")
    prefix = "/".join(part for part in (path.strip("/"), below.strip("/")) if part)
    transport = Transport(_endpoint(target, bucket), credentials(), Throttle(THREADS))
    return S3Store(bucket, f"{prefix}/" if prefix else "", transport, fenced=target.fence)


def _endpoint(target: Target, bucket: str) -> Endpoint:
    """Amazon's endpoint of a region, with the bucket as host; another one with the bucket in its path."""
    region = target.region or os.environ.get("AWS_DEFAULT_REGION") or _configured("region") or "us-east-1"
    given = target.endpoint or _named("AWS_ENDPOINT_URL_S3") or _named("AWS_ENDPOINT_URL")
    if given.startswith("http://"):
        return Endpoint(given, region, f"/{bucket}")
    trusted = _authorities()
    if given:
        return Endpoint(given, region, f"/{bucket}", trusted)
    ending = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    if "." in bucket:  # no certificate is made out to such a host
        return Endpoint(f"https://s3.{region}.{ending}", region, f"/{bucket}", trusted, is_amazons=True)
    return Endpoint(f"https://{bucket}.s3.{region}.{ending}", region, "", trusted, is_amazons=True)


def _authorities() -> str:
    """The file of the authorities to trust, empty where they are the system's."""
    file = os.environ.get("AWS_CA_BUNDLE") or _configured("ca_bundle")
    try:
        trust(file)
    except OSError as error:
        said = f"the authorities to trust cannot be read from {file}: {error.strerror}"
        raise StoreError(f"{said} → correct AWS_CA_BUNDLE, or ca_bundle of the profile") from error
    return file


def _named(variable: str) -> str:
    """The endpoint that a variable of the environment names, empty where it names none."""
    given = os.environ.get(variable, "").rstrip("/")
    if given and not (is_origin(given) and urlsplit(given).path == ""):
        raise StoreError(f"{variable} is “{given}”, which names no server → write it as in https://s3.example:9000")
    return given


def credentials() -> Callable[[], Keys]:
    """Credentials by boto3's chain: environment, profile, role of the machine; renewed as they expire."""
    if kept := given_keys():  # the first link of the chain, and no reason to load the rest
        return lambda: kept
    found = _asked(_session().get_credentials)
    if found is None:
        raise StoreError("there are no credentials → set AWS_PROFILE, or what else docs/deploy.md#credentials lists")

    def keys() -> Keys:
        frozen = _asked(found.get_frozen_credentials)
        return Keys(frozen.access_key, frozen.secret_key, frozen.token or "")

    return keys


def given_keys() -> Keys | None:
    """The credentials of the environment, if it has any; what it was given from a file may end in a line break."""
    names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
    access, secret, token, old = (os.environ.get(name, "").strip() for name in names)
    return Keys(access, secret, token or old) if access and secret else None


def _configured(name: str) -> str:
    """A setting of the profile in use. Without a file of profiles there is none, and nothing has to be loaded."""
    try:
        file = Path(os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config").expanduser()
    except RuntimeError:  # a container whose user has no home
        return ""
    if not file.is_file():
        return ""
    return str(_asked(lambda: _session().get_config_variable(name)) or "")


def _asked(question: Callable[[], Answered]) -> Answered:
    """What botocore answers. Raises `StoreError` with what it finds wrong with profiles, logins and roles."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return question()
    except (BotoCoreError, ClientError, OSError) as error:
        said = " ".join(str(error).split())
        raise StoreError(f"{said} → log in again, or see docs/deploy.md#credentials") from error


@cache
def _session() -> Any:  # noqa: ANN401 - botocore publishes no types
    from botocore.session import Session

    return Session()  # type: ignore[no-untyped-call]
