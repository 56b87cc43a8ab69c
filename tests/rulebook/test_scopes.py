"""Scopes and totals of GB/T 32150: what is added up, on which basis, and what cannot be said.

Factors that the arithmetic below uses stand in the rulebook with their sources; the sums are by hand.
"""

import datetime as dt

import pytest

from luheng.engine import evaluate, explain
from luheng.errors import KindMismatch, NoSuchBasis, UnknownQuantity
from luheng.periods import parse_period
from luheng.rulebook import load_rulebook
from luheng.rules import Quantity, clause, rule
from world import activity, append, expected, member, workspace

YEAR = "2024"


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture
def ledger(tmp_path):
    return workspace(tmp_path).ledger


def said(ledger, book, name, period=YEAR):
    """entity -> value; an entity without any row is not in it."""
    rows = evaluate(ledger, book, [name], period=period).rows()
    return {r["entity"]: r["value"] for r in rows if r["quantity"] == name}


def bought(entity, amount, **more):
    return activity(entity, YEAR, "electricity", amount, "MWh", role="purchased", **more)


# -- electricity and heat --------------------------------------------------------------------


def test_electricity_takes_the_latest_factor_of_the_province(ledger, book):
    append(ledger, "activity", [bought("E1", 1000), bought("E2", 1000)])
    append(ledger, "membership", [member("located_in", "E1", "130102")])
    # Hebei 2023: 0.6516; nobody said where E2 lies, so it takes the nation's 0.5306
    assert said(ledger, book, "electricity_co2") == {
        "E1": pytest.approx(651.6),
        "E2": pytest.approx(530.6),
    }


def test_a_factor_is_taken_only_from_the_day_on_which_it_was_published(book):
    factor = book.factors["latest_grid_emission_factor"]

    def nation(year, day):
        rows = factor.resolve([parse_period(year)], dt.date.fromisoformat(day))
        return next((r.value for r in rows if dict(r.key) == {"region": "CN"}), None)

    # the announcements of 2024-04, 2024-12 and 2025-12 are of 2021, 2022 and 2023
    assert nation("2024", "2024-06-01") == 0.5568
    assert nation("2024", "2025-06-01") == 0.5366
    assert nation("2024", "2026-06-01") == 0.5306
    assert nation("2022", "2026-06-01") == 0.5366
    assert nation("2021", "2026-06-01") == 0.5568
    assert nation("2024", "2024-01-01") is None

    def hebei(year, day):
        rows = factor.resolve([parse_period(year)], dt.date.fromisoformat(day))
        return next((r.value for r in rows if dict(r.key) == {"region": "130000"}), None)

    # until a later year was known, the regional grid of 2012 was the latest
    assert hebei("2022", "2023-06-01") == 0.8843
    assert hebei("2022", "2026-06-01") == 0.7252
    assert hebei("2011", "2026-06-01") is None


def test_no_national_factor_before_2021_and_none_for_tibet(ledger, book):
    rows = [bought("E1", 1000), *({**bought(e, 1000), "period": "2020"} for e in ("E2", "E3"))]
    append(ledger, "activity", rows)
    append(
        ledger, "membership",
        [member("located_in", "E1", "540000"), member("located_in", "E3", "130200")],
    )  # fmt: skip
    assert said(ledger, book, "electricity_co2") == {"E1": None}
    # the grid of the north in 2012: 0.8843
    assert said(ledger, book, "electricity_co2", "2020") == {"E2": None, "E3": pytest.approx(884.3)}
    assert said(ledger, book, "ghg_emissions") == {"E1": None}


def test_what_is_sent_out_is_deducted_but_not_by_the_guide_of_power_generation(ledger, book):
    rows = [bought(e, 100) for e in ("E1", "P1")]
    rows += [activity(e, YEAR, "electricity", 900, "MWh", role="sold") for e in ("E1", "P1")]
    # nothing filed of buying: use less own generation
    for e in ("E2", "P2"):
        rows.append(activity(e, YEAR, "electricity", 50, "MWh"))
        rows.append(activity(e, YEAR, "electricity", 80, "MWh", role="transformation_output"))
    append(ledger, "activity", rows)
    append(ledger, "membership", [member("guided_by", e, "gbt_32151_1") for e in ("P1", "P2")])
    assert said(ledger, book, "electricity_bought") == {"E1": -800, "E2": -30, "P1": 100, "P2": 0}


