"""Where a file's header stands under a profile, and what has changed since the profile was made."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luheng.connectors.files import letter
from luheng.records import Finding, Level

from .header import SEARCHED_ROWS
from .raw import header_texts, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .profile import Profile
    from .raw import RawTable

__all__ = ["Found", "changes", "find"]

_ALIKE = 0.5
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Found:
    """A header in a table: its first row (from 0), its texts, and the column of each."""

    row: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    missing: tuple[str, ...]


def find(table: RawTable, profile: Profile) -> Found | None:
    """The row that says most of what the profile needs; None where none says half of it.

    The row that the profile names goes first where it says everything.
    """
    needs = profile.needs()
    best: Found | None = None
    tries = list(range(min(SEARCHED_ROWS, len(table.rows))))
    if profile.header_row is not None and profile.header_row in table.lines:
        at = table.lines.index(profile.header_row)
        tries = [at, *(n for n in tries if n != at)]
    for row in tries:
        texts = header_texts(table, row, profile.header_rows)
        places = _places(texts, needs)
        missing = tuple(n for n in needs if n not in places)
        if profile.unpivot and profile.unpivot.pattern:
            turned = any(profile.unpivot.of(t) for t in texts)
            missing += () if turned else (profile.unpivot.pattern,)
        if best is None or len(missing) < len(best.missing):
            best = Found(row, texts, places, missing)
        if not missing:
            break
    wanted = len(needs) + bool(profile.unpivot and profile.unpivot.pattern)
    if best is None or (wanted and 2 * len(best.missing) > wanted):
        return None
    return best


def _places(texts: tuple[str, ...], needs: tuple[str, ...]) -> dict[str, int]:
    by_text: dict[str, int] = {}
    for n, text in enumerate(texts):
        by_text.setdefault(plain(text), n)
    return {need: by_text[plain(need)] for need in needs if plain(need) in by_text}


def changes(found: Found, profile: Profile, table: RawTable, source: str) -> Iterator[Finding]:
    """Findings on a header that differs from the profile's; a missing column is refused."""
    line = table.lines[found.row]
    before = {plain(t): n for n, t in enumerate(profile.texts) if t}
    now = {plain(t): n for n, t in enumerate(found.texts) if t}
    new = [t for t in found.texts if t and plain(t) not in before] if before else []
    for name in found.missing:
        yield _missing(name, new, before, found, _place(source, table, line))
    if found.missing:
        return
    if profile.header_row is not None and line != profile.header_row:
        yield Finding(
            "PROFILE-03",
            Level.NOTED,
            source,
            f"表头在第 {line} 行，配置里是第 {profile.header_row} 行；按列名读取。",
            f"The header is in row {line}, not {profile.header_row} as the profile says; read by "
            "name.",
            sheet=table.sheet,
            row=line,
        )
    moved = [
        (need, before[plain(need)], now[plain(need)])
        for need in found.places
        if plain(need) in before and before[plain(need)] != now.get(plain(need))
    ]
    if moved:
        shown = "、".join(f"“{n}” {letter(a)}→{letter(b)}" for n, a, b in moved[:_SHOWN])
        more = "…" if len(moved) > _SHOWN else ""
        yield Finding(
            "PROFILE-03",
            Level.NOTED,
            source,
            f"{len(moved)} 列换了位置（{shown}{more}）；按列名读取。",
            f"{len(moved)} columns have moved ({shown}{more}); read by name.",
            sheet=table.sheet,
            row=line,
        )
    strange = [t for t in new if not (profile.unpivot and profile.unpivot.of(t))]
    for text in strange:
        place = f"{letter(now[plain(text)])}{line}"
        yield Finding(
            "PROFILE-03",
            Level.NOTED,
            source,
            f"新列“{text}”不在配置中，未读取。",
            f"The new column {text!r} is not in the profile and was not read.",
            "如果需要，请把它写进配置。",
            "Write it into the profile if it is wanted.",
            sheet=table.sheet,
            row=line,
            cell=place,
            value=text,
        )


def _place(source: str, table: RawTable, line: int) -> tuple[str, str, int]:
    return source, table.sheet, line


def _missing(
    name: str,
    new: list[str],
    before: Mapping[str, int],
    found: Found,
    place: tuple[str, str, int],
) -> Finding:
    """A column that is gone: where it stood, and which column may be it now; nothing is taken."""
    source, sheet, line = place
    stood = before.get(plain(name))
    there = found.texts[stood] if stood is not None and stood < len(found.texts) else ""
    near = difflib.get_close_matches(plain(name), [plain(t) for t in new], n=1, cutoff=_ALIKE)
    maybe = next((t for t in new if near and plain(t) == near[0]), "")
    if not maybe and there in new:
        maybe = there
    if not maybe and not new:
        others = {plain(t): t for t in found.texts if t and plain(t) not in before}
        alike = difflib.get_close_matches(plain(name), list(others), n=1, cutoff=_ALIKE)
        maybe = others[alike[0]] if alike else ""
    stood_zh = f"（原在 {letter(stood)} 列）" if stood is not None else ""
    stood_en = f" (it stood in column {letter(stood)})" if stood is not None else ""
    at = f"{letter(found.texts.index(maybe))}{line}" if maybe else ""
    return Finding(
        "PROFILE-03",
        Level.REFUSED,
        source,
        f"表头里没有配置要读的列“{name}”{stood_zh}，整张表未计入。",
        f"The header lacks the column {name!r} that the profile reads{stood_en}; no row was kept.",
        f"最像的是“{maybe}”：若只是改名，请在配置中改列名，并核对计量单位。"
        if maybe
        else "请核对文件；若格式已变，请用 `luheng profiles suggest` 重新生成配置。",
        f"Most like it is {maybe!r}: if it was only renamed, name it so in the profile, and check "
        "its unit."
        if maybe
        else "Check the file; if its form has changed, make the profile anew with `luheng profiles "
        "suggest`.",
        sheet=sheet,
        row=line,
        cell=at,
        value=maybe,
    )
