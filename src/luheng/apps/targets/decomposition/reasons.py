"""Why a part of a target is what it is, and why limits cannot hold, in Chinese and English."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from luheng.apps.targets.reasons import Reason
from luheng.errors import BadQuery
from luheng.methods.target_allocation import Form

if TYPE_CHECKING:
    from luheng.apps.targets.target_to_share import TargetToShare
    from luheng.methods.constrained_shares import Conflict
    from luheng.methods.target_allocation import Task

    from .members import Members
    from .result import DecomposedPart, Method

__all__ = [
    "NONE",
    "base_wanted",
    "conflict",
    "notes",
    "nothing_to_share",
    "number",
    "title",
    "too_fine",
    "weights_unused",
    "weights_wanted",
    "why",
]

NONE = Reason("", "")

_METHODS = {
    "equal_rate": Reason("等比例", "equal rate"),
    "weights": Reason("权重指数", "weighted index"),
    "marginal": Reason("边际成本相等", "equal marginal cost"),
    "entropy": Reason("熵权指数", "entropy-weighted index"),
}
_HELD = {
    "floor": Reason("受下限约束", "held by its floor"),
    "cap": Reason("受上限约束", "held by its cap"),
    "fixed": Reason("已承诺，不参与分解", "already committed, not shared out"),
}
_GROUP_HELD = {
    "floor": Reason("所在组受下限约束", "its group is held by its floor"),
    "cap": Reason("所在组受上限约束", "its group is held by its cap"),
}


def number(value: Fraction | int | None, digits: int = 4) -> str:
    """A number for the eye: short where it is exact, else rounded to ``digits`` decimals."""
    if value is None:
        return "—"
    text = f"{float(value):,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def title(target: TargetToShare) -> Reason:
    """The target in one line."""
    of = number(target.value)
    return Reason(f"{target.zh} {of} {target.unit}", f"{target.en} {of} {target.unit}")


def weights_wanted() -> BadQuery:
    """Index methods need columns."""
    return BadQuery(
        "该方法需要至少一个 --weight 列名:more 或 列名:less。",
        "This method needs at least one --weight COLUMN:more or COLUMN:less.",
    )


def weights_unused(method: Method) -> BadQuery:
    """Other methods do not read columns."""
    return BadQuery(
        f"方法 {method} 不用 --weight；请改用 weights 或 entropy，或去掉它。",
        f"The method {method} does not use --weight; use weights or entropy, or leave it out.",
    )


def base_wanted() -> BadQuery:
    """An equal rate of growth needs what each has now."""
    return BadQuery(
        "等比例分解数量目标需要“base”列（各成员现有的数量）。",
        "Sharing an amount out at an equal rate needs the column base: what each has now.",
    )


def too_fine(whole: Fraction) -> BadQuery:
    """The whole has no finite decimals."""
    return BadQuery(
        f"要分解的量 {whole} 没有有限小数，请核对基数。",
        f"What is to be shared out, {whole}, has no finite decimals; check the bases.",
    )


def nothing_to_share(target: TargetToShare, task: Task, whole: Fraction) -> BadQuery:
    """The target is met before anybody takes a part."""
    if task.form is Form.INTENSITY:
        from luheng.methods.target_allocation import structure

        shift = number(structure(task))
        return BadQuery(
            f"没有可分解的：各成员强度不变，仅结构变化就使总体下降 {shift}%，"
            f"已达到 {number(target.value)}%。",
            f"Nothing to share out: with every intensity unchanged the shift of the structure "
            f"alone lowers the whole by {shift} %, and {number(target.value)} % is met.",
        )
    return BadQuery(
        f"没有可分解的：要分解的量为 {number(whole)}。",
        f"Nothing to share out: the amount is {number(whole)}.",
    )


def conflict(one: Conflict, task: Task, target: TargetToShare) -> Reason:
    """Which limits conflict and by how much, in the figures that the user gave."""
    unit = target.unit
    if one.kind == "member":
        member = next(m for m in task.members if m.name == one.place)
        line = task.affine(member)
        low, high = number(line.figure(one.demanded)), number(line.figure(one.available))
        return Reason(
            f"{one.place}：至少要 {low} {unit}，至多只能 {high} {unit}；"
            f"请放宽 {number(abs(line.figure(one.excess + line.a)))} {unit}。",
            f"{one.place} must take {low} {unit} and can take {high} {unit}; relax by "
            f"{number(abs(line.figure(one.excess + line.a)))} {unit}.",
        )
    group = one.kind.startswith("group")
    members = [m for m in task.members if not group or m.group == one.place]
    line = task.affine(*members)
    demanded, available = line.figure(one.demanded), line.figure(one.available)
    if task.form is Form.INTENSITY and not group:
        # in the whole's own rate, which holds the shift of the structure as well
        moved = {"floors": (one.demanded, demanded), "caps": (one.available, available)}[one.kind]
        reached = target.value + (moved[0] - task.whole) / line.b * _whole_scale(task)
        demanded, available = (
            (reached, target.value) if one.kind == "floors" else (target.value, reached)
        )
    by = f"{number(abs(demanded - available))} {unit}"
    a, b = f"{number(demanded)} {unit}", f"{number(available)} {unit}"
    return {
        "floors": Reason(
            f"下限与已承诺值合起来已是 {a}，总体只有 {b}；"
            f"请把下限合计放宽 {by}，或把总体提高到 {a}。",
            f"Floors and commitments together make {a} where the whole is {b}; relax the floors "
            f"by {by} of the whole, or raise the whole to {a}.",
        ),
        "caps": Reason(
            f"上限与已承诺值合起来至多 {b}，总体要 {a}；请把上限合计放宽 {by}，或把总体降到 {b}。",
            f"Caps and commitments together allow {b} where the whole is {a}; relax the caps by "
            f"{by} of the whole, or lower the whole to {b}.",
        ),
        "group_floor": Reason(
            f"组“{one.place}”的下限 {a} 高于其成员上限合计 {b}；请放宽 {by}。",
            f"The group {one.place}'s floor of {a} is above what its members' caps allow, {b}; "
            f"relax by {by}.",
        ),
        "group_cap": Reason(
            f"组“{one.place}”的上限 {b} 低于其成员下限合计 {a}；请放宽 {by}。",
            f"The group {one.place}'s cap of {b} is below its members' floors, {a}; relax by {by}.",
        ),
        "group_limits": Reason(
            f"组“{one.place}”的下限 {a} 高于上限 {b}；请放宽 {by}。",
            f"The group {one.place}'s floor of {a} is above its cap of {b}; relax by {by}.",
        ),
    }[one.kind]


def _whole_scale(task: Task) -> Fraction:
    """Points of the whole's rate per point of the members' common rate."""
    from luheng.methods.target_allocation import recombined

    one = [Fraction(1)] * len(task.members)
    none = [Fraction(0)] * len(task.members)
    return recombined(task, one) - recombined(task, none)


def why(part: DecomposedPart, method: Method) -> Reason:
    """One row's reason: method, terms, limits."""
    zh, en = [_METHODS[method.value].zh], [_METHODS[method.value].en]
    if part.terms:
        total = sum((v for _, v in part.terms), Fraction(0))
        each = " + ".join(f"{name} {number(v)}" for name, v in part.terms)
        zh.append(f"指数 {number(total)} = {each}")
        en.append(f"index {number(total)} = {each}")
    if part.price is not None and method.value == "marginal":
        zh.append(f"边际成本 {number(part.price)}")
        en.append(f"marginal cost {number(part.price)}")
    if part.held:
        zh.append(_HELD[part.held].zh)
        en.append(_HELD[part.held].en)
    if part.group_held:
        zh.append(_GROUP_HELD[part.group_held].zh)
        en.append(_GROUP_HELD[part.group_held].en)
    if part.key == 0 and part.held != "fixed":
        zh.append("权数为零，只取下限")
        en.append("its key is zero, it takes its floor only")
    return Reason("；".join(zh), "; ".join(en))


def notes(
    task: Task, method: Method, members: Members, step: Fraction | None
) -> tuple[Reason, ...]:
    """What was assumed."""
    out = []
    if members.same_growth:
        out.append(
            Reason(
                "没有目标期增加值一列：假设各成员增加值同速增长，权重为基期能耗（或排放）。",
                "There is no column of final value added: all are taken to grow at one rate, "
                "and the weights are the base year's amounts.",
            )
        )
    if step is not None and task.form is Form.AMOUNT:
        out.append(
            Reason(
                f"按最大余数法取 {number(step, 12)} 的整数倍，合计不变。",
                f"Rounded to multiples of {number(step, 12)} by largest remainders; "
                "the sum is unchanged.",
            )
        )
    elif step is not None:
        out.append(
            Reason(
                f"公布值向上取 {number(step, 12)} 的整数倍（不超过上限），总体因此不低于目标。",
                f"Published figures are rounded up to multiples of {number(step, 12)} (not beyond "
                "a cap), so that the whole is not missed.",
            )
        )
    if method.value == "marginal":
        out.append(
            Reason(
                "边际成本曲线由使用者给出；量的单位与 base 列相同。",
                "The marginal costs are the user's; amounts are in the unit of the base column.",
            )
        )
    return tuple(out)