def test_certificates_and_direct_supply_count_on_the_market_basis(ledger, book):
    append(
        ledger, "activity",
        [
            bought("E1", 1000), activity("E1", YEAR, "green_certificate", 300, "MWh"),
            bought("E2", 1000), activity("E2", YEAR, "green_certificate", 1500, "MWh"),
            bought("E3", 1000),
            activity("E3", YEAR, "direct_nonfossil_electricity", 400, "MWh", role="purchased"),
            bought("E4", 1000),
            activity("E4", YEAR, "direct_fossil_electricity", 400, "MWh", role="purchased"),
        ],
    )  # fmt: skip
    market = said(ledger, book, "electricity_co2_market_based")
    assert market["E1"] == pytest.approx(700 * 0.6096)
    assert market["E2"] == 0  # certificates beyond what was bought cover nothing further
    assert market["E3"] == pytest.approx(600 * 0.6096)
    assert market["E4"] == pytest.approx(600 * 0.6096 + 400 * 0.8273)
    location = said(ledger, book, "electricity_co2")
    assert location["E1"] == location["E2"] == pytest.approx(530.6)
    # a line of its own carries no mix of the grid, on either basis
    assert location["E3"] == pytest.approx(600 * 0.5306)
    assert location["E4"] == pytest.approx(600 * 0.5306 + 400 * 0.8273)


def test_heat_is_bought_less_sent_out(ledger, book):
    append(
        ledger, "activity",
        [
            activity("E1", YEAR, "heat", 500, "GJ", role="purchased"),
            activity("E1", YEAR, "heat", 100, "GJ", role="sold"),
        ],
    )  # fmt: skip
    assert said(ledger, book, "heat_co2") == {"E1": pytest.approx(44)}


# -- gases and totals ------------------------------------------------------------------------


def gases(ledger):
    append(
        ledger, "activity",
        [
            activity("E1", YEAR, "SF6", 2, "kg", role="discharged"),
            activity("E1", YEAR, "CH4", 1, "t", role="discharged"),
            activity("E1", YEAR, "CO2", 7, "t", role="discharged"),
            activity("E1", YEAR, "CO2", 3, "t", role="recovered"),
        ],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "sf6", "ch4"),
    [
        ("scope_1", 23900, 21),  # the guides of 2013-15 take the second report
        ("scope_1_sar", 23900, 21),
        ("scope_1_ar4", 22800, 25),
        ("scope_1_ar5", 23500, 28),
        ("scope_1_ar6", 25200, 27.9),
    ],
)
def test_gases_take_the_potentials_of_the_guide_or_of_one_report(ledger, book, name, sf6, ch4):
    gases(ledger)
    assert said(ledger, book, name) == {"E1": pytest.approx(0.002 * sf6 + ch4 + 7 - 3)}


def test_a_gas_without_a_potential_makes_the_total_unsayable_where_it_has_none(ledger, book):
    append(ledger, "activity", [activity("E1", YEAR, "NF3", 1, "kg", role="discharged")])
    assert said(ledger, book, "ghg_emissions") == {"E1": None}  # the second report has none
    assert said(ledger, book, "ghg_emissions_ar6") == {"E1": pytest.approx(17.4)}


def test_the_total_is_direct_and_bought_energy_and_its_parts_may_be_missing(ledger, book):
    append(
        ledger, "activity",
        [
            activity("E1", YEAR, "diesel", 10, "t"), bought("E1", 100),
            activity("E2", YEAR, "diesel", 10, "t"),
            bought("E3", 100),
            activity("E4", YEAR, "diesel", None, "t"), bought("E4", 100),
        ],
    )  # fmt: skip
    diesel = 10 * 43.33 * 0.0202 * 0.98 * 44 / 12
    assert said(ledger, book, "ghg_emissions") == {
        "E1": pytest.approx(diesel + 53.06, rel=1e-6),
        "E2": pytest.approx(diesel, rel=1e-6),
        "E3": pytest.approx(53.06),
        "E4": None,  # on record without a value: absent, never nil
    }


def test_what_is_expected_and_missing_is_not_nil(ledger, book):
    append(ledger, "activity", [bought(e, 100) for e in ("E1", "E2", "E3")])
    owed = [("E1", "diesel", "consumed"), ("E2", "heat", "purchased"), ("E3", "raw_coal", "sold")]
    append(
        ledger, "expectation",
        [expected("activity", e, "P1Y", "2024-01-01", item=i, role=r) for e, i, r in owed],
    )  # fmt: skip
    assert said(ledger, book, "ghg_emissions") == {
        "E1": None,
        "E2": None,
        "E3": pytest.approx(53.06),  # coal that should have been sold is no part of the total
    }


