"""A bucket of any server that speaks S3, as a store."""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from hashlib import md5
from html import escape as xml
from http import HTTPStatus
from time import time
from typing import Any
from urllib.parse import unquote_plus
from xml.etree import ElementTree as ET

from scripts.deploy.signing import escape
from scripts.deploy.store import ABSENT, ConflictError, Copy, Listed, Mark, Put, Stat, StoreError
from scripts.deploy.transport import HINTS, NOT_FOUND, STUMBLED, RefusedError, Transport, document, error_of, time_of
from scripts.deploy.wire import Answer

BATCH = 1000
"""Keys of one request to delete, and of one page of a listing."""
AGAIN = 4
"""How often a key is deleted again that the server stumbled over."""
LARGEST = 5 * 1024**3
"""Bytes that one request may carry: 5 GiB."""
NO_VERSION = {400, 404, 405}
"""What servers answer who are asked for a version that is not there."""
EVERYBODY = ("/AllUsers", "/AuthenticatedUsers")
"""Groups of access control lists that anybody belongs to."""
CLOSED = ("IgnorePublicAcls", "RestrictPublicBuckets")
"""Settings of Amazon's public access block with which no grant and no policy lets anybody write."""
WRITING = ("s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy", "s3:PutObjectAcl")
"""Actions that nobody but the shop may be allowed."""


class S3Store:
    """The keys of a bucket below a prefix, which is empty or ends with `/`."""

    keeps_headers = True
    largest = LARGEST

    def __init__(self, bucket: str, prefix: str, transport: Transport, *, fenced: bool = True) -> None:
        self.name = f"s3://{bucket}/{prefix}".rstrip("/")
        self._bucket = bucket
        self.prefix = prefix
        self._transport = transport
        self.fenced = fenced

    @property
    def now(self) -> float:
        """Unix time by the server's clock."""
        return time() + self._transport.ahead

    def get(self, key: str, version: str = "") -> tuple[bytes, Stat] | None:
        """An object, or a version of one, with its bytes."""
        answer = self._transport.request("GET", self._path(key), {"versionId": version} if version else {})
        if answer.status in (NO_VERSION if version else {HTTPStatus.NOT_FOUND}):
            self._must_be_there(answer)
            return None
        if key.endswith(".json") and answer.body.lstrip().startswith(b"<"):
            raise StoreError(f"{self.name}: the bucket is not there: a web page answers → {HINTS[NOT_FOUND]}")
        return answer.body, _stat(self._granted(answer, "read", key), key, len(answer.body))

    def head(self, key: str, version: str = "") -> Stat | None:
        """An object without its bytes."""
        answer = self._transport.request("HEAD", self._path(key), {"versionId": version} if version else {})
        if answer.status in (NO_VERSION if version else {HTTPStatus.NOT_FOUND}):
            return None
        return _stat(self._granted(answer, "look at", key), key, int(answer.headers.get("content-length", 0)))

    def put(self, put: Put) -> Mark:
        """Writes an object in one request; its bytes are hashed by the server too."""
        headers = _condition(put.only_if) if self.fenced else {}
        if isinstance(put.body, Copy):
            source = f"/{self._bucket}{escape(f'/{self.prefix}{put.key}')}?versionId={put.body.version}"
            headers |= {"x-amz-copy-source": source, "x-amz-metadata-directive": "COPY"}
            answer = self._transport.request("PUT", self._path(put.key), headers=headers)
            return self._copied(self._granted(answer, "write", put.key), put.key)
        headers |= put.headers
        headers["x-amz-meta-sha256"] = put.sha256
        headers["x-amz-checksum-sha256"] = b64encode(bytes.fromhex(put.sha256)).decode()
        answer = self._transport.request("PUT", self._path(put.key), headers=headers, body=put.body, digest=put.sha256)
        if self._granted(answer, "write", put.key).body:
            raise StoreError(
                f"the server's answer to writing {put.key} is none of S3's → is there something before it?"
            )
        return _mark(answer, put.key)

    def delete(self, etags: Mapping[str, str]) -> dict[str, str]:
        """Deletes objects, a thousand a request, each only while it has its ETag."""
        left: dict[str, str] = {}
        keys = list(etags)
        for start in range(0, len(keys), BATCH):
            left |= self._delete_batch({key: etags[key] for key in keys[start : start + BATCH]})
        return left

    def _delete_batch(self, etags: Mapping[str, str]) -> dict[str, str]:
        """Asks again for those that the server stumbled over, which it tells one by one in an answer that is well."""
        left = self._delete(etags)
        for _ in range(AGAIN):
            stumbled = {key for key, code in left.items() if code in STUMBLED and key in etags}
            if not stumbled:
                break
            self._transport.pause()
            rest = {key: code for key, code in left.items() if key not in stumbled}
            left = {**rest, **self._delete({key: etags[key] for key in stumbled})}
        return left

    def list(self, after: str = "", until: str = "") -> Iterator[Listed]:
        """The objects of the bucket below the prefix, a thousand a request."""
        query = {"list-type": "2", "prefix": self.prefix, "encoding-type": "url", "max-keys": str(BATCH)}
        if after:
            query["start-after"] = f"{self.prefix}{after}"
        while True:
            answer = self._transport.request("GET", query=query)
            page = document(self._granted(answer, "list", ""))
            spelled = unquote_plus if page.findtext("EncodingType") == "url" else str  # not every server knows how
            for one in page.iter("Contents"):
                key = spelled(one.findtext("Key") or "").removeprefix(self.prefix)
                if until and key > until:
                    return
                yield Listed(key, _etag(one.findtext("ETag"), key))
                if key == until:
                    return
            if page.findtext("IsTruncated") != "true":
                return
            token = page.findtext("NextContinuationToken")
            if not token:
                raise StoreError(f"{self.name}: the server lists only a part and not how to go on → see docs/deploy.md")
            query = {name: value for name, value in query.items() if name != "start-after"}
            query["continuation-token"] = token

    def exposed(self) -> Sequence[str]:
        """Grants of the bucket's access control list and statements of its policy that let anybody write.

        Amazon's buckets are asked first whether they heed such ones at all: few do.
        """
        if self._transport.endpoint.is_amazons and self._is_closed():
            return []
        found = []
        acl = self._transport.request("GET", query={"acl": ""})
        if acl.status == HTTPStatus.OK:
            found += [f"its access control list grants {one} to anybody" for one in _open_grants(document(acl))]
        policy = self._transport.request("GET", query={"policy": ""})
        if policy.status == HTTPStatus.OK:
            found += [f"its policy allows {one} to anybody" for one in _open_statements(_json(policy))]
        return found

    def _is_closed(self) -> bool:
        block = self._transport.request("GET", query={"publicAccessBlock": ""})
        if block.status != HTTPStatus.OK:  # there is none, or we may not know
            return False
        settings = document(block)
        return all(settings.findtext(name) == "true" for name in CLOSED)

    def _path(self, key: str) -> str:
        return escape(f"/{self.prefix}{key}")

    def _granted(self, answer: Answer, what: str, key: str) -> Answer:
        """The answer, where it says yes. Amazon's words for an `If-Match` where nothing is are: no such key."""
        nothing = answer.status == HTTPStatus.NOT_FOUND and what == "write" and b"NoSuchKey" in answer.body
        if nothing or answer.status == HTTPStatus.PRECONDITION_FAILED:
            raise ConflictError(f"{self.name}: {key} is not as it was")
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise RefusedError(f"{self.name}: cannot {what} {key or 'the bucket'}", answer)
        return answer

    def _must_be_there(self, answer: Answer) -> None:
        if error_of(answer)[0] in {"NoSuchBucket", NOT_FOUND}:
            raise RefusedError(f"{self.name}: the bucket is not there", answer)

    def _copied(self, answer: Answer, key: str) -> Mark:
        """S3 may answer 200 to a copy before it has succeeded, and say in the body that it has not."""
        root = document(answer)
        if root.tag == "Error":
            raise RefusedError(f"{self.name}: cannot copy {key}", answer)
        return Mark(_etag(root.findtext("ETag"), key), answer.headers.get("x-amz-version-id", ""))

    def _row(self, key: str, etag: str) -> str:
        condition = f"<ETag>{xml(etag)}</ETag>" if etag and self.fenced else ""
        return f"<Key>{xml(self.prefix + key)}</Key>{condition}"

    def _delete(self, etags: Mapping[str, str]) -> dict[str, str]:
        rows = "".join(f"<Object>{self._row(key, etag)}</Object>" for key, etag in etags.items())
        body = f'<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>{rows}</Delete>'.encode()
        digest = b64encode(md5(body, usedforsecurity=False).digest()).decode()  # the one checksum that all servers take
        answer = self._transport.request("POST", "/", {"delete": ""}, {"content-md5": digest}, body)
        result = document(self._granted(answer, "delete from", ""))
        if result.tag == "Error":
            raise RefusedError(f"{self.name}: nothing was deleted", answer)
        said = {(one.findtext("Key") or ""): one.findtext("Code") or "error" for one in result.iter("Error")}
        return {key.removeprefix(self.prefix): code for key, code in said.items() if code != "NoSuchKey"}


