"""GB/T 32151.10-2015, chemicals: the balance of the carbon in raw materials, products and wastes.

The equation was seen in a calculator that follows the guide of 2013; the clause number is recalled.
A fuel that is a raw material counts here (role ``raw_material``) and is not burnt.
"""

from collections.abc import Mapping, Sequence

from luheng.codelists import load
from luheng.periods import ALWAYS
from luheng.rules import Quantity, Source, clause, prefer, rule, source, where
from luheng.units import per_item

CLAUSE = clause("gbt_32151_10", "e2015", "5.2.3")
GUIDE = "gbt_32150"
CHEMICALS = "gbt_32151_10"
GRAIN = "entity item period"
#: the chemicals of table 2.2
LISTED = (
    *("acetonitrile", "acrylonitrile", "butadiene", "carbon_black", "ethylene", "dichloroethane"),
    *("ethylene_glycol", "ethylene_oxide", "hydrogen_cyanide", "methanol", "methane_feedstock"),
    *("ethane", "propane", "propylene", "vinyl_chloride", "urea", "ammonium_bicarbonate"),
    "calcium_carbide",
)
FOSSIL = tuple(
    r["id"] for r in load("energy_carriers").rows
    if r["fossil"] == "yes" and r["class"] != "aggregate"
)  # fmt: skip
FEEDSTOCK: Mapping[str, Sequence[str]] = {
    "role": "raw_material",
    "item": (*FOSSIL, *LISTED),
}
PRODUCTS: Mapping[str, Sequence[str]] = {"role": "produced", "item": LISTED}


def _analysed(name: str, role: str, zh: str) -> Source:
    """The carbon of whatever was analysed, listed or not."""
    return source(
        name, record="activity", where={"role": role}, assay="carbon_content", times_assay=True,
        grain=GRAIN, unit="tC", zh=zh,
    )  # fmt: skip


def _listed(name: str, rows: Mapping[str, Sequence[str]], zh: str, assay: str = "") -> Source:
    return source(
        name, record="activity", where=rows, assay=assay, grain=GRAIN, unit=per_item(), zh=zh,
    )  # fmt: skip


feedstock_carbon_analysed = _analysed("feedstock_carbon_analysed", "raw_material", "原料的实测碳")
product_carbon_analysed = _analysed("product_carbon_analysed", "produced", "产品的实测碳")
waste_carbon_analysed = _analysed("waste_carbon_analysed", "generated", "废物的实测碳")
chemical_feedstock = _listed("chemical_feedstock", FEEDSTOCK, "化工原料")
chemical_feedstock_analysed = _listed(
    "chemical_feedstock_analysed", FEEDSTOCK, "有含碳量检测的化工原料", "carbon_content"
)
chemical_products = _listed("chemical_products", PRODUCTS, "含碳化工产品")
chemical_products_analysed = _listed(
    "chemical_products_analysed", PRODUCTS, "有含碳量检测的化工产品", "carbon_content"
)


def _own(carbon: Quantity) -> Quantity:
    """Of the enterprises of this part alone, nil where none was analysed."""
    total = carbon.sum(over="item")
    return total.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS).or_nil()


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="原料的缺省碳", en="carbon of raw materials by default contents",
)  # fmt: skip
def feedstock_carbon_by_default(
    chemical_feedstock: Quantity,
    chemical_feedstock_analysed: Quantity,
    chemical_carbon_content: Quantity,
    fuel_heating_value: Quantity,
    fuel_carbon_content: Quantity,
) -> Quantity:
    """Raw materials that were not analysed times the carbon that the guide takes them to hold.

    Reads
    -----
    chemical_feedstock            entity item period   chemicals of table 2.2 and fossil fuels
    chemical_feedstock_analysed   entity item period   those whose carbon was measured
    chemical_carbon_content       guide item, dated    table 2.2
    fuel_heating_value            guide item, dated    fuels: heat × carbon per heat
    fuel_carbon_content           guide item, dated
    """
    rest = chemical_feedstock - chemical_feedstock_analysed.or_nil()
    own = rest.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS)
    of_fuel = fuel_heating_value.at(guide=CHEMICALS) * fuel_carbon_content.at(guide=CHEMICALS)
    carbon = prefer(own * chemical_carbon_content.at(guide=CHEMICALS), own * of_fuel)
    return where(own * own > 0, carbon, 0)


@rule(
    CLAUSE, unit="tC", grain=GRAIN, applies=ALWAYS,
    zh="产品的缺省碳", en="carbon of products by default contents",
)  # fmt: skip
def product_carbon_by_default(
    chemical_products: Quantity,
    chemical_products_analysed: Quantity,
    chemical_carbon_content: Quantity,
) -> Quantity:
    """Products of table 2.2 that were not analysed times the carbon that it prints."""
    rest = chemical_products - chemical_products_analysed.or_nil()
    own = rest.by(along="guided_by", default=GUIDE).at(guide=CHEMICALS)
    return where(own * own > 0, own * chemical_carbon_content.at(guide=CHEMICALS), 0)


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="化工原料用碳的排放量", en="CO2 of the carbon balance of chemicals",
)  # fmt: skip
def chemical_balance_co2(  # noqa: PLR0917  (three flows, measured and by default)
    feedstock_carbon_by_default: Quantity,
    feedstock_carbon_analysed: Quantity,
    product_carbon_by_default: Quantity,
    product_carbon_analysed: Quantity,
    waste_carbon_analysed: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Carbon in the raw materials, less what is in products and wastes, became carbon dioxide.

    E = {Σ(AD_in × CC) − [Σ(AD_product × CC) + Σ(AD_waste × CC)]} × 44/12

    Reads
    -----
    feedstock_carbon_by_default   entity item period   by the guide's contents
    feedstock_carbon_analysed     entity item period   by measured contents
    product_carbon_by_default     entity item period   products of table 2.2
    product_carbon_analysed       entity item period   products whose carbon was measured
    waste_carbon_analysed         entity item period   wastes whose carbon was measured

    A product that is neither in table 2.2 nor analysed is taken to hold none.
    """
    fed = feedstock_carbon_by_default.sum(over="item").or_nil()
    fed = fed + _own(feedstock_carbon_analysed)
    out = product_carbon_by_default.sum(over="item").or_nil() + _own(product_carbon_analysed)
    return (fed - out - _own(waste_carbon_analysed)) * carbon_to_co2
