"""GB/T 32150-2015, heat in steam and hot water that is bought, used and sent out.

The equations are those of the guides by industry, seen in second-hand texts. Whether the heat of
the feed water is deducted is an attribute of the guide: the family of 2013 to 2015 deducts it,
GB/T 32151.34-2024 does not.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, prefer, rule, source, where
from luheng.units import per_item

CLAUSE = clause("gbt_32150", "e2015", "5.2")
GUIDE = "gbt_32150"
STEAM = (
    *("steam", "steam_sat_0p5mpa", "steam_sat_0p8mpa", "steam_sat_1p0mpa", "steam_sat_1p6mpa"),
    *("steam_sup_1mpa_300c", "steam_sup_3mpa_400c", "steam_sup_10mpa_540c"),
)
ROLES = ("purchased", "sold", "consumed", "transformation_output", "recovered")
IN_ROLES = {"item": STEAM, "role": ROLES}
HOT_WATER = {"item": "hot_water", "role": ROLES}
GRAIN = "entity item role period"

steam_amount = source(
    "steam_amount", record="activity", where=IN_ROLES, grain=GRAIN, unit=per_item(), zh="蒸汽量",
)  # fmt: skip
steam_with_enthalpy = source(
    "steam_with_enthalpy", record="activity", where=IN_ROLES, assay="enthalpy", grain=GRAIN,
    unit=per_item(), zh="有焓或参数检测的蒸汽量",
)  # fmt: skip
steam_heat_measured = source(
    "steam_heat_measured", record="activity", where=IN_ROLES, assay="enthalpy", times_assay=True,
    grain=GRAIN, unit="GJ", zh="按检测参数计的蒸汽热量",
)  # fmt: skip
hot_water_amount = source(
    "hot_water_amount", record="activity", where=HOT_WATER, grain="entity role period", unit="kg",
    zh="热水量",
)  # fmt: skip
hot_water_with_temperature = source(
    "hot_water_with_temperature", record="activity", where=HOT_WATER, assay="temperature",
    grain="entity role period", unit="kg", zh="有温度检测的热水量",
)  # fmt: skip
hot_water_warmth = source(
    "hot_water_warmth", record="activity", where=HOT_WATER, assay="temperature", times_assay=True,
    grain="entity role period", unit="t·degC", zh="热水量乘以温度",
)  # fmt: skip


@rule(
    CLAUSE, unit="GJ", grain=GRAIN, applies=ALWAYS,
    zh="蒸汽的热量", en="heat in steam",
)  # fmt: skip
def steam_heat(  # noqa: PLR0917  (what was measured, what is printed, what the guide deducts)
    steam_amount: Quantity,
    steam_with_enthalpy: Quantity,
    steam_heat_measured: Quantity,
    steam_state_enthalpy: Quantity,
    feed_water_enthalpy: Quantity,
    feed_water_sign: Quantity,
) -> Quantity:
    """Mass times enthalpy, less that of feed water at 20 °C where the guide deducts it.

    AD = Ma_st × (En_st − 83.74) × 1e-3

    Reads
    -----
    steam_amount           entity item role period
    steam_with_enthalpy    entity item role period   what has an enthalpy, filed or by its state
    steam_heat_measured    entity item role period   Σ mass × enthalpy, month by month
    steam_state_enthalpy   item                      of a state that an item is named for
    feed_water_enthalpy    item, dated               83.74 kJ/kg
    feed_water_sign        guide                     −1, and 0 in GB/T 32151.34-2024
    """
    rest = steam_amount - steam_with_enthalpy.or_nil()
    by_name = where(rest * rest > 0, rest * steam_state_enthalpy, 0)
    fed = steam_amount.by(along="guided_by", default=GUIDE) * feed_water_enthalpy
    deducted = (fed * feed_water_sign).sum(over="guide")
    return steam_heat_measured.or_nil() + by_name + deducted


@rule(
    CLAUSE, unit="GJ", grain="entity role period", applies=ALWAYS,
    zh="热水的热量", en="heat in hot water",
)  # fmt: skip
def hot_water_heat(
    hot_water_amount: Quantity,
    hot_water_with_temperature: Quantity,
    hot_water_warmth: Quantity,
    hot_water_reference: Quantity,
    water_heat_capacity: Quantity,
) -> Quantity:
    """Mass times the temperature above 20 °C times the heat capacity of water.

    AD = Ma_w × (T_w − 20) × 4.1868 × 1e-3

    Reads
    -----
    hot_water_amount             entity role period
    hot_water_with_temperature   entity role period   the mass whose temperature was measured: all
    hot_water_warmth             entity role period   Σ mass × temperature
    hot_water_reference          -, dated             20 °C
    water_heat_capacity          -, dated             4.1868 kJ/(kg·°C)
    """
    gap = hot_water_amount - hot_water_with_temperature.or_nil()
    # a ratio to nothing cannot be said: of a part the temperature is unknown
    warmth = hot_water_warmth / where(gap * gap > 0, 0, 1)
    return (warmth - hot_water_amount * hot_water_reference) * water_heat_capacity


@rule(
    CLAUSE, unit="GJ", grain="entity period", applies=ALWAYS,
    zh="净购入蒸汽和热水的热量", en="heat in steam and hot water bought, net",
)  # fmt: skip
def steam_heat_bought(
    steam_heat: Quantity, hot_water_heat: Quantity, exported_energy_sign: Quantity
) -> Quantity:
    """Purchases less sales where purchases are filed, else what was used less own output.

    Reads
    -----
    steam_heat             entity item role period
    hot_water_heat         entity role period
    exported_energy_sign   guide                     −1, and 0 in the guide of power generation
    """
    heat = steam_heat.sum(over="item").or_nil() + hot_water_heat.or_nil()
    sold = heat.at(role="sold").by(along="guided_by", default=GUIDE) * exported_energy_sign
    filed = heat.at(role="purchased") + sold.sum(over="guide").or_nil()
    made = heat.at(role="transformation_output").or_nil() + heat.at(role="recovered").or_nil()
    net = (heat.at(role="consumed").or_nil() - made).by(along="guided_by", default=GUIDE)
    used = where(net < 0, -net * exported_energy_sign, net).sum(over="guide")
    return prefer(filed, used)
