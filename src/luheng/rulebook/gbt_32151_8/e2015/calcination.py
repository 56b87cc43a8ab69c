"""GB/T 32151.8-2015, cement: carbon dioxide of the raw meal in the kiln.

The equation of calcination was seen as text in a second-hand transcription, that of the carbon in
raw meal is recalled, and so are the clause numbers.
"""

from luheng.periods import ALWAYS
from luheng.rules import Quantity, clause, rule, source, where

CLAUSE = clause("gbt_32151_8", "e2015", "5.2.3")
GUIDE = "gbt_32150"
CEMENT = ("gbt_32151_8",)
CLINKERS = (
    "cement_clinker",
    "white_cement_clinker",
    "sulphoaluminate_clinker",
    "aluminate_clinker",
)
MADE = {"item": CLINKERS, "role": "produced"}
MEAL = {"item": "raw_meal", "role": "consumed"}
GRAIN = "entity item period"

clinker_made = source(
    "clinker_made", record="activity", where=MADE, grain=GRAIN, unit="t",
    zh="熟料产量", en="clinker made",
)  # fmt: skip

clinker_cao = source(
    "clinker_cao", record="activity", where=MADE, assay="cao_content", times_assay=True,
    grain=GRAIN, unit="t", zh="熟料中的氧化钙", en="calcium oxide of clinker",
)  # fmt: skip

clinker_with_cao_assay = source(
    "clinker_with_cao_assay", record="activity", where=MADE, assay="cao_content",
    grain=GRAIN, unit="t", zh="有氧化钙含量的熟料", en="clinker with a content of calcium oxide",
)  # fmt: skip

clinker_cao_not_from_carbonate = source(
    "clinker_cao_not_from_carbonate", record="activity", where=MADE,
    assay="cao_not_from_carbonate", times_assay=True, grain=GRAIN, unit="t",
    zh="熟料中不是来自碳酸盐的氧化钙", en="calcium oxide of clinker not from carbonates",
)  # fmt: skip

clinker_mgo = source(
    "clinker_mgo", record="activity", where=MADE, assay="mgo_content", times_assay=True,
    grain=GRAIN, unit="t", zh="熟料中的氧化镁", en="magnesium oxide of clinker",
)  # fmt: skip

clinker_with_mgo_assay = source(
    "clinker_with_mgo_assay", record="activity", where=MADE, assay="mgo_content",
    grain=GRAIN, unit="t", zh="有氧化镁含量的熟料", en="clinker with a content of magnesium oxide",
)  # fmt: skip

clinker_mgo_not_from_carbonate = source(
    "clinker_mgo_not_from_carbonate", record="activity", where=MADE,
    assay="mgo_not_from_carbonate", times_assay=True, grain=GRAIN, unit="t",
    zh="熟料中不是来自碳酸盐的氧化镁", en="magnesium oxide of clinker not from carbonates",
)  # fmt: skip

kiln_dusts = source(
    "kiln_dusts", record="activity",
    where={"item": ("kiln_dust", "bypass_dust"), "role": "discharged"}, grain=GRAIN, unit="t",
    zh="窑炉排气筒和旁路放风粉尘", en="dust of kiln stack and bypass",
)  # fmt: skip

raw_meal_use = source(
    "raw_meal_use", record="activity", where=MEAL, grain="entity period", unit="t",
    zh="生料消耗量", en="raw meal consumed",
)  # fmt: skip

raw_meal_carbon = source(
    "raw_meal_carbon", record="activity", where=MEAL, assay="carbon_content", times_assay=True,
    grain="entity period", unit="tC", zh="生料实测非燃料碳", en="non-fuel carbon of raw meal",
)  # fmt: skip

raw_meal_with_carbon_assay = source(
    "raw_meal_with_carbon_assay", record="activity", where=MEAL, assay="carbon_content",
    grain="entity period", unit="t", zh="有实测非燃料碳的生料", en="raw meal with measured carbon",
)  # fmt: skip


def calcined(oxide: Quantity, other: Quantity, made: Quantity, measured: Quantity) -> Quantity:
    """The oxide that carbonates gave, per mass of clinker; all clinker has to be measured."""
    total, gap = made.sum(over="item"), (made - measured).sum(over="item")
    # a share of clinker of which some was not measured cannot be said: its ratio is to nothing
    whole = where(gap * gap > 0, 0, total)
    return (oxide.sum(over="item") - other.sum(over="item").or_nil()) / whole


@rule(
    CLAUSE, unit="t", grain="entity period", applies=ALWAYS,
    zh="熟料和窑尾粉尘量", en="clinker and kiln dust",
)  # fmt: skip
def clinker_and_dust(clinker_made: Quantity, kiln_dusts: Quantity) -> Quantity:
    """Clinker, and the dust of kiln stack and bypass, which was calcined too.

    Q_clinker + Q_kiln head dust + Q_bypass dust

    Reads
    -----
    clinker_made   entity item period
    kiln_dusts     entity item period   nil where none is on record
    """
    return clinker_made.sum(over="item") + kiln_dusts.sum(over="item").or_nil()


