"""``luheng plans accept``: only what somebody accepted of a plan document enters the ledger."""

import getpass
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luheng.cli.workspace import JsonOption, WorkspaceOption, open_or_create
from luheng.errors import BadQuery, UnreadableFile, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from luheng.intake.plan_drafts import Acceptance, Decision, Held, PlanDrafts
    from luheng.records import Finding

__all__ = ["accept"]

_Review = Annotated[
    Path | None,
    typer.Option("--review", metavar="OUT.xlsx", help="写出审阅表 · write a review workbook"),
]
_From = Annotated[
    Path | None,
    typer.Option("--from", metavar="BOOK.xlsx", help="读入审阅表 · take what was decided in it"),
]
_All = Annotated[
    bool, typer.Option("--all", help="不逐条询问，全部接受 · accept all without asking")
]
_AtLeast = Annotated[
    float, typer.Option(help="--all 只接受把握不低于此的 · with --all: from this sureness on")
]
_Again = Annotated[bool, typer.Option("--again", help="已决定的也再问 · ask what was decided, too")]
_By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="决定人，缺省为系统用户 · who decides")
]
_PlanId = Annotated[str, typer.Option("--plan-id", metavar="ID", help="规划编号 · id of the plan")]
_Anyway = Annotated[
    bool, typer.Option("--anyway", help="不像规划也照读 · read what does not look like a plan")
]
#: refusals shown one by one, and examples shown of each kind of remark
_REFUSALS, _EXAMPLES = 30, 2


def accept(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="规划文件 · plan document")],
    *,
    review: _Review = None,
    from_book: _From = None,
    all_: _All = False,
    at_least: _AtLeast = 0.0,
    again: _Again = False,
    anyway: _Anyway = False,
    by: _By = "",
    plan_id: _PlanId = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """接受、更正或拒绝规划文本的草稿；只有接受的进入账本。 Accept, correct or reject drafts.

    --json: 接受、更正、拒绝、拒收、未定的条数和检查结果 · counts, receipts and findings.
    """
    from luheng.apps.targets.measurements.own_indicators import own_indicators
    from luheng.intake import plan_drafts

    if sum((review is not None, from_book is not None, all_)) > 1:
        raise BadQuery(
            "--review、--from、--all 只能用一个。", "Use one of --review, --from and --all."
        )
    drafts = plan_drafts.read_drafts(_content(file), file.name, anyway=anyway)
    found = open_or_create(workspace)
    book = _content(from_book) if from_book is not None else b""
    said = plan_drafts.plan_id_in(book, from_book.name) if from_book is not None else ""
    plan = plan_id or plan_drafts.plan_id_of(found.ledger, drafts, said)
    plan_drafts.check_plan_id(found.ledger, drafts, plan)
    before = plan_drafts.held(found.ledger, plan)
    own = frozenset(own_indicators(found.folder))
    if review is not None:
        every = plan_drafts.with_additions(drafts, before)
        plan_drafts.write_review(every, before, review, plan=plan, extra_indicators=own)
        _wrote(file, review, drafts, plan, as_json=as_json)
        return
    findings = drafts.findings
    if from_book is not None:
        every = plan_drafts.with_additions(drafts, before)
        decisions, told = plan_drafts.read_review(book, from_book.name, every)
        findings = (*findings, *told)
    elif all_:
        decisions = _all(drafts, before, at_least)
    else:
        from .asking import ask

        decisions = ask(drafts, before, extra_indicators=own, again=again, quiet=as_json)
    ledger, decider = found.ledger, by or _login()
    outcome = plan_drafts.accept(
        ledger, drafts, decisions, plan=plan, by=decider, extra_indicators=own
    )
    _print(outcome, findings, as_json=as_json)


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run under a number that has no name
        return "unknown"


def _content(file: Path) -> bytes:
    from luheng.connectors.plan_document.document import require_size

    try:
        require_size(file.stat().st_size, str(file))
        return file.read_bytes()
    except OSError as error:
        problem = str(error.strerror)
        raise UnreadableFile(str(file), f"打不开文件（{problem}）。", f"{problem}.") from None


def _all(drafts: "PlanDrafts", before: "Held", at_least: float) -> tuple["Decision", ...]:
    """Every draft that is not decided and sure enough, accepted; the document itself always."""
    from luheng.intake.plan_drafts import Decision, Verdict

    return tuple(
        Decision(draft, Verdict.ACCEPT)
        for draft in drafts.drafts
        if before.of(draft) is None and (draft.record == "plan" or draft.sureness >= at_least)
    )


def _wrote(file: Path, book: Path, drafts: "PlanDrafts", plan: str, *, as_json: bool) -> None:
    for finding in drafts.findings:
        typer.echo(str(finding), err=True)
    if as_json:
        said = {"plan": plan, "file": str(book), "drafts": len(drafts.drafts)}
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    count = len(drafts.drafts)
    typer.echo(
        say(
            zh=f"已写出审阅表 {book}：草稿 {count} 条。填好“接受”一列后：",
            en=f"Wrote {count} drafts to {book}. When the column 接受 is filled in:",
        )
    )
    typer.echo(f"  luheng plans accept {file} --from {book} --plan-id {plan}")


def _print(outcome: "Acceptance", findings: tuple["Finding", ...], *, as_json: bool) -> None:
    every = (*findings, *outcome.findings)
    if as_json:
        said: Mapping[str, Any] = {
            **outcome.as_dict(),
            "findings": [f.as_dict() for f in every],
        }
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    counts = (
        (outcome.accepted, "接受", "accepted"),
        (outcome.corrected, "更正后接受", "corrected"),
        (outcome.rejected, "不接受", "rejected"),
        (outcome.unchanged, "已有", "there already"),
        (outcome.refused, "被检查拒收", "refused by the checks"),
        (outcome.left, "还没有决定", "left undecided"),
    )
    listed = say(zh="，", en=", ").join(f"{say(zh=zh, en=en)} {n}" for n, zh, en in counts if n)
    nothing = say(zh="没有变化", en="nothing changed")
    typer.echo(f"{outcome.plan}{say(zh='：', en=': ')}{listed or nothing}")
    told: Counter[str] = Counter()
    for finding in every:
        told[finding.code] += 1
        most = _REFUSALS if finding.level == "refused" else _EXAMPLES
        if told[finding.code] <= most:
            typer.echo(str(finding))
        elif told[finding.code] == most + 1:
            total = sum(f.code == finding.code for f in every)
            rest = total - most
            typer.echo(
                say(
                    zh=f"· 同样的还有 {rest} 条；--json 列出全部。  [{finding.code}]",
                    en=f"· {rest} more like this; --json lists them all.  [{finding.code}]",
                )
            )
