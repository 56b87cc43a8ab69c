"""Write docs/rules_audit.md and its badge from the rulebook; ``--check`` only compares.

The badge says how many clauses that ask for a rule or a table have one, and how many values are
provisional. Both files follow from the rulebook alone: the same rulebook gives the same text.
"""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

from luheng.rulebook.audit import Audit, ClauseAudit, audit_rulebook

DOCS = Path(__file__).parents[1] / "docs"
PAGE, BADGE = DOCS / "rules_audit.md", DOCS / "rules_audit.svg"

HEAD = """# 规则库审计 · Audit of the rulebook

![clauses with a rule or a table, and provisional values](rules_audit.svg)

本页由 `tools/write_rules_audit.py` 从规则库写出，请勿手改。`luheng rules audit` 给出
同样的内容，`luheng rules show "GB/T 2589 7"` 列出一条的规则、数值和算例。

* 状态：rule 有规则，data 有系数表，text 只是文字，todo 还没有做。
* 值：已核对（与印刷页比较过，写明由谁、何时），转录（见于第二手文本），暂用（凭记忆，
  或各文本不一致；凡用到它的数字都标为暂用）。范围不当作系数，不计在内；对几个品种印一次
  的值，和别的表借用的值，只在印出处计一次。
* 算例：取自出版物的，和自编的（OWN）。
* 读法：条号和公式是怎样读到的。

This page is written from the rulebook by `tools/write_rules_audit.py`; do not edit it.
`luheng rules audit` says the same, and `luheng rules show "GB/T 2589 7"` shows the rules,
values and examples of a clause.

* Status: *rule* and *data* are held, *text* asks for neither, *todo* is open.
* Values: checked (compared with the printed page, by whom and when), transcribed (seen in a
  second-hand text), provisional (from memory, or texts disagree; every figure that rests on
  one is marked). A range is no factor and is not counted; a value that is printed once for
  several items, or borrowed by another table, counts once, where it is printed.
* Examples: from a publication, and our own (OWN).
* Read: how the number of the clause and its equations were read.
"""


def covered(audit: Audit) -> tuple[int, int]:
    """How many clauses are held, of those that ask for a rule or a table."""
    asked = [clause for clause in audit.clauses if clause.status != "text"]
    return sum(clause.covered for clause in asked), len(asked)


# -- the page --------------------------------------------------------------------------------------


def page(audit: Audit) -> str:
    """The whole page."""
    return "\n".join([HEAD, *summary(audit), *(line for part in parts(audit) for line in part), ""])


def summary(audit: Audit) -> Iterator[str]:
    """One row per edition, then all together and the values of overlays."""
    yield "## 各版本 · Editions\n"
    yield (
        "| 版本 edition | 适用 governs | 条文 clauses | rule | data | text | todo | 已核对 checked "
        "| 转录 transcribed | 暂用 provisional | 算例 examples sourced / own |"
    )
    yield "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for standard in audit.standards:
        for edition in standard.editions:
            own = audit.of({standard.id: (edition.id,)})
            link = f"[{cell(edition.code)}](#{anchor(standard.id, edition.id)})"
            yield row(link, str(edition.applies), *counts(own.clauses))
    yield row("**共计 total**", "", *counts(audit.clauses))
    laid = [v for v in audit.overlaid if not v.is_range]
    provisional = sum(v.provisional for v in laid)
    yield (
        f"\n替代方案另有 {len(laid)} 个值，其中暂用 {provisional} 个。 "
        f"Overlays hold {len(laid)} more values, {provisional} of them provisional.\n"
    )


def counts(clauses: tuple[ClauseAudit, ...]) -> tuple[object, ...]:
    """The numbers of a row of the summary."""
    statuses = [clause.status for clause in clauses]
    tallies = [clause.tally for clause in clauses]
    examples = (sum(c.examples_sourced for c in clauses), sum(c.examples_own for c in clauses))
    return (
        len(clauses),
        *(statuses.count(status) for status in ("rule", "data", "text", "todo")),
        sum(t.checked for t in tallies),
        sum(t.transcribed for t in tallies),
        sum(t.provisional for t in tallies),
        "{} / {}".format(*examples),
    )