def test_a_month_of_today_has_a_total(ledger, book):
    rows = [{**bought("E1", 100), "period": m} for m in ("2026-06", "2026-07", "2026-11")]
    append(ledger, "activity", rows)
    for month in ("2026-06", "2026-07", "2026-11"):
        assert said(ledger, book, "ghg_emissions", month) == {"E1": pytest.approx(53.06)}


def test_potentials_after_the_edition_of_2025_are_provisional(ledger, book):
    rows = [activity("E1", m, "SF6", 1, "kg", role="discharged") for m in ("2026-06", "2026-07")]
    append(ledger, "activity", rows)
    found = {
        m: evaluate(ledger, book, ["scope_1"], period=m).rows()[0] for m in ("2026-06", "2026-07")
    }
    assert [r["value"] for r in found.values()] == [pytest.approx(23.9)] * 2
    assert found["2026-06"]["trust"] == "transcribed"
    assert (found["2026-07"]["trust"], found["2026-07"]["provisional"]) == ("recalled", True)


def test_a_total_is_explained_down_to_rows_and_factors(ledger, book):
    append(ledger, "activity", [activity("E1", YEAR, "diesel", 10, "t"), bought("E1", 100)])
    text = explain(ledger, book, "ghg_emissions", key={"entity": "E1"}, period=YEAR).text()
    for part in ("scope_1", "electricity_co2", "0.5306", "43.33", "GB/T 32150-2015"):
        assert part in text


# -- grids and carbonates --------------------------------------------------------------------


def test_a_grid_counts_its_losses_and_the_gas_that_escapes(ledger, book):
    append(
        ledger, "activity",
        [
            bought("G1", 10_000), activity("G1", YEAR, "electricity", 9_400, "MWh", role="sold"),
            activity("G1", YEAR, "sf6_retired_equipment", 120, "kg", role="generated"),
            activity("G1", YEAR, "sf6_retired_equipment", 100, "kg", role="recovered"),
            activity("G1", YEAR, "sf6_repaired_equipment", 10, "kg", role="generated"),
            activity("E1", YEAR, "sf6_repaired_equipment", 10, "kg", role="generated"),
        ],
    )  # fmt: skip
    append(ledger, "membership", [member("guided_by", "G1", "gbt_32151_2")])
    assert said(ledger, book, "grid_losses") == {"G1": 600}
    assert said(ledger, book, "grid_sf6_emissions") == {"G1": 30}
    found = said(ledger, book, "ghg_emissions")
    assert found["G1"] == pytest.approx(600 * 0.5306 + 0.030 * 23900)


def test_carbonates_count_as_pure_substance(ledger, book):
    append(
        ledger, "activity",
        [
            activity("E1", YEAR, "calcium_carbonate", 100, "t"),
            activity("E2", YEAR, "calcium_carbonate", 100, "t"),
            activity("E3", YEAR, "limestone", 100, "t"),
            activity("S1", YEAR, "limestone", 100, "t"),
        ],
    )  # fmt: skip
    purity = {
        "entity": "E2", "period": YEAR, "item": "calcium_carbonate", "property": "purity",
        "quantity": 90, "unit": "%", "canonical_unit": "%", "amount": 90,
    }  # fmt: skip
    append(ledger, "assay", [purity])
    append(ledger, "membership", [member("guided_by", "S1", "gbt_32151_11")])
    found = said(ledger, book, "carbonate_process_emissions")
    assert found["E1"] == pytest.approx(43.97)
    assert found["E2"] == pytest.approx(90 * 0.4397)
    assert found["E3"] is None  # a rock has no factor in this guide
    assert found.get("S1") is None  # another guide's equation


# -- bases -----------------------------------------------------------------------------------


def test_a_quantity_is_found_on_another_basis(book):
    assert book.on_basis("ghg_emissions", "AR5") == "ghg_emissions_ar5"
    assert book.on_basis("ghg_emissions", "ar5") == "ghg_emissions_ar5"
    assert book.on_basis("ghg_emissions", "location") == "ghg_emissions"
    assert book.on_basis("ghg_emissions", "market") == "ghg_emissions_market_based"
    assert book.on_basis("scope_2_location_based", "market") == "scope_2_market_based"
    assert book.on_basis("scope_2", "location") == "scope_2_location_based"
    assert book.on_basis("electricity_co2", "market") == "electricity_co2_market_based"
    assert book.on_basis("comprehensive_energy", "calorific") == "comprehensive_energy"
    assert book.on_basis("comprehensive_energy", "equivalent").endswith("_primary_equivalent")


