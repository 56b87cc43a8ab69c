"""Rows (OWN) for what both engines are asked: a works of one product, balances, meters, assays.

Amounts are drawn at random from a generator that is handed in, so that sums have digits to lose.
"""

from __future__ import annotations

import datetime as dt

from world import activity, member, quarter_hours

MONTHS = ("2025-04", "2025-05", "2015-03", "2018-05")
FLOWS = ("total_final_consumption", "losses", "transformation", "non_energy_use", "thermal_power",
         "heating_supply")  # fmt: skip
CARRIERS = ("raw_coal", "coke", "diesel", "coke_oven_gas", "electricity", "natural_gas")
UNITS = {"electricity": "万kWh", "coke_oven_gas": "万m3", "natural_gas": "万m3"}
MEASURED = {
    "Q1": ("reactive_energy_lagging", "kvarh"),
    "Q2": ("reactive_energy_leading", "kvarh"),
    "Q3": ("co2_stated", "tCO2"),
}


def activities(pick):
    rows = [
        activity(f"E{e}", month, item, pick.random() * 10 ** pick.randint(0, 9), unit)
        for e in range(6)
        for month in MONTHS
        for item, unit in (("electricity", "kWh"), ("diesel", "t"), ("natural_gas", "m3"))
    ]
    rows += [
        activity("E7", "2025-04", "electricity", 5.0, "kWh"),
        activity("E7", "2025-04", "diesel", None, "kg", state="nil"),
        activity("E8", "2025-04", "electricity", 5.0, "kWh"),
        activity("E8", "2025-04", "diesel", None, "kg", state="value"),
        activity("E9", "2025-04", "straw", 2.0, "kg"),
        activity("E9", "2025-Q1", "electricity", 3.0, "kWh"),
        activity("E9", "2025-01", "electricity", 1.0, "kWh"),
        activity("E10", "2025", "electricity", 1e15 + 0.3, "kWh"),
        activity("E11", "2015-03", "diesel", 3.0, "t"),
    ]
    return rows


def works(pick):
    """A works of one product over two years: what every rule on energy reads."""
    used = (("raw_coal", "t"), ("electricity", "kWh"), ("coke", "t"), ("green_certificate", "kWh"))
    made = (("cement", "t"), ("gross_output_value", "万CNY"), ("value_added", "万CNY"),
            ("gross_output_value_comparable", "万CNY"), ("value_added_comparable", "万CNY"))  # fmt: skip
    more = (("coke", "t", "transformation_output"), ("raw_coal", "t", "raw_material"),
            ("oxygen", "m3", "purchased"), ("oxygen", "m3", "sold"))  # fmt: skip
    each = [*((i, u, "consumed") for i, u in used), *((i, u, "produced") for i, u in made), *more]
    return [
        activity("E12", year, item, pick.uniform(1, 1e5), unit, role=role)
        for year in ("2007", "2023", "2024")
        for item, unit, role in each
    ]


def assays(pick):
    row = {"entity": "E12", "item": "raw_coal", "property": "heating_value", "unit": "kJ/kg"}
    return [
        {**row, "period": year, "quantity": pick.uniform(2e4, 3e4)} for year in ("2023", "2024")
    ]


def balances(pick):
    rows = [
        {"form": "energy_balance_physical", "region": region, "flow": flow, "item": item,
         "period": "2007", "quantity": pick.random() * 1e4, "unit": UNITS.get(item, "万t")}
        for region in ("130000", "430000")
        for flow in FLOWS
        for item in CARRIERS
    ]  # fmt: skip
    rows[0] |= {"quantity": None, "state": "nil"}
    rows[-1] |= {"quantity": None, "state": "value"}
    return rows


def growth(pick):
    rate = {"form": "communique", "region": "130000", "measure": "growth_year_on_year",
            "unit": "%"}  # fmt: skip
    out = []
    for year in range(2016, 2022):
        energy = {"flow": "above_scale_energy_use", "quantity": pick.uniform(-3, 3)}
        added = {"flow": "above_scale_value_added", "quantity": pick.uniform(4, 8)}
        out.append({**rate, **energy, "period": str(year)})
        out.append({**rate, **added, "prices": "comparable", "period": str(year)})
        out.append({**rate, **added, "measure": "level", "prices": "current", "unit": "亿元",
                    "period": str(year), "quantity": 1e4 + year * pick.random()})  # fmt: skip
    return out


