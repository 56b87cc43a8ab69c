"""What the audit finds wrong: the place, the reason and the way out, each kind with its code."""

from __future__ import annotations

from dataclasses import dataclass

from luheng.errors import say

__all__ = [
    "AuditProblem",
    "example_astray",
    "held_elsewhere",
    "no_clause",
    "no_source",
    "no_standard",
    "not_registered",
    "status_says_less",
    "status_says_more",
    "unreadable",
]

_STANDARD_YAML = "standard.yaml"


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """One thing that does not agree; ``place`` is relative to the folder of the rulebook."""

    code: str
    place: str
    reason_zh: str
    reason_en: str
    remedy_zh: str
    remedy_en: str

    @property
    def reason(self) -> str:
        """What is wrong, in the reader's language."""
        return say(zh=self.reason_zh, en=self.reason_en)

    @property
    def remedy(self) -> str:
        """What to do about it, in the reader's language."""
        return say(zh=self.remedy_zh, en=self.remedy_en)

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}  [{self.code}]\n  {self.remedy}"

    def as_dict(self) -> dict[str, str]:
        """The problem as a program reads it."""
        return {
            "code": self.code,
            "place": self.place,
            "reason": self.reason,
            "remedy": self.remedy,
        }


def unreadable(place: str, error: object) -> AuditProblem:
    """A file that cannot be read; the audit goes on without it."""
    said = " ".join(str(error).split()) or type(error).__name__
    return AuditProblem(
        "RULE-04",
        place,
        f"文件读不出来：{said}",
        f"the file cannot be read: {said}",
        "改正后再审计；读不出来的文件，这里一概没有算进去。",
        "Correct it and audit again; nothing of an unreadable file is counted here.",
    )


def status_says_more(place: str, clause: str, status: str, file: str) -> AuditProblem:
    """A clause said to be held (rule, data) of which the folder holds nothing."""
    wants = {
        "rule": ("没有引用这一条的规则", "holds no rule that cites it"),
        "data": ("没有可读的系数表", "holds no table of values"),
    }
    zh, en = wants[status]
    return AuditProblem(
        "RULE-05",
        place,
        f"第 {clause} 条写明 status: {status}，但 {file} 里{zh}。",
        f"clause {clause} says status: {status}, but {file} {en}.",
        "补上规则或表，或者改成 status: todo；规则在 clause(...) 里引用这一条。",
        "Add it (a rule cites the clause in clause(...)), or say status: todo.",
    )


def not_registered(place: str, what: str, clause: str, status: str, said: str = "") -> AuditProblem:
    """A rule or a table of a clause that ``standard.yaml`` does not list.

    Args:
        place: the file, such as ``gbt_2589/e2020/clause_7.py``.
        what: the quantities in it.
        clause: the clause that they cite, or nothing where the file alone is not listed.
        status: what the line to be added says, ``rule`` or ``data``.
        said: the clause that the file itself names, for the line to be added.
    """
    standard, edition, name = place.split("/")
    number = clause or said or "…"
    line = (
        f"- {{edition: {edition}, clause: '{number}', zh: …, status: {status}, "
        f"file: {edition}/{name}}}"
    )
    return AuditProblem(
        "RULE-06",
        place,
        f"{what}：引用的条文 {clause} 没有登记在 {standard}/{_STANDARD_YAML}。"
        if clause
        else f"{what}：没有登记在 {standard}/{_STANDARD_YAML} 的任何一条下。",
        f"cited clause {clause} is not listed in {standard}/{_STANDARD_YAML}: {what}."
        if clause
        else f"listed under no clause of {standard}/{_STANDARD_YAML}: {what}.",
        f"在 clauses 里加一行（7 已包含 7.1）：{line}",
        f"Add a line to clauses (7 covers 7.1 as well): {line}",
    )


def held_elsewhere(place: str, what: str, cited: str) -> AuditProblem:
    """A rule in the folder of one edition that cites another: the path is the citation."""
    return AuditProblem(
        "RULE-06",
        place,
        f"{what} 引用的是 {cited}，却放在别的文件夹里。",
        f"{what} cites {cited} but stands in another folder.",
        "路径就是引文：把它移到所引标准和版本的文件夹，或改正 clause(...)。",
        "The path is the citation: move it to that folder, or correct clause(...).",
    )


def no_clause(place: str, edition: str) -> AuditProblem:
    """An edition of which no clause is listed, so that nobody sees what is missing."""
    return AuditProblem(
        "RULE-06",
        place,
        f"版本 {edition} 一条也没有登记，看不出缺什么。",
        f"no clause of the edition {edition} is listed, so nobody sees what is missing.",
        "至少登记一行；还没有读到正文的写 status: todo，file: null。",
        "List at least one; a clause that nobody has read is status: todo, file: null.",
    )


def no_standard(folder: str) -> AuditProblem:
    """A folder of editions that says nowhere which standard it holds."""
    return AuditProblem(
        "RULE-06",
        folder,
        f"没有 {_STANDARD_YAML}，其中的规则和值不属于任何标准。",
        f"there is no {_STANDARD_YAML}, so its rules and values belong to no standard.",
        "写一份 standard.yaml：名称、版本和施行日期、条文；写法见 docs/howto/add_a_standard.md。",
        "Write one: titles, editions with their dates, clauses; see docs/howto/add_a_standard.md.",
    )


def status_says_less(place: str, clause: str, status: str, what: str) -> AuditProblem:
    """A clause said to be text, open or data alone, although a rule or a table of it is there."""
    return AuditProblem(
        "RULE-07",
        place,
        f"第 {clause} 条写明 status: {status}，但已经有 {what}。",
        f"clause {clause} says status: {status}, but {what} is there.",
        "改成 rule 或 data 并写明 file；只读到一部分的，另加一行 todo，用 note 说明缺什么。",
        "Say rule or data, with its file; if a part is open, say which in the note of a todo line.",
    )


def no_source(place: str, value: str, lacks: tuple[str, ...]) -> AuditProblem:
    """A value without one of what every value carries: source, place, how it was read, trust."""
    listed = ", ".join(lacks)
    return AuditProblem(
        "RULE-08",
        place,
        f"值 {value} 没有 {listed}。",
        f"the value {value} has no {listed}.",
        "写明出处和读到它的地方；没有出处的值不进规则库，列在 missing 下。",
        "Say where it comes from and where it was read; a value without a source stays out "
        "and is listed under missing.",
    )


def example_astray(place: str, lack_zh: str, lack_en: str) -> AuditProblem:
    """A worked example that counts for nothing: no source, or no clause that it works out."""
    return AuditProblem(
        "RULE-09",
        place,
        f"算例{lack_zh}。",
        f"the worked example {lack_en}.",
        "source 写明出版物和位置，自编的写 OWN；clause 写明它演算的条文。",
        "source names the publication and place, or OWN if it was made up; clause names the "
        "clause that it works out.",
    )