def test_a_basis_that_is_not_there_is_refused_with_those_that_are(book):
    with pytest.raises(NoSuchBasis, match=r"BASIS-01.*\n.*AR4, AR5, AR6, SAR"):
        book.on_basis("scope_1", "calorific")
    with pytest.raises(UnknownQuantity):
        book.on_basis("no_such_quantity", "AR5")


def test_location_and_market_are_never_added_but_each_stands_beside_a_report(book):
    cite = clause("gbt_32150", "e2015", "5.2")

    @rule(cite, unit="tCO2e", grain="entity period", zh="错")
    def wrong(scope_2_location_based: Quantity, scope_2_market_based: Quantity) -> Quantity:
        return scope_2_location_based + scope_2_market_based

    @rule(cite, unit="tCO2e", grain="entity period", zh="错")
    def reports(scope_1_ar4: Quantity, scope_1_ar5: Quantity) -> Quantity:
        return scope_1_ar4 + scope_1_ar5

    @rule(cite, unit="tCO2e", grain="entity period", zh="对", basis="AR5")
    def right(scope_1_ar5: Quantity, scope_2_market_based: Quantity) -> Quantity:
        return scope_1_ar5 + scope_2_market_based

    for bad in (wrong, reports):
        with pytest.raises(KindMismatch, match="differ in basis"):
            book.check_rule(bad)
    assert book.check_rule(right).basis == "AR5+market"


# -- steam -----------------------------------------------------------------------------------


def state(period, quantity, said, property_="pressure", item="steam"):
    return {
        "entity": "E1", "period": period, "item": item, "property": property_,
        "quantity": quantity, "unit": said, "canonical_unit": said, "amount": quantity,
    }  # fmt: skip


def steam(period, amount, role="purchased"):
    return {**activity("E1", period, "steam", amount, "t", role=role)}


def test_the_state_of_steam_gives_its_heat_month_by_month(ledger, book):
    pytest.importorskip("CoolProp")
    append(ledger, "activity", [steam(f"2024-{m:02d}", 100) for m in (1, 2, 3)])
    append(
        ledger, "assay",
        [
            state("2024-01", 1.0, "MPa"),  # saturated: 2777 kJ/kg
            state("2024-02", 3000, "kPa"),
            state("2024-02", 400, "degC", "temperature"),  # 3231.6 kJ/kg
            state("2024-03", 1.0, "MPa"),
            state("2024-03", 2800, "kJ/kg", "enthalpy"),  # filed: counts before the state
        ],
    )  # fmt: skip
    year = said(ledger, book, "steam_heat_bought")
    heat = 100 * (2777.1 + 3231.6 + 2800 - 3 * 83.74) / 1000
    assert year == {"E1": pytest.approx(heat, rel=1e-4)}
    february = said(ledger, book, "steam_heat_bought", "2024-02")
    assert february == {"E1": pytest.approx(100 * (3231.6 - 83.74) / 1000, rel=1e-4)}


def test_a_state_that_is_water_or_unknown_cannot_be_said(ledger, book):
    pytest.importorskip("CoolProp")
    append(ledger, "activity", [steam("2024-01", 100), steam("2024-02", 100)])
    append(
        ledger, "assay",
        [state("2024-01", 1.0, "MPa"), state("2024-01", 100, "degC", "temperature")],
    )  # fmt: skip
    assert said(ledger, book, "steam_heat_bought", "2024-01") == {"E1": None}
    assert said(ledger, book, "steam_heat_bought", "2024-02") == {"E1": None}
    assert said(ledger, book, "ghg_emissions", "2024-02") == {"E1": None}


def test_steam_of_own_boilers_that_is_sent_out_is_deducted(ledger, book):
    rows = [
        activity("E1", YEAR, "steam_sat_1p0mpa", 100, "t"),
        activity("E1", YEAR, "steam_sat_1p0mpa", 300, "t", role="transformation_output"),
    ]
    append(ledger, "activity", rows)
    assert said(ledger, book, "steam_heat_bought") == {
        "E1": pytest.approx(-200 * (2777.0 - 83.74) / 1000)
    }