def metered(pick):
    rows = quarter_hours("M1", dt.datetime(2025, 5, 1, 0, 15), 96 * 3, 0.1)
    rows += quarter_hours("M2", dt.datetime(2018, 5, 1, 0, 15), 96, 1 / 3)
    for name, (_, unit) in MEASURED.items():
        some = quarter_hours(name, dt.datetime(2025, 4, 30, 20), 40, pick.random())
        rows += [{**r, "unit": unit} for r in some]
    rows[7] = {**rows[7], "value": None}
    rows[8] = {**rows[8], "value": 4711.0, "kind": "register"}
    del rows[10]
    return rows


def beyond(pick):
    """What no worked example holds: two works in a city and a park, and its province's figures."""
    filed = {
        "W1": {
            "purchased": {"electricity": "MWh", "direct_fossil_electricity": "MWh",
                          "direct_nonfossil_electricity": "MWh"},
            "consumed": {"electricity": "MWh", "diesel": "t", "carbon_anode": "t",
                         "limestone": "t", "ceramic_raw_material": "t", "raw_meal": "t",
                         "ferrochrome": "t"},
            "raw_material": {"naphtha": "t"},
            "produced": {"value_added": "万CNY", "value_added_comparable": "万CNY",
                         "methanol": "t", "cement_clinker": "t"},
            "generated": {"hazardous_waste": "t", "general_industrial_solid_waste": "t",
                          "flue_gas_desulphurisation_gypsum": "t"},
            "utilised": {"hazardous_waste": "t", "drained_carbon_dioxide": "万m3"},
            "disposed": {"hazardous_waste": "t"},
            "stored": {"hazardous_waste": "t"},
            "withdrawn": {"drained_carbon_dioxide": "万m3"},
            "recovered": {"CO2": "t", "sf6_repaired_equipment": "kg"},
            "discharged": {"SF6": "kg"},
        },
        "W2": {"produced": {"pig_iron": "t"}, "generated": {"pig_iron": "t"}, "sold": {"pig_iron": "t"}},
        # nothing of W1 that cannot be said stands between this one and its totals
        "W3": {
            "purchased": {"electricity": "MWh"},
            "consumed": {"electricity": "MWh", "diesel": "t"},
            "produced": {"value_added": "万CNY"},
        },
    }  # fmt: skip
    rows = [
        activity(entity, "2024", item, pick.uniform(10, 1e4), unit, role=role)
        for entity, roles in filed.items()
        for role, items in roles.items()
        for item, unit in items.items()
    ]
    so2 = activity("W1", "2024", "so2", pick.random(), "t", role="discharged", method="物料衡算")
    return {
        "activity": [*rows, so2],
        "assay": analyses(pick),
        "membership": [
            *(member("located_in", works, "370102") for works in ("W1", "W2")),
            *(member("park_of", works, "P1") for works in ("W1", "W2")),
            member("located_in", "W3", "370200"),
            member("park_of", "W3", "P2"),
            member("guided_by", "W2", "gbt_32151_5"),
        ],
        "statistic": levels(pick),
    }


def analyses(pick):
    found = (("carbon_anode", "ash", "%"), ("limestone", "calcination_rate", "%"),
             ("limestone", "purity", "%"), ("ceramic_raw_material", "utilisation_rate", "%"),
             ("naphtha", "carbon_content", "tC/t"), ("methanol", "carbon_content", "tC/t"),
             ("raw_meal", "carbon_content", "tC/t"), ("ferrochrome", "carbon_content", "tC/t"),
             ("flue_gas_desulphurisation_gypsum", "purity", "%"),
             ("so2", "removal_efficiency", "%"),
             ("cement_clinker", "mgo_not_from_carbonate", "%"))  # fmt: skip
    return [
        {"entity": "W1", "period": "2024", "item": item, "property": name, "unit": unit,
         "quantity": pick.random()}
        for item, name, unit in found
    ]  # fmt: skip


def levels(pick):
    """A province's balance by carrier, its total on both bases and its product, in one year."""
    balance = [
        {**row, "period": "2024", "region": "370000"}
        for row in balances(pick)
        if row["region"] == "130000" and "state" not in row
    ]
    return [*balance, *totals(pick, "370000", "2024")]


def totals(pick, region, year):
    total = {"region": region, "period": year, "form": "communique", "measure": "level",
             "sector": "total", "item": "total"}  # fmt: skip
    return [
        {**total, "flow": "energy_consumption", "prices": "none", "unit": "万tce",
         "quantity": pick.uniform(1e3, 1e4)},
        {**total, "flow": "gdp", "prices": "current", "unit": "亿元",
         "quantity": pick.uniform(1e4, 1e5)},
    ]  # fmt: skip
