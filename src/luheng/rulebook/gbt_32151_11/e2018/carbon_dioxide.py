"""GB/T 32151.11-2018, coal mines: carbon dioxide that escapes, and drained methane that is flared.

The equations were seen in a calculator that follows the guide of 2014; the clause number is
recalled.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, rule, source

CLAUSE = clause("gbt_32151_11", "e2018", "5.2.3")
GUIDE = "gbt_32150"
COAL = "gbt_32151_11"


def _volume(name: str, item: str, role: str, zh: str) -> Source:
    return source(
        name, record="activity", where={"item": item, "role": role}, grain="entity period",
        unit="m3", zh=zh,
    )  # fmt: skip


mine_co2_vented = _volume(
    "mine_co2_vented", "ventilation_carbon_dioxide", "discharged", "风排二氧化碳量"
)
mine_co2_drained = _volume(
    "mine_co2_drained", "drained_carbon_dioxide", "withdrawn", "抽采二氧化碳量"
)
mine_co2_used = _volume("mine_co2_used", "drained_carbon_dioxide", "utilised", "利用的二氧化碳量")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="矿井二氧化碳逃逸量", en="carbon dioxide that escapes from mines",
)  # fmt: skip
def mine_co2_escape(
    mine_co2_vented: Quantity,
    mine_co2_drained: Quantity,
    mine_co2_used: Quantity,
    mine_co2_density: Quantity,
) -> Quantity:
    """Carbon dioxide in the ventilation air and drained, less what was used.

    E = (Σ vented + Σ drained − used) × 19.7
    """
    escaped = mine_co2_vented.or_nil() + mine_co2_drained.or_nil() - mine_co2_used.or_nil()
    return escaped * mine_co2_density


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="瓦斯火炬燃烧排放量", en="CO2 of drained methane flared",
)  # fmt: skip
def mine_flare_co2(
    methane_flared: Quantity,
    methane_carbon_by_volume: Quantity,
    flare_oxidation_rate: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Methane flared times its carbon and the share that burns.

    E = Q × TC × OF × 44/12;  TC = Σ 12 × n × V% × 10 ÷ 22.4, for pure methane 12/22.4 kg/m3
    """
    carbon = methane_flared * methane_carbon_by_volume
    return carbon * flare_oxidation_rate * carbon_to_co2


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="煤炭企业过程排放量", en="process emissions of coal production",
)  # fmt: skip
def coal_process_emissions(mine_co2_escape: Quantity, mine_flare_co2: Quantity) -> Quantity:
    """Carbon dioxide that escapes and that of flares, of the enterprises of this part."""
    both = mine_co2_escape.or_nil() + mine_flare_co2.or_nil()
    return both.by(along="guided_by", default=GUIDE).at(guide=COAL)
