"""A source: a named query or address, what it is read as, and when; secrets stay outside."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from luheng.errors import BadSource, UnknownSource
from luheng.ledger.places import same_name, unusable
from luheng.records import names as record_names

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FILE", "Source", "add_source", "source_named", "sources_of", "span"]

#: the workspace's own file, beside ``luheng.toml``
FILE = "sources.yaml"
_NAME = re.compile(r"[^\W_][\w-]{0,63}")
_HELD = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SPAN = re.compile(r"(\d+)\s*(s|min|h|d)")
_UNITS = {"s": "seconds", "min": "minutes", "h": "hours", "d": "days"}
_DAILY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_SECRET = re.compile(r"token|secret|passw|api_?key|auth|credential|signature", re.IGNORECASE)
_FORMS = ("", "json", "jsonl", "csv")


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of ``sources.yaml``; ``${NAME}`` in url and headers is an environment variable.

    ``every`` is a span (``15min``, ``1h``, ``1d``), ``daily`` a time of the workspace's zone.
    ``cursor`` is a column of the answer that only grows; what is asked next starts ``overlap``
    before the greatest value read, so that late rows are caught.
    """

    name: str
    kind: str
    url: str
    record: str
    query: str = ""
    profile: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    path: str = ""
    next: str = ""
    page: str = ""
    first_page: int = 1
    cursor: str = ""
    overlap: str = ""
    start: str = ""
    parameter: str = "since"
    every: str = ""
    daily: str = ""
    timeout: float = 60.0
    most_bytes: int = 256 << 20
    retries: int = 4

    @property
    def place(self) -> str:
        """Where its rows come from, as configured: the address or the query, no secret in it."""
        asked = " ".join(self.query.split()) if self.kind == "sql" else self.url
        return f"{self.name}: {asked}"

    @property
    def interval(self) -> dt.timedelta | None:
        """How long after one run the next is due."""
        return span(self.every) if self.every else None

    @property
    def time_of_day(self) -> dt.time | None:
        """The time of the workspace's zone at which it is due each day."""
        found = _DAILY.fullmatch(self.daily)
        return dt.time(int(found[1]), int(found[2])) if found else None

    def held(self, text: str) -> str:
        """A text with its environment variables; raises BadSource for one that is not set."""

        def value(found: re.Match[str]) -> str:
            said = os.environ.get(found[1])
            if said is None:
                raise BadSource(
                    self.name,
                    f"没有设置环境变量 {found[1]}。",
                    f"the environment variable {found[1]} is not set.",
                )
            return said

        return _HELD.sub(value, text)


def span(text: str) -> dt.timedelta:
    """A span of time such as ``90s``, ``15min``, ``2h`` or ``1d``; raises ValueError."""
    found = _SPAN.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise ValueError(text)
    return dt.timedelta(**{_UNITS[found[2]]: int(found[1])})


def sources_of(folder: Path) -> tuple[Source, ...]:
    """The sources of a workspace, in the order of its file; none if it has no such file.

    Raises:
        BadSource: the file is not YAML, or an entry is not in form or holds a secret.
    """
    import yaml

    path = folder / FILE
    if not path.is_file():
        return ()
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        text = " ".join(str(error).split())
        raise BadSource("", f"不是 YAML：{text}", f"is not YAML: {text}") from error
    if not isinstance(said, dict):
        raise BadSource("", "不是名称到数据源的对照。", "is no mapping of names to sources.")
    return tuple(_source(str(name), entry) for name, entry in said.items())


def source_named(folder: Path, name: str) -> Source:
    """One source of a workspace; raises UnknownSource, or BadSource like ``sources_of``."""
    every = {s.name: s for s in sources_of(folder)}
    if name not in every:
        raise UnknownSource(name, tuple(every))
    return every[name]