def _condition(only_if: str) -> dict[str, str]:
    # without quotes: all servers take that, and old Ceph nothing else
    if only_if == ABSENT:
        return {"if-none-match": "*"}
    return {"if-match": only_if} if only_if else {}


def _mark(answer: Answer, key: str) -> Mark:
    version = answer.headers.get("x-amz-version-id", "")
    return Mark(_etag(answer.headers.get("etag"), key), "" if version == "null" else version)


def _etag(said: str | None, key: str) -> str:
    """An ETag without quotes: without any, no write could be made to depend on it.

    A proxy that may compress answers calls them weak; what the server knows stands in them all the same.
    """
    etag = (said or "").removeprefix("W/").strip('"')
    if not etag:
        raise StoreError(f"the server gives {key} no ETag → is there a proxy before it that takes that away?")
    return etag


def _stat(answer: Answer, key: str, size: int) -> Stat:
    now, then = (time_of(answer.headers.get(name, "")) for name in ("date", "last-modified"))
    return Stat(_mark(answer, key), size, now - then, answer.headers, answer.headers.get("x-amz-meta-sha256", ""))


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise StoreError("the server's answer about the bucket's policy is no policy → is this an S3 server?")
    return found


def _open_grants(acl: ET.Element) -> Iterator[str]:
    for grant in acl.iter("Grant"):
        permission = grant.findtext("Permission") or ""
        if (grant.findtext("Grantee/URI") or "").endswith(EVERYBODY) and permission not in {"READ", "READ_ACP"}:
            yield permission


def _open_statements(policy: dict[str, Any]) -> Iterator[str]:
    """Actions of statements without a condition that allow anybody to write."""
    statements = policy.get("Statement", [])
    for one in statements if isinstance(statements, list) else [statements]:
        principal = one.get("Principal")
        who = principal.get("AWS") if isinstance(principal, dict) else principal
        if one.get("Effect") != "Allow" or one.get("Condition") or "*" not in _several(who):
            continue
        allowed, spared = _several(one.get("Action")), _several(one.get("NotAction"))
        for action in WRITING:
            if _matches(action, allowed) or (spared and not _matches(action, spared)):
                yield action


def _several(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)] if value else []


def _matches(action: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(action.lower(), pattern.lower()) for pattern in patterns)
