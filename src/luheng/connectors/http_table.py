"""A table behind an HTTP address: a JSON array, JSON lines or CSV, page after page.

Nothing is fetched that was not asked for: only the address given, its redirects and its next pages
on the same host. Time, size, pages and retries are bounded.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from luheng.errors import SourceFailed, UnreadableFile

from .files import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Page", "Request", "columns", "fetch", "with_parameters"]

_CHUNK = 1 << 16
_OK, _UNCHANGED = 200, 304
_AGAIN = (429, 500, 502, 503, 504)
_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of an HTTP source; ``page`` numbers pages, ``next_`` names the next link."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    path: str = ""
    next_: str = ""
    page: str = ""
    first_page: int = 1
    timeout: float = 60.0
    most_bytes: int = 256 << 20
    retries: int = 4
    backoff: float = 0.5
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: its bytes and what its header says; ``unchanged`` where there was nothing new."""

    url: str
    content: bytes
    kind: str = ""
    etag: str = ""
    modified: str = ""
    following: str = ""
    unchanged: bool = False


def fetch(request: Request, *, source: str) -> Iterator[tuple[Page, Mapping[str, Sequence[Any]]]]:
    """Each page with its columns, until there is no next one or, where numbered, one is empty.

    Raises:
        SourceFailed: no answer in time, a refusal, too many bytes or pages, or no table in it.
    """
    import urllib3

    retry = urllib3.Retry(
        total=request.retries, redirect=3, backoff_factor=request.backoff,
        status_forcelist=_AGAIN, allowed_methods=["GET"], raise_on_status=False,
    )  # fmt: skip
    url, number, size = request.url, request.first_page, 0
    seen: set[str] = set()
    with urllib3.PoolManager(retries=retry, timeout=request.timeout) as pool:
        while url:
            asked = with_parameters(url, {request.page: str(number)}) if request.page else url
            if asked in seen or len(seen) >= _MOST_PAGES:
                raise _said(source, "分页没有尽头。", "its pages do not end.")
            seen.add(asked)
            page = _get(pool, request, asked, source, request.most_bytes - size)
            size += len(page.content)
            if page.unchanged:
                yield page, {}
                return
            document = _document(page, request, source)
            found = columns(document, source)
            rows = len(next(iter(found.values()), ()))
            if request.page and not rows and len(seen) > 1:
                return
            yield page, found
            number += 1
            url = request.url if request.page and rows else _following(page, request, source)


def _get(pool: Any, request: Request, url: str, source: str, most: int) -> Page:
    from urllib3.exceptions import HTTPError

    headers = {"Accept": "application/json, text/csv", **request.headers}
    if request.etag and url == request.url:
        headers["If-None-Match"] = request.etag
    if request.modified and url == request.url:
        headers["If-Modified-Since"] = request.modified
    try:
        answer = pool.request("GET", url, headers=headers, preload_content=False)
        try:
            if answer.status == _UNCHANGED:
                return Page(url, b"", unchanged=True)
            if answer.status != _OK:
                raise _said(source, f"HTTP {answer.status}。", f"HTTP {answer.status}.")
            content = bytearray()
            for chunk in answer.stream(_CHUNK, decode_content=True):
                content += chunk
                if len(content) > most:
                    raise _said(
                        source,
                        f"超过 {request.most_bytes:,} 字节的上限。",
                        f"more than the {request.most_bytes:,} bytes that are allowed.",
                    )
        finally:
            answer.release_conn()
            answer.close()
    except HTTPError as error:
        # the address may hold a secret: only the kind of failure is told
        cause = type(getattr(error, "reason", None) or error).__name__
        raise _said(source, f"没有得到回答（{cause}）。", f"no answer ({cause}).") from error
    return Page(
        url,
        bytes(content),
        answer.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
        answer.headers.get("ETag", ""),
        answer.headers.get("Last-Modified", ""),
        _link(answer.headers.get("Link", "")),
    )


def _said(source: str, zh: str, en: str) -> SourceFailed:
    return SourceFailed(
        source,
        zh,
        en,
        "请核对地址、权限和 docs/sources.md 中的界限；下次到期时会再试。",
        "Check the address, the rights and the bounds in docs/sources.md; it is tried again.",
    )


def _link(header: str) -> str:
    """The address of rel="next" in a Link header."""
    for part in header.split(","):
        address, *said = part.split(";")
        if any(s.replace('"', "").replace(" ", "") == "rel=next" for s in said):
            return address.strip().strip("<>")
    return ""


def _document(page: Page, request: Request, source: str) -> Any:
    form = request.form or ("csv" if page.kind in {"text/csv", "text/plain"} else "json")
    try:
        text, _ = decode(page.content, source)
        if form == "csv":
            return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
        if form == "jsonl" or page.kind in {"application/x-ndjson", "application/jsonl"}:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        document = json.loads(text)
    except (UnreadableFile, csv.Error, json.JSONDecodeError, RecursionError) as error:
        said = " ".join(str(error).split())[:120]
        raise _said(source, f"不是 {form}：{said}", f"is no {form}: {said}") from error
    found = _at(document, request.path)
    if not isinstance(found, list):
        where = request.path or "/"
        raise _said(source, f"“{where}”处不是数组。", f"there is no array at {where!r}.")
    return found


def _at(document: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        document = document.get(name) if isinstance(document, dict) else None
    return document


def _following(page: Page, request: Request, source: str) -> str:
    """The address of the next page: a field of the document or the Link header; same host only."""
    said: Any = page.following
    if request.next_:
        said = _at(json.loads(page.content), request.next_)
    if not said:
        return ""
    url = urljoin(page.url, str(said))
    ours, theirs = urlsplit(request.url), urlsplit(url)
    if (ours.scheme, ours.netloc) != (theirs.scheme, theirs.netloc):
        raise _said(source, "下一页在另一台主机上。", "its next page is on another host.")
    return url


def with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    """An address with parameters put in the place of those of the same name."""
    parts = urlsplit(url)
    kept = [
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k not in parameters
    ]
    return urlunsplit(parts._replace(query=urlencode([*kept, *parameters.items()])))


def columns(rows: Sequence[Any], source: str) -> dict[str, list[Any]]:
    """Columns of objects; what lies in an object of an object is named ``outer.inner``."""
    out: dict[str, list[Any]] = {}
    for n, row in enumerate(rows):
        if not isinstance(row, dict):
            raise _said(source, f"第 {n + 1} 个元素不是对象。", f"element {n + 1} is no object.")
        for name, cell in _flat(row):
            column = out.setdefault(name, [None] * n)
            if len(column) == n:
                column.append(cell)
        for column in out.values():
            if len(column) == n:
                column.append(None)
    return out


def _flat(row: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, cell in row.items():
        if isinstance(cell, dict):
            yield from _flat(cell, f"{before}{name}.")
        elif name is None or isinstance(cell, list):
            yield f"{before}{name}", json.dumps(cell, ensure_ascii=False)
        else:
            yield f"{before}{name}", None if cell == "" else cell