@rule(
    CLAUSE, unit="t", grain="entity period", applies=ALWAYS,
    zh="碳酸盐分解得到的氧化钙", en="calcium oxide that carbonates gave",
)  # fmt: skip
def calcined_cao(
    clinker_and_dust: Quantity,
    clinker_made: Quantity,
    clinker_cao: Quantity,
    clinker_with_cao_assay: Quantity,
    clinker_cao_not_from_carbonate: Quantity,
) -> Quantity:
    """Clinker and dust times the calcium oxide that came from carbonates.

    (Q_clinker + dust) × (FR1 − FR10)
    """
    share = calcined(
        clinker_cao, clinker_cao_not_from_carbonate, clinker_made, clinker_with_cao_assay
    )
    return clinker_and_dust * share


@rule(
    CLAUSE, unit="t", grain="entity period", applies=ALWAYS,
    zh="碳酸盐分解得到的氧化镁", en="magnesium oxide that carbonates gave",
)  # fmt: skip
def calcined_mgo(
    clinker_and_dust: Quantity,
    clinker_made: Quantity,
    clinker_mgo: Quantity,
    clinker_with_mgo_assay: Quantity,
    clinker_mgo_not_from_carbonate: Quantity,
) -> Quantity:
    """Clinker and dust times the magnesium oxide that came from carbonates.

    (Q_clinker + dust) × (FR2 − FR20)
    """
    share = calcined(
        clinker_mgo, clinker_mgo_not_from_carbonate, clinker_made, clinker_with_mgo_assay
    )
    return clinker_and_dust * share


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="水泥原料碳酸盐分解排放量", en="CO2 of calcination in cement",
)  # fmt: skip
def cement_calcination_co2(
    calcined_cao: Quantity,
    calcined_mgo: Quantity,
    clinker_cao_to_co2: Quantity,
    clinker_mgo_to_co2: Quantity,
) -> Quantity:
    """Calcium and magnesium oxide that carbonates gave, as carbon dioxide.

    E = (Q_clinker + dust) × [(FR1 − FR10) × 44/56 + (FR2 − FR20) × 44/40]

    Reads
    -----
    calcined_cao         entity period
    calcined_mgo         entity period
    clinker_cao_to_co2   guide, dated    44/56
    clinker_mgo_to_co2   guide, dated    44/40, as the guide prints it
    """
    cao = calcined_cao.by(along="guided_by", default=GUIDE) * clinker_cao_to_co2
    mgo = calcined_mgo.by(along="guided_by", default=GUIDE) * clinker_mgo_to_co2
    return (cao + mgo).among(guide=CEMENT, called="cement").sum(over="guide")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="水泥生料中非燃料碳煅烧排放量", en="CO2 of non-fuel carbon in raw meal",
)  # fmt: skip
def cement_raw_meal_co2(
    raw_meal_use: Quantity,
    raw_meal_carbon: Quantity,
    raw_meal_with_carbon_assay: Quantity,
    raw_meal_carbon_content: Quantity,
    carbon_to_co2: Quantity,
) -> Quantity:
    """Raw meal times its carbon that is no carbonate, as measured or by the default.

    E = Q_raw meal × FR0 × 44/12

    Reads
    -----
    raw_meal_use                 entity period
    raw_meal_carbon              entity period   Σ amount × measured content, month by month
    raw_meal_with_carbon_assay   entity period   the amount that this covers
    raw_meal_carbon_content      guide, dated    0.1 %
    carbon_to_co2                -               ratio of molar masses
    """
    unmeasured = raw_meal_use - raw_meal_with_carbon_assay.or_nil()
    rest = unmeasured.by(along="guided_by", default=GUIDE) * raw_meal_carbon_content
    carbon = rest + raw_meal_carbon.by(along="guided_by", default=GUIDE).or_nil()
    return (carbon * carbon_to_co2).among(guide=CEMENT, called="cement").sum(over="guide")


@rule(
    CLAUSE, unit="t", grain="entity period", applies=ALWAYS,
    zh="水泥企业熟料产量", en="clinker of cement works",
)  # fmt: skip
def cement_clinker_output(clinker_made: Quantity) -> Quantity:
    """Clinker of the entities that account by this guide."""
    made = clinker_made.sum(over="item").by(along="guided_by", default=GUIDE)
    return made.among(guide=CEMENT, called="cement").sum(over="guide")


@rule(
    CLAUSE, unit="tCO2", grain="entity period", applies=ALWAYS,
    zh="水泥工业生产过程排放量", en="process emissions of cement",
)  # fmt: skip
def cement_process_emissions(
    cement_calcination_co2: Quantity, cement_raw_meal_co2: Quantity, cement_clinker_output: Quantity
) -> Quantity:
    """Calcination and the carbon of raw meal; a works that makes clinker has to file both.

    Reads
    -----
    cement_calcination_co2   entity period   nil where no clinker is made, as in a grinding plant
    cement_raw_meal_co2      entity period   nil only there
    cement_clinker_output    entity period
    """
    meal = where(
        cement_clinker_output.or_nil() > 0, cement_raw_meal_co2, cement_raw_meal_co2.or_nil()
    )
    return cement_calcination_co2.or_nil() + meal
