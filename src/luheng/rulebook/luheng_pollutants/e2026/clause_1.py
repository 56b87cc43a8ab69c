"""Luheng's pollutant accounts, clause 1: emissions as they were filed, by the method they name.

``method`` of an activity is free text; these words are read, any other is "not stated".
"""

from luheng.rules import source

AIR = (
    *("so2", "nox", "particulate_matter", "pm10", "pm2_5", "vocs", "co", "ammonia_air"),
    *("hydrogen_fluoride", "hydrogen_chloride", "hydrogen_sulphide", "mercury_air", "lead_air"),
)
WATER = (
    *("cod", "ammonia_nitrogen", "total_nitrogen", "total_phosphorus", "bod5", "suspended_solids"),
    *("petroleum_pollutant", "volatile_phenols", "cyanide", "total_mercury", "total_cadmium"),
    *("total_chromium", "hexavalent_chromium", "total_arsenic", "total_lead"),
)
POLLUTANTS = (*AIR, *WATER)
MEASURED = ("measured", "实测", "实测法", "监测", "自动监测", "在线监测", "手工监测", "监测法")
BALANCE = ("balance", "物料衡算", "物料衡算法", "衡算")
FACTOR = ("factor", "排污系数", "排污系数法", "产排污系数", "产排污系数法", "系数法", "系数")
DISCHARGED = {"item": POLLUTANTS, "role": "discharged"}

emissions_filed = source(
    "emissions_filed",
    record="activity",
    where=DISCHARGED,
    grain="entity item period",
    unit="kg",
    zh="填报的污染物排放量",
    en="pollutant emissions as filed",
)

emissions_filed_measured = source(
    "emissions_filed_measured",
    record="activity",
    where={**DISCHARGED, "method": MEASURED},
    grain="entity item period",
    unit="kg",
    zh="按实测填报的排放量",
    en="pollutant emissions filed as measured",
)

emissions_filed_by_balance = source(
    "emissions_filed_by_balance",
    record="activity",
    where={**DISCHARGED, "method": BALANCE},
    grain="entity item period",
    unit="kg",
    zh="按物料衡算填报的排放量",
    en="pollutant emissions filed by material balance",
)

emissions_filed_by_factor = source(
    "emissions_filed_by_factor",
    record="activity",
    where={**DISCHARGED, "method": FACTOR},
    grain="entity item period",
    unit="kg",
    zh="按排污系数填报的排放量",
    en="pollutant emissions filed by factor",
)
