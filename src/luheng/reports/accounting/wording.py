"""Wording: why a cell has no figure, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from luheng import codelists
from luheng.apps.accounting.account.line import member
from luheng.errors import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from luheng.apps.accounting import Reason
    from luheng.apps.accounting.reach import Reach

__all__ = ["nothing", "partial_reason", "partial_remedy", "remedy", "trust_word"]


def trust_word(trust: str | None) -> str:
    """The trust of a value in the reader's language; empty where it rests on records alone."""
    words = {
        "printed": say(zh="已与印刷本核对", en="printed"),
        "transcribed": say(zh="据转录", en="transcribed"),
        "recalled": say(zh="暂用（凭记忆）", en="provisional (recalled)"),
        "conflicting": say(zh="暂用（来源不一）", en="provisional (conflicting)"),
    }
    return words.get(trust or "", "")


def nothing(reach: Reach, title: str, key: Mapping[str, str]) -> tuple[str, str]:
    """Reason and remedy where a quantity has no row at all for the members asked.

    ``reach`` is what the quantity rests on: it names the records and the roles.
    """
    named = "、".join(member(d, m) for d, m in key.items() if d != "role")
    records = dict.fromkeys(t.record for t in reach.touches)
    roles = sorted({r for t in reach.touches for r in t.only.get("role", ())})
    if "role" in key:
        roles = [key["role"]]
    said = say(zh="、", en=", ").join(member("role", r) for r in roles)
    where = say(zh="、", en=", ").join(records)
    reason = say(
        zh=f"账本中没有{named}的{said or title}记录。",
        en=f"The ledger has no rows of {named or title}{said and f' in the role {said}'}.",
    )
    return reason, say(
        zh=f"补报记录 {where or 'activity'}{said and f'（用途：{said}）'}；确实没有的填 0。",
        en=f"File {where or 'activity'}{said and f' in the role {said}'}; "
        "state 0 if there was none.",
    )


def remedy(reasons: Sequence[Reason], quantity: str, where: str, period: str) -> str:
    """What would let a figure be said, by the first of its reasons."""
    kind = reasons[0].kind if reasons else "see_explain"
    match kind:
        case "no_rows" | "not_of_item":
            return say(
                zh="补报相应的记录（模板：luheng records template activity.xlsx）；"
                "确实没有的填 0。",
                en="File the rows (luheng records template activity.xlsx); state 0 if none.",
            )
        case "blank_row":
            return say(zh="把这些行的数值补上后再导入。", en="Fill the values in and import again.")
        case "no_factor":
            return say(
                zh="补报该品种的检测数据（assay：热值、含碳量等），或由规则库补入有出处的取值。",
                en="File an assay of the item, or add a value with its source to the rulebook.",
            )
        case "no_edition":
            return say(
                zh="该报告期没有适用的版本：等规则库补入，或采用具名的替代方案。",
                en="No edition governs the period: it has to enter the rulebook, or a named "
                "overlay be used.",
            )
        case "undefined":
            return say(
                zh="等规则库发布这一条文后重新生成。",
                en="Write the form again when the rulebook holds the clause.",
            )
        case _:
            return say(
                zh=f"逐级查看：luheng explain {quantity} {where} --period {period}",
                en=f"See luheng explain {quantity} {where} --period {period}",
            )


def partial_reason(coverage: float) -> str:
    """Why a figure is partial."""
    share = f"{coverage:.1%}"
    return say(zh=f"应有的记录只到了 {share}。", en=f"Only {share} of the expected rows are there.")


def partial_remedy() -> str:
    """What would make it whole."""
    return say(
        zh="补齐缺的月份或计量点后重新生成。", en="File the months or meters that are missing."
    )


def unit_of_member(dimension: str, code: str) -> str:
    """The canonical unit of an item; empty for other dimensions."""
    if dimension != "item" or code not in codelists.load("items").ids():
        return ""
    return codelists.load("items").get(code)["unit"]
