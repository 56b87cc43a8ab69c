"""Running a source: ask, spool, hand to the door; what came of it is kept, a failure too."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luheng.connectors import http_table, sql_query
from luheng.connectors import table as generic
from luheng.connectors.columns import Spool
from luheng.connectors.table import mapped
from luheng.errors import BadSource, LuhengError, set_language
from luheng.errors.message import language
from luheng.intake.blocks import sliced
from luheng.intake.profiles import Shelf
from luheng.intake.receive import ROWS, receive_table
from luheng.records import Batch, Finding, Level, Origin

from .cursor import Mark, since
from .runs import FAILED, KEPT, UNCHANGED, Run, keep_run, runs_of
from .schedule import due_at
from .source import Source, source_named, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from luheng.ledger import Workspace

__all__ = ["run", "run_due"]


def run(
    workspace: Workspace,
    name: str,
    *,
    recorded_by: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Run, tuple[Finding, ...]]:
    """Ask one source and import what it answers; gives the run and what was found in its rows.

    A run that fails is kept with its reason and raises nothing; nothing of it was written. The
    same rows again add nothing, so a run may be repeated at any time.

    Raises:
        UnknownSource: the workspace has no such source.
        BadSource: ``sources.yaml`` is not in form.
    """
    source = source_named(workspace.folder, name)
    earlier = [r for r in runs_of(workspace.folder, name) if r.state != FAILED]
    last = earlier[-1] if earlier else None
    started = _now()
    findings: tuple[Finding, ...] = ()
    try:
        with tempfile.TemporaryDirectory(prefix="luheng-source-") as place:
            answer = _ask(source, last, Path(place), progress)
            done, findings = _keep(
                workspace,
                source,
                answer,
                started=started,
                recorded_by=recorded_by or f"source {name}",
                progress=progress,
            )
        done = replace(done, **answer.mark.kept(last))
    except (LuhengError, OSError) as error:
        done = _failed(source, started, error, last)
    keep_run(workspace.folder, done)
    return done, findings


def run_due(
    workspace: Workspace,
    *,
    now: dt.datetime | None = None,
    recorded_by: str = "",
    progress: Callable[[str], None] = lambda _: None,
) -> tuple[Run, ...]:
    """Run every source that is due, one after the other; one that fails holds no other back."""
    now = now or dt.datetime.now(dt.UTC)
    out = []
    for source in sources_of(workspace.folder):
        at = due_at(source, runs_of(workspace.folder, source.name), workspace.settings.timezone)
        if at is not None and at <= now:
            out.append(run(workspace, source.name, recorded_by=recorded_by, progress=progress)[0])
    return tuple(out)


@dataclass
class _Answer:
    """What a source gave: a file of its rows, the mark, and what says whether it has changed."""

    path: Path | None
    rows: int
    mark: Mark
    etag: str = ""
    modified: str = ""
    url: str = ""


def _ask(source: Source, last: Run | None, place: Path, progress: Callable[[str], None]) -> _Answer:
    mark = Mark.of(source, last)
    spool = Spool(place)
    if source.kind == "sql":
        parts = sql_query.select(
            source.held(source.url),
            source.query,
            source=source.name,
            since=since(source, last),
        )
        answer = _Answer(None, 0, mark)
        for columns in parts:
            _spool(spool, columns, mark, source, progress)
    else:
        answer = _ask_http(source, last, spool, mark, progress)
    answer.rows = spool.rows
    if spool.rows:
        answer.path = spool.finish()
    return answer


def _ask_http(
    source: Source, last: Run | None, spool: Spool, mark: Mark, progress: Callable[[str], None]
) -> _Answer:
    from_ = since(source, last)
    url = source.held(source.url)
    if source.cursor and from_ is not None:
        url = http_table.with_parameters(url, {source.parameter: str(from_)})
    # the address may hold a secret: what is kept of it is its hash
    known = hashlib.sha256(url.encode()).hexdigest()
    same = last is not None and last.url == known
    request = http_table.Request(
        url,
        {k: source.held(v) for k, v in source.headers.items()},
        form=source.form,
        path=source.path,
        next_=source.next,
        page=source.page,
        first_page=source.first_page,
        timeout=source.timeout,
        most_bytes=source.most_bytes,
        retries=source.retries,
        etag=last.etag if same and last else "",
        modified=last.modified if same and last else "",
    )
    answer = _Answer(None, 0, mark, url=known)
    for n, (page, columns) in enumerate(http_table.fetch(request, source=source.name)):
        if page.unchanged and last is not None:
            answer.etag, answer.modified = last.etag, last.modified
            break
        if n == 0:
            answer.etag, answer.modified = page.etag, page.modified
        else:  # of several pages the first does not say whether the others have changed
            answer.etag = answer.modified = ""
        _spool(spool, columns, mark, source, progress)
    return answer


def _spool(
    spool: Spool,
    columns: Mapping[str, Sequence[Any]],
    mark: Mark,
    source: Source,
    progress: Callable[[str], None],
) -> None:
    if not columns:
        return
    mark.see(source, columns)
    spool.add(columns)
    progress(f"{source.name}  {spool.rows:,}")


def _keep(
    workspace: Workspace,
    source: Source,
    answer: _Answer,
    *,
    started: str,
    recorded_by: str,
    progress: Callable[[str], None],
) -> tuple[Run, tuple[Finding, ...]]:
    done = Run(
        source.name,
        started,
        _now(),
        UNCHANGED,
        etag=answer.etag,
        modified=answer.modified,
        url=answer.url,
    )
    if answer.path is None:
        return done, ()
    batches = _batches(workspace, source, answer.path)
    outcome = receive_table(workspace, batches, recorded_by=recorded_by, progress=progress)
    done = replace(
        done,
        finished=_now(),
        state=KEPT if outcome.kept + outcome.corrected or outcome.refused else UNCHANGED,
        rows=answer.rows,
        kept=outcome.kept,
        corrected=outcome.corrected,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        doubts=sum(f.level is Level.DOUBT for f in outcome.findings),
        receipts=tuple(r.number for r in outcome.receipts),
    )
    return done, outcome.findings


def _batches(workspace: Workspace, source: Source, path: Path) -> Iterator[Batch]:
    """The rows as drafts, by the source's profile or under the record's names, told by place."""
    shape = Shelf.of(workspace.folder).get(source.profile) if source.profile else None
    if shape is not None and shape.record != source.record:
        raise BadSource(
            source.name,
            f"映射配置“{source.profile}”读作 {shape.record}，不是 {source.record}。",
            f"the profile {source.profile!r} reads tables as {shape.record}.",
        )
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    origin = Origin(
        source.place,
        sha256,
        profile=shape.reference if shape else "",
        read_at=dt.datetime.now(dt.UTC),
    )
    inner = replace(origin, source="rows.parquet")
    if shape is None:
        every = generic.blocks(path, inner, record=source.record, rows=ROWS)
    else:
        read = mapped.blocks(path, inner, shape, rows=ROWS)
        every = itertools.chain.from_iterable(sliced(batch, ROWS) for batch in read)
    for batch in every:
        told = tuple(replace(f, source=origin.source) for f in batch.findings)
        yield Batch(batch.record, origin, batch.table, told)


def _failed(source: Source, started: str, error: Exception, last: Run | None) -> Run:
    """A run that failed, with its reason in both languages; the mark stays where it was."""
    said = {}
    before = language()
    for code in ("zh", "en"):
        set_language(code)
        said[code] = " ".join(str(error).split())
    set_language(before)
    done = Run(
        source.name,
        started,
        _now(),
        FAILED,
        reason_zh=said["zh"],
        reason_en=said["en"],
        code=error.code if isinstance(error, LuhengError) else "SOURCE-03",
    )
    with contextlib.suppress(AttributeError):
        done = replace(done, mark=last.mark, mark_type=last.mark_type)  # type: ignore[union-attr]
    return done


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
