"""Five plans of 25 pages each in under 2 s and 1,000 pages in under 60 s, from lines to drafts.

The work is made of made-up pages with targets, facts, lists, thresholds and tables. The peer finds
the numbers with units by one pattern, line by line; it says neither what they are nor whose, and
shows what the mere search for numbers takes.
Run: python benchmarks/bench_plan_reader.py
"""

from __future__ import annotations

import re
import resource

from measure import Curve, arguments, seconds

from luheng.connectors.plan_document import Line, PlanHead, read_figures

SIZES = (25, 125, 1_000)
PLAN = PlanHead("", "Anhui", 2021, 2025)
#: OWN: what one page of a plan holds, about 900 characters
PAGE = """（{n}）推进第{n}类工作
{n}.优化结构。到2025年，规模以上工业单位增加值能耗比2020年下降1{d}.5%以上，单位工业增加值二氧化碳排放
下降1{d}%，一般工业固废综合利用率、工业用水重复利用率分别达到7{d}%、9{d}%，建成省级以上绿色工厂{n}家、绿色园区
1{d}个，培育绿色供应链管理企业2{d}家（其中国家级{d}家）。“十三五”时期，累计淘汰落后产能{n}万吨，工业增加值
年均增长5.{d}%，位居全省第{d}位。
{n}.加强管理。对年综合能耗5000吨标准煤以上的重点用能单位开展节能监察，每年组织不少于{n}家企业开展清洁生产审核，
支持企业实施技改项目{n}项，完成投资{n}亿元，形成节能能力{n}万吨标准煤，减排二氧化碳{n}万吨。数据中心电能利用
效率由1.5下降到1.3以下，再生水利用率由2{d}%提高到3{d}%，力争新能源装机突破{n}万千瓦，绿色产业规模翻一番。
{n}.健全机制。坚持政府引导、市场主导，完善政策体系，强化要素保障，压实各级责任，加强统筹协调，营造良好氛围，推动
形成节约资源和保护环境的产业结构、生产方式和生活方式，全面提高资源利用效率，加快发展方式绿色转型。
"""
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:[万亿千百]*[%％家个项户吨元条]|年)")


def pages(count: int) -> list[Line]:
    """The lines of so many pages, page numbers among them."""
    rows = ["二、主要目标"]
    for n in range(1, count + 1):
        rows += [*PAGE.format(n=n, d=n % 10).splitlines(), f"— {n} —"]
    return [Line(i, row) for i, row in enumerate(rows, start=1)]


def numbers(lines: list[Line]) -> int:
    """How many numbers with units stand in the lines."""
    return sum(len(NUMBER.findall(line.text)) for line in lines)


def test_smoke() -> None:
    drafts = read_figures(pages(1), PLAN)
    assert {d.role for d in drafts} == {"target", "stated_fact", "threshold"}
    assert len(drafts) == len(read_figures(pages(2), PLAN)) / 2


def main() -> None:
    columns = ("pages", "drafts", "ours s", "ms a page", "pattern s", "ratio", "peak MiB")
    curve = Curve("1,000 pages of plans in under 60 s, 25 pages in under 0.4 s", columns).start()
    for size in arguments(SIZES):
        lines = pages(size)
        found = len(read_figures(lines, PLAN))
        taken = seconds(lambda lines=lines: read_figures(lines, PLAN), runs=3)
        peer = seconds(lambda lines=lines: numbers(lines), runs=3)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        curve.add(size, found, taken, 1000 * taken / size, peer, taken / peer, peak)


if __name__ == "__main__":
    main()