def add_source(folder: Path, name: str, entry: Mapping[str, Any]) -> Source:
    """Write one more entry at the end of ``sources.yaml``; what stands there stays as it is.

    Raises:
        BadSource: the entry is not in form, or there is a source of that name.
    """
    import yaml

    made = _source(name, {k: v for k, v in entry.items() if v not in ("", None, {})})
    stand = [s.name for s in sources_of(folder)]
    if name in stand or same_name(name, stand):
        raise BadSource(name, "已有同名的数据源。", "there is a source of that name.")
    plain = {k: v for k, v in entry.items() if v not in ("", None, {})}
    text = yaml.safe_dump({name: plain}, allow_unicode=True, sort_keys=False)
    path = folder / FILE
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    gap = "" if not before or before.endswith("\n") else "\n"
    path.write_text(before + gap + text, encoding="utf-8")
    return made


def _source(name: str, entry: Any) -> Source:
    if not _NAME.fullmatch(name) or not isinstance(entry, dict):
        raise BadSource(name, "名称或内容不成形。", "its name or its entry is not in form.")
    if unusable(name):
        raise BadSource(
            name,
            "Windows 不能用这个名称作文件名，请换一个。",
            "Windows cannot have a file of this name; use another one.",
        )
    kinds = {f.name: f for f in fields(Source) if f.name != "name"}
    for key, value in entry.items():
        if key not in kinds:
            near = ", ".join(kinds)
            raise BadSource(
                name,
                f"没有“{key}”这一项；可用：{near}。",
                f"there is no {key!r}; there are {near}.",
            )
        _check_type(name, key, value)
    for key, about in kinds.items():
        if about.default is MISSING and about.default_factory is MISSING and not entry.get(key):
            raise BadSource(name, f"缺少“{key}”。", f"{key!r} is missing.")
    made = Source(name, **entry)
    _check(made)
    return made


def _check_type(name: str, key: str, value: Any) -> None:
    numbers = {"first_page", "timeout", "most_bytes", "retries"}
    if key == "headers":
        fits = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
    elif key in numbers:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0
        fits = fits and (key == "timeout" or isinstance(value, int))
    else:
        fits = isinstance(value, str)
    if not fits:
        raise BadSource(
            name,
            f"“{key}”不能是 {value!r}；时刻和文字请加引号。",
            f"{key!r} cannot be {value!r}; put quotes round times and texts.",
        )


def _check(source: Source) -> None:
    """What one entry must satisfy as a whole; the first that it does not is told."""
    problems = {
        ("kind 只能是 sql 或 http。", "kind is sql or http."): source.kind in {"sql", "http"},
        ("没有这种记录。", "there is no such record."): source.record in record_names(),
        ("sql 需要 query。", "sql needs a query."): source.kind != "sql" or bool(source.query),
        ("form 只能是 json、jsonl、csv。", "form is json, jsonl or csv."): source.form in _FORMS,
        ("every 和 daily 只能写一个。", "say every or daily, not both."): not (
            source.every and source.daily
        ),
        ("daily 写作 06:30。", "daily is written 06:30."): not source.daily
        or source.time_of_day is not None,
        ("every 写作 15min、1h 或 1d。", "every is written 15min, 1h or 1d."): not source.every
        or _SPAN.fullmatch(source.every) is not None,
        ("http 地址以 http:// 或 https:// 开头。", "an http address begins with http(s)://."): (
            source.kind != "http" or source.url.startswith(("http://", "https://"))
        ),
        (
            "有 cursor 的 SQL 查询要用 :since，并写明 start。",
            "a query with a cursor uses :since, and start says from where on.",
        ): _cursor_fits(source),
        (
            "口令、令牌不能写在文件里；请写 ${环境变量}。",
            "a password or token must not stand in the file; write ${VARIABLE}.",
        ): not _secret(source),
    }
    for (zh, en), holds in problems.items():
        if not holds:
            raise BadSource(source.name, zh, en)


def _cursor_fits(source: Source) -> bool:
    from luheng.connectors.sql_query import has_parameter

    if source.kind != "sql":
        return True
    asks = has_parameter(source.query)
    return asks == bool(source.cursor) and (not asks or bool(source.start))


def _secret(source: Source) -> bool:
    """Whether a password or token stands in the entry itself."""
    from luheng.connectors.sql_query import secret_in_url

    if source.kind == "sql":
        return secret_in_url(source.url)
    parts = urlsplit(source.url)
    said = [*parse_qsl(parts.query), *source.headers.items(), ("password", parts.password or "")]
    return any(_SECRET.search(k) and v and "${" not in v for k, v in said)
