"""The statistics that an attribution rests on: which there are, and which identity they allow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from luheng import codelists
from luheng.apps.targets.reasons import Reason
from luheng.errors import CannotAttribute
from luheng.methods.emission_identity import PROCESS, five_levels, no_output, output_alone
from luheng.units import unit

if TYPE_CHECKING:
    import datetime as dt

    import numpy as np
    import pandas as pd

    from luheng.ledger import Ledger
    from luheng.methods.decomposition import Identity

__all__ = ["Rows", "read_rows"]

EMISSIONS, OUTPUT = "co2_emissions", "gdp"
SECTOR_OUTPUT, SECTOR_ENERGY = "sector_value_added", "sector_energy_use"
_TOTAL = "total"
_COLUMNS = ("region", "form", "sector", "flow", "item", "prices", "period", "amount")
#: prices that are better and worse suited to weigh activity with
_PRICES = ("comparable", "current")
_SHOWN = 3

_CURRENT = Reason(
    "经济活动按当年价地区生产总值计：价格上涨也算作活动增长，因此活动的增排和强度的减排都被高估。",
    "Activity is gross regional product at current prices: inflation counts as growth, so both "
    "what activity added and what intensity took off are overstated.",
)
_COMPARABLE = Reason("经济活动按可比价计。", "Activity is at comparable prices.")
_NOT_SEPARABLE = Reason(
    "数据中没有分部门的能源消费和增加值：产业结构、能源强度、排放系数无法分开，合为“部门排放强度”"
    "（部门排放除以全地区产出）；“品种份额”是排放的份额，不是能源结构，其合计不是一种原因"
    "（LMDI 下只随部门排放的增减取正负，夏普利下为零），只看品种之间的此消彼长。",
    "There is no energy and no value added by sector: structure, energy intensity and emission "
    "factors cannot be told apart and stand together as a sector's emissions per output of the "
    "whole region. Fuel shares are shares of emissions, not an energy mix: over all fuels their "
    "part is no cause (with LMDI it has the sign of the sector's own growth, with Shapley it is "
    "nought); by fuel it tells which took another's place.",
)
_NO_ACTIVITY = Reason(
    "没有用到产出：只说明变化发生在哪些部门和品种，不说明原因。",
    "No output was used: this tells where the change lies, not why.",
)
_FIVE = Reason(
    "按五个层次分解：经济活动、产业结构、能源强度、能源结构、排放系数；工业过程排放单列。",
    "Split over five levels: activity, structure, energy intensity, fuel mix and emission factor; "
    "emissions of industrial processes stand apart.",
)


@dataclass(frozen=True)
class Rows:
    """The statistics of some regions and years, as frames by region and period."""

    inventory: str
    emissions: pd.DataFrame
    other: pd.DataFrame

    def identities(
        self, region: str, years: tuple[int, ...], *, with_activity: bool
    ) -> tuple[list[Identity], tuple[Reason, ...]]:
        """The finest identity that the data allow, at each year, and what to know of it.

        Raises:
            CannotAttribute: a cell or the output of a year is absent.
        """
        grids = self._grids(region, years)
        dimensions = _dimensions(grids[years[0]])
        cells = {year: grid.to_numpy(dtype=float) for year, grid in grids.items()}
        if not with_activity:
            return [no_output(dimensions, cells[y]) for y in years], (_NO_ACTIVITY,)
        fine = self._five_levels(region, years, dimensions, cells)
        if fine is not None:
            return fine
        output, prices = self._output(region, years)
        note = _COMPARABLE if prices == _PRICES[0] else _CURRENT
        found = [output_alone(dimensions, cells[y], output[y]) for y in years]
        return found, (note, _NOT_SEPARABLE)

    def printed_gap(self, region: str, start: int, end: int, change: float) -> float | None:
        """The printed change of the total less the change of the cells, in MtCO2."""
        frame = self.emissions
        totals = frame[
            (frame["region"] == region) & (frame["sector"] == _TOTAL) & (frame["item"] == _TOTAL)
        ]
        by_year = dict(zip(totals["period"], totals["amount"], strict=True))
        if str(start) not in by_year or str(end) not in by_year:
            return None
        return float(by_year[str(end)] - by_year[str(start)] - change)

    def _grids(self, region: str, years: tuple[int, ...]) -> dict[int, pd.DataFrame]:
        """Sector × fuel of each year in MtCO2, on one grid; every cell must be there."""
        frame = self.emissions
        cells = frame[
            (frame["region"] == region) & (frame["sector"] != _TOTAL) & (frame["item"] != _TOTAL)
        ]
        by_year = {y: _grid(cells[cells["period"] == str(y)], region, EMISSIONS) for y in years}
        without = [str(y) for y, grid in by_year.items() if grid.empty]
        name = codelists.load("regions").get(region)
        if without:
            raise CannotAttribute(
                f"{name['zh']}没有 {'、'.join(without)} 年分部门、分品种的二氧化碳排放。",
                f"there are no emissions by sector and fuel of {name['en']} for "
                f"{', '.join(without)}.",
                "请用 `luheng import 文件 --as ceads_inventory` 导入清单，或改换年份。",
                "Import an inventory with `luheng import FILE --as ceads_inventory`, or choose "
                "other years.",
            )
        sectors = sorted(set().union(*(g.index for g in by_year.values())))
        fuels = sorted(set().union(*(g.columns for g in by_year.values())))
        grids = {y: g.reindex(index=sectors, columns=fuels) for y, g in by_year.items()}
        for year, grid in grids.items():
            _refuse_absent(name, year, grid)
        return grids

    def _output(self, region: str, years: tuple[int, ...]) -> tuple[dict[int, float], str]:
        """Output of each year and its prices; comparable ones if all years have them."""
        frame = self.other
        rows = frame[
            (frame["region"] == region)
            & (frame["flow"] == OUTPUT)
            & (frame["sector"] == _TOTAL)
            & (frame["item"] == _TOTAL)
        ]
        by_prices = {}
        for prices in _PRICES:
            some = rows[rows["prices"] == prices]
            by_prices[prices] = _each_year(some, region, OUTPUT)
            if all(y in by_prices[prices] for y in years):
                return {y: by_prices[prices][y] for y in years}, prices
        name = codelists.load("regions").get(region)
        without = [str(y) for y in years if y not in by_prices[_PRICES[1]]]
        raise CannotAttribute(
            f"{name['zh']}没有 {'、'.join(without)} 年的地区生产总值，经济活动的贡献无法给出。",
            f"there is no gross regional product of {name['en']} for {', '.join(without)}, so "
            "what activity did cannot be said.",
            "请导入地区生产总值（`--as provincial_gdp`），"
            "或用 `--without-activity` 只看变化在何处。",
            "Import it (`--as provincial_gdp`), or use `--without-activity` to see only where the "
            "change lies.",
        )

    def _five_levels(
        self,
        region: str,
        years: tuple[int, ...],
        dimensions: dict[str, tuple[str, ...]],
        cells: dict[int, np.ndarray],
    ) -> tuple[list[Identity], tuple[Reason, ...]] | None:
        """All five levels, if energy by sector and fuel and output by sector are complete."""
        frame = self.other[self.other["region"] == region]
        energy = frame[(frame["flow"] == SECTOR_ENERGY) & (frame["item"] != _TOTAL)]
        sectors, fuels = dimensions["sector"], dimensions["fuel"]
        burnt = [f for f in fuels if f != PROCESS]
        for prices in _PRICES:
            output = frame[(frame["flow"] == SECTOR_OUTPUT) & (frame["prices"] == prices)]
            found: list[Identity] = []
            for year in years:
                used = _grid(energy[energy["period"] == str(year)], region, SECTOR_ENERGY)
                made = _grid(output[output["period"] == str(year)], region, SECTOR_OUTPUT)
                used = used.reindex(index=list(sectors), columns=list(fuels))
                made = made.reindex(index=list(sectors), columns=[_TOTAL])
                if bool(used[burnt].isna().to_numpy().any() or made.isna().to_numpy().any()):
                    break
                whole = used.fillna(0.0).to_numpy(dtype=float)
                found.append(
                    five_levels(dimensions, cells[year], whole, made[_TOTAL].to_numpy(dtype=float))
                )
            if len(found) == len(years):
                return found, (_COMPARABLE if prices == _PRICES[0] else _SECTOR_CURRENT, _FIVE)
        return None


_SECTOR_CURRENT = Reason(
    "经济活动按当年价行业增加值计：价格上涨也算作活动增长，因此活动的增排和强度的减排都被高估。",
    "Activity is value added at current prices: inflation counts as growth, so both what activity "
    "added and what intensity took off are overstated.",
)


def read_rows(
    ledger: Ledger,
    regions: tuple[str, ...],
    years: tuple[int, ...],
    inventory: str,
    known_at: dt.datetime | int | None,
) -> Rows:
    """The levels of all statistics that an attribution can use; a nil row counts as nought (A2).

    Raises:
        CannotAttribute: there are no emissions, or several inventories of them.
        UnknownCode: a region is none.
    """
    for region in regions:
        codelists.load("regions").get(region)
    where: dict[str, Any] = {
        "region": list(regions),
        "period": [str(y) for y in years],
        "flow": [EMISSIONS, OUTPUT, SECTOR_OUTPUT, SECTOR_ENERGY],
        "measure": "level",
    }
    frame = ledger.read("statistic", where, known_at).select([*_COLUMNS, "state"]).to_pandas()
    frame.loc[frame["state"] == "nil", "amount"] = 0.0
    is_emission = frame["flow"] == EMISSIONS
    # a form that has totals alone, such as a figure of a whole region, splits nothing
    forms = sorted(frame[is_emission & (frame["item"] != _TOTAL)]["form"].unique())
    if inventory:
        forms = [inventory]
    if len(forms) > 1:
        raise CannotAttribute(
            f"账本中有几种排放清单：{'、'.join(forms)}。",
            f"the ledger holds several inventories: {', '.join(forms)}.",
            "请用 --inventory 指定一种。",
            "Choose one with --inventory.",
        )
    emissions = frame[is_emission & frame["form"].isin(forms)].copy()
    emissions["amount"] *= float(unit("tCO2").ratio_to(unit("MtCO2")))
    return Rows(forms[0] if forms else "", emissions, frame[~is_emission])


def _dimensions(grid: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    return {"sector": tuple(grid.index), "fuel": tuple(grid.columns)}


def _refuse_absent(name: Any, year: int, grid: pd.DataFrame) -> None:
    blank = grid.isna()
    if not bool(blank.to_numpy().any()):
        return
    cells = [f"{s} × {i}" for s, row in blank.iterrows() for i, absent in row.items() if absent]
    shown = "、".join(cells[:_SHOWN]) + (" …" if len(cells) > _SHOWN else "")
    raise CannotAttribute(
        f"{name['zh']} {year} 年缺 {len(cells)} 个单元的排放：{shown}。缺失不当作零。",
        f"{name['en']} {year} lacks the emissions of {len(cells)} cells: {shown}. Absent is not "
        "taken for nought.",
        "请补齐；没有发生的填 0。",
        "Complete them; write 0 where there was none.",
    )


def _each_year(rows: pd.DataFrame, region: str, flow: str) -> dict[int, float]:
    _refuse_twice(rows, ["period"], region, flow)
    return {int(p): float(a) for p, a in zip(rows["period"], rows["amount"], strict=True)}


def _grid(rows: pd.DataFrame, region: str, flow: str) -> pd.DataFrame:
    _refuse_twice(rows, ["sector", "item"], region, flow)
    return rows.set_index(["sector", "item"])["amount"].unstack("item")  # noqa: PD010


def _refuse_twice(rows: pd.DataFrame, keys: list[str], region: str, flow: str) -> None:
    """One figure of two forms is two figures, and neither is chosen silently (A10)."""
    if not bool(rows.duplicated(keys).any()):
        return
    forms = sorted(rows["form"].unique())
    about = codelists.load("statistics").get(flow)
    raise CannotAttribute(
        f"{region} 的{about['zh']}有几种来源：{'、'.join(forms)}。",
        f"{about['en']} of {region} comes from several forms: {', '.join(forms)}.",
        "请只保留一种来源的数据。",
        "Keep the figures of one form.",
    )