def parts(audit: Audit) -> Iterator[Iterator[str]]:
    """One table per edition that has clauses."""
    for standard in audit.standards:
        for edition in standard.editions:
            own = audit.of({standard.id: (edition.id,)}).clauses
            if own:
                title = f"{edition.code} {standard.zh} · {standard.en}"
                yield table(anchor(standard.id, edition.id), title, own)


def table(name: str, title: str, clauses: tuple[ClauseAudit, ...]) -> Iterator[str]:
    """The clauses of one edition."""
    yield f'## <a id="{name}"></a>{cell(title)}\n'
    yield (
        "| 条 clause | 状态 status | 内容 what | 已核对 checked | 转录 transcribed "
        "| 暂用 provisional | 算例 examples | 读法 read | 备注 note |"
    )
    yield "|---|---|---|---:|---:|---:|---:|---|---|"
    for clause in clauses:
        tally = clause.tally
        numbers = (n or "" for n in (tally.checked, tally.transcribed, tally.provisional))
        has = clause.examples_sourced or clause.examples_own
        examples = f"{clause.examples_sourced} / {clause.examples_own}" if has else ""
        yield row(
            clause.clause, clause.status, clause.zh, *numbers, examples, clause.trust, clause.note
        )
    yield ""


def anchor(standard: str, edition: str) -> str:
    """The name by which the summary leads to the table of an edition."""
    return f"{standard}-{edition}"


def row(*cells: object) -> str:
    """One row of a table."""
    return "| " + " | ".join(cell(c) for c in cells) + " |"


def cell(value: object) -> str:
    """Text that neither ends a cell nor a row."""
    return " ".join(str(value).replace("|", "\\|").split())


# -- the badge -------------------------------------------------------------------------------------


def badge(audit: Audit) -> str:
    """An SVG of two fields: what it is about, and the two counts."""
    held, asked = covered(audit)
    left = "规则库 rulebook"
    right = f"条文 clauses {held}/{asked} · 暂用值 provisional {audit.tally().provisional}"
    first, second = width(left), width(right)
    said = escape(f"{left}: {right}")
    colour = "#2e7d32" if held == asked else "#8a6d00"
    font = 'font-family="Noto Sans CJK SC,Microsoft YaHei,Verdana,sans-serif" font-size="12"'
    size = f'width="{first + second}" height="22"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">
<title>{said}</title>
<rect width="{first}" height="22" fill="#444"/>
<rect x="{first}" width="{second}" height="22" fill="{colour}"/>
<g fill="#fff" text-anchor="middle" {font}>
<text x="{first / 2:g}" y="15">{escape(left)}</text>
<text x="{first + second / 2:g}" y="15">{escape(right)}</text>
</g>
</svg>
"""


def width(text: str) -> int:
    """Pixels for a text with a margin: a Chinese glyph is 12 wide, a letter about 7."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return 12 * wide + 7 * (len(text) - wide) + 16


# -- both ------------------------------------------------------------------------------------------


def files(audit: Audit) -> dict[Path, str]:
    """The text of each file."""
    return {PAGE: page(audit), BADGE: badge(audit)}


def main(*, check: bool) -> int:
    """Write the files, or say which would change; problems of the audit fail either way."""
    audit = audit_rulebook()
    for problem in audit.problems:
        print(problem, file=sys.stderr)
    stale = []
    for path, text in files(audit).items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    if check and stale:
        names = ", ".join(f"docs/{path.name}" for path in stale)
        print(f"{names}: not as the rulebook is; run tools/write_rules_audit.py", file=sys.stderr)
    if not check:
        held, asked = covered(audit)
        print(f"{PAGE.name}: {len(audit.clauses)} clauses, {held} of {asked} held")
    return 1 if audit.problems or (check and stale) else 0


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
