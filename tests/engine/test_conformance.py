"""Conformance: every quantity and every read on DuckDB and on Spark, to the last digit.

The rows are those of the worked examples of the rulebook, some examples to a ledger, and of a small
world (OWN) for reads, corrections and what no example holds; a quantity that is new and has rows in
neither is one that the suite names. What is compared is a figure of ``evaluate``: the tables of both
engines whole, with coverage, trust and overlays, and with no tolerance.

All examples in one ledger are no leaner: where everything is on record nothing is left out of a
SELECT, and one question took ten times what its parts take.
"""

import dataclasses
import datetime as dt
import random

import pyarrow as pa
import pytest

from drawn_rows import (
    MEASURED,
    activities,
    assays,
    balances,
    beyond,
    growth,
    metered,
    totals,
    works,
)
from examples import EXAMPLES, append_all, named, questions
from luheng.engine import evaluate
from luheng.engine.backend import backend_of
from luheng.ledger import Ledger
from luheng.ledger.layout import layout_of
from luheng.ledger.reading import Stretch
from luheng.ledger.series import series_sql
from luheng.records import names
from luheng.rulebook import load_rulebook
from luheng.rulebook.loader import overlay_names
from object_store_service import service
from world import activity, append, expected, member, meter, workspace

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # pyspark warns of its own use of pandas
]

ENGINE = "spark-local[2]"
#: the worked examples, few to a ledger
PARTS = [EXAMPLES[n : n + 2] for n in range(0, len(EXAMPLES), 2)]
#: what no example rests on, but has the rows for
ALSO = ("gas_row_ch4", "gas_row_sf6", "gas_row_cf4", "gas_row_c2f6")
#: what neither an example nor the world gives a value, and why
NOT_YET = {
    # the yearbook's coefficients end before GB/T 2589-2008 begins: no year has both sides
    "enterprise_share_of_regional_energy",
    "regional_energy_beyond_enterprises",
}
#: each quantity stands where the world has rows for it
QUESTIONS = {
    "2025-04..2025-05": (
        *("activity_amount", "metered_amount", "energy_use", "electricity_use"),
        *("comprehensive_energy", "reactive_energy_lagging", "reactive_energy_leading"),
        "metered_co2",
    ),
    "2025": ("comprehensive_energy",),
    "2015": ("comprehensive_energy",),
    "2024": (
        *("net_energy_use", "energy_assayed", "energy_assayed_heat", "feedstock_use"),
        *("energy_consumed_media_bought", "certified_electricity", "product_output"),
        *("products_made", "sole_product_output", "gross_output_value", "value_added"),
        *("gross_output_value_comparable", "value_added_comparable", "energy_by_carrier"),
        *("energy_by_carrier_primary_equivalent", "comprehensive_energy_primary_equivalent"),
        *("energy_in_media", "energy_per_output_value", "energy_per_output_value_comparable"),
        *("energy_per_value_added", "energy_per_value_added_comparable"),
        *("energy_per_unit_product", "whole_energy_per_unit_product"),
        *("electricity_per_unit_product", "product_energy_saving_by_product"),
        *("product_energy_saving", "product_energy_saving_rate", "output_value_energy_saving"),
        *("output_value_energy_saving_rate", "output_value_energy_saving_by_carrier"),
        *("product_electricity_saving_by_product", "feedstock_energy_by_carrier"),
        *("feedstock_energy", "dual_control_energy", "dual_control_energy_per_value_added"),
        "renewable_electricity_energy",
    ),
    "2018-05": ("electricity_co2_as_if",),
    "2007": (
        *("balance_amount", "regional_fuel_burnt", "regional_co2_energy_related_by_carrier"),
        *("regional_co2_energy_related", "regional_carrier_consumption"),
        *("regional_energy_consumption_by_carrier", "regional_energy_consumption"),
        *("regional_co2_per_gdp", "regional_natural_gas_share", "regional_oil_share"),
    ),
    "2021": (
        *("published_growth", "published_level", "energy_per_value_added_ratio"),
        *("energy_per_value_added_change", "energy_per_value_added_change_over_five_years"),
        "value_added_growth_difference",
    ),
}
#: all in the year of the rows that no example holds
BEYOND = (
    *("material_carbon", "material_with_carbon_assay", "pure_gypsum", "so2_removal_efficiency"),
    *("anode_ash_mass", "anode_with_ash_assay", "carbonate_calcined", "carbonate_with_rate"),
    *("ceramic_raw_fired", "chemical_feedstock_analysed", "chemical_products_analysed"),
    *("clinker_mgo_not_from_carbonate", "co2_recovered", "co2_recovered_co2e", "direct_fossil"),
    *("direct_fossil_electricity_co2", "direct_nonfossil", "electricity_supplied_directly"),
    *("emissions_filed_by_balance", "enterprise_pollutant_emissions_of_region"),
    *("exported_carbon_co2", "feedstock_carbon_analysed", "material_generated"),
    *("mine_co2_drained", "mine_co2_used", "product_carbon_analysed", "raw_meal_carbon"),
    *("raw_meal_with_carbon_assay", "sf6_repaired_won", "pure_amount_by_role"),
    *("purity_assayed_amount", "hazardous_waste_disposal", "hazardous_waste_storage"),
    *("hazardous_waste_utilisation", "other_gases_co2e_ar4", "other_gases_co2e_sar"),
    *("scope_1_ar4", "scope_1_sar", "ghg_emissions_ar4", "ghg_emissions_ar5"),
    *("ghg_emissions_sar", "ghg_emissions_market_based", "park_comprehensive_energy"),
    *("park_energy_per_value_added", "park_scope_1", "park_ghg_emissions"),
    *("park_ghg_per_value_added", "park_solid_waste_generation"),
    *("enterprise_electricity_use_of_region", "enterprise_scope_1_of_region"),
    *("enterprise_scope_1_per_value_added_of_region", "enterprise_scope_2_of_region"),
    *("enterprise_ghg_emissions_of_region", "enterprise_solid_waste_generation_of_region"),
    *("enterprise_share_of_regional_energy_primary_equivalent",),
    *("regional_energy_beyond_enterprises_primary_equivalent",),
)
#: every factor is asked for in each of these, in one question; fewer would leave some out
YEARS = ("2007", "2012", "2018", "2021", "2026")
#: a short life is compiled lightly: half the time of the suite on two cores
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
#: nor is it worth while to plan a few rows again while they run, or to write Java for each plan;
#: ``test_spark.py`` asks a cluster as it is
SESSION = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def moved(ledger, row, at):
    """Move a reading to another instant by a named rule."""
    kept = layout_of("reading")
    found = ledger.read("reading", {"meter": row["meter"], "at": row["at"]})
    table = found.select([c for c in kept.facts if c not in {*kept.origin, "receipt"}])
    table = table.set_column(table.column_names.index("at"), kept.schema(kept.facts).field("at"),
                             pa.array([at], kept.facts["at"]))  # fmt: skip
    for key in kept.keys:
        table = table.append_column(f"key_{key}", found[key])
    ledger.correct("reading", table, rule="misdated", reason="OWN", recorded_by="test")


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    ledger = workspace(tmp_path_factory.mktemp("conformance")).ledger
    pick = random.Random(17)
    filed = activities(pick)
    append(ledger, "activity", filed)
    append(ledger, "statistic", [*balances(pick), *growth(pick), *totals(pick, "130000", "2007")])
    measured = [meter(m, item, "measured") for m, (item, _) in MEASURED.items()]
    append(ledger, "entity", [meter("M1"), meter("M2"), *measured])
    append(ledger, "membership", [
        *(member("meter_of", m, "E99") for m in ("M1", "M2", *MEASURED)),
        *(member("located_in", f"E{e}", f"13{e % 3 + 1:02d}00") for e in (*range(11), 12)),
    ])  # fmt: skip
    owed = [expected("reading", "M1", "PT15M", "2025-05-01", "2025-05-08")]
    owed += [expected("activity", "E1", "P1M", "2025-01-01", item="diesel", role="consumed")]
    append(ledger, "expectation", owed)
    readings = metered(pick)
    append(ledger, "reading", readings)
    append(ledger, "reading", [{**readings[0], "value": 7.3}], "corrected.csv")
    append(ledger, "activity", [{**filed[0], "quantity": 0.1}], "corrected.csv")
    moved(ledger, readings[20], readings[20]["at"] + dt.timedelta(days=5))
    append(ledger, "reading", [{**readings[0], "value": 7.4}], "again.csv")
    append(ledger, "activity", works(pick), "works.csv")
    append(ledger, "assay", assays(pick))
    return ledger


@pytest.fixture(scope="module")
def bucket():
    """A small object store; the environment says where it is, to Spark's workers too."""
    with service() as here, pytest.MonkeyPatch.context() as patch:
        for name, value in here.variables.items():
            patch.setenv(name, value)
        yield here


@pytest.fixture(scope="module")
def spark(world, bucket):
    pytest.importorskip("pyspark")
    ledger = Ledger(dataclasses.replace(world.settings, engine=ENGINE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", JAVA_OPTIONS)
        session = backend_of(ledger).session
    for name, value in SESSION.items():
        session.conf.set(name, value)
    yield ledger
    session.stop()


@pytest.fixture(scope="module")
def book():
    return load_rulebook(overlays=overlay_names())


@dataclasses.dataclass
class Said:
    """Which quantities were given a value, by how many of the tests."""

    names: set[str] = dataclasses.field(default_factory=set)
    parts: int = 0


@pytest.fixture(scope="module")
def said():
    return Said()


def given(figures):
    rows = zip(*(figures.table[c].to_pylist() for c in ("quantity", "value")), strict=True)
    return {quantity for quantity, value in rows if value is not None}


def same(here, there, book, quantities, period):
    """The quantities that both engines give a value, in one and the same table."""
    one = evaluate(here, book, quantities, period=period)
    other = evaluate(there, book, quantities, period=period)
    assert other.table.equals(one.table), differing(one.table, other.table)
    return given(one)


def pair_of(folder, spark):
    """A ledger without rows, and the same one as Spark reads it in the session that there is."""
    assert spark.settings.engine == ENGINE
    here = workspace(folder).ledger
    return here, Ledger(dataclasses.replace(here.settings, engine=ENGINE))


def differing(one, other):
    """A few rows that one table has and the other has not, of each."""
    here, there = one.to_pylist(), other.to_pylist()
    return [r for r in here if r not in there][:3], [r for r in there if r not in here][:3]


@pytest.mark.parametrize("period", QUESTIONS)
def test_every_rule_and_every_source(world, spark, book, said, period):
    found = same(world, spark, book, QUESTIONS[period], period)
    assert found == set(QUESTIONS[period])
    said.names |= found
    said.parts += 1


def test_what_no_example_holds(tmp_path, spark, book, said):
    here, there = pair_of(tmp_path, spark)
    for name, rows in beyond(random.Random(23)).items():
        append(here, name, rows)
    found = same(here, there, book, BEYOND, "2024")
    assert found == set(BEYOND)
    said.names |= found
    said.parts += 1


@pytest.mark.parametrize("paths", PARTS, ids=lambda paths: named(paths[0]))
def test_every_worked_example_and_what_lies_beneath(tmp_path, spark, book, said, paths):
    here, there = pair_of(tmp_path, spark)
    append_all(here, book, paths)
    for some, period in questions(book, paths, said.names, ALSO):
        found = given(evaluate(here, book, some, period=period))
        if found:  # Spark plans slowly: what has no value here is left to another example
            assert same(here, there, book, sorted(found), period) == found
        said.names |= found
    said.parts += 1


@pytest.mark.parametrize("period", YEARS)
def test_every_factor(world, spark, book, said, period):
    said.names |= same(world, spark, book, list(book.factors), period)
    said.parts += 1


def test_no_quantity_is_left_out(book, said):
    if said.parts < len(QUESTIONS) + 1 + len(PARTS) + len(YEARS):
        pytest.skip("only together with the tests before")
    assert set(book.names()) - said.names == NOT_YET, "give these rows and ask for them"


@pytest.mark.parametrize("receipt", [0, 6])
def test_a_figure_as_known_before_and_after_corrections(world, spark, book, receipt):
    here = evaluate(world, book, ["electricity_use"], period="2025-05", known_at=receipt)
    there = evaluate(spark, book, ["electricity_use"], period="2025-05", known_at=receipt)
    assert there.table.equals(here.table)
    assert there.known_at == here.known_at == receipt
    assert (len(here) > 0) is (receipt > 0)


def test_below_a_region_and_some_entities(world, spark, book):
    asked = {"where": {"region": "130100", "entity": ["E0", "E7", "nobody"]}, "period": "2025-04"}
    here = evaluate(world, book, ["electricity_use"], **asked)
    there = evaluate(spark, book, ["electricity_use"], **asked)
    assert len(here) > 0
    assert there.table.equals(here.table)


def visible(ledger, backend, record, known):
    """The rows of a record on an engine, in the order of their keys."""
    layout = layout_of(record)
    kinds = {**layout.facts, "corrected_by": pa.string()}
    sql = ledger.relation_sql(record, known)
    table = backend.run(backend.translated(sql)).select(list(kinds))
    order = [(k, "ascending") for k in layout.keys]
    return table.cast(layout.schema(kinds)).combine_chunks().sort_by(order)


def states(ledger, record):
    """Each state of knowledge in which a record differs from the one before, and the first."""
    receipts = ledger.receipts().select(["number", "record"]).to_pylist()
    return [0, *(r["number"] for r in receipts if r["record"] == record)]


def every_read(world, spark, records):
    for record in records:
        for known in states(world, record):
            here = visible(world, backend_of(world), record, known)
            assert visible(spark, backend_of(spark), record, known).equals(here), (record, known)
            yield record, known, here.num_rows


def test_every_read_at_every_state_of_knowledge(world, spark):
    rows = {(record, known): count for record, known, count in every_read(world, spark, names())}
    assert rows["reading", 0] == 0
    assert rows["reading", 6] > 400
    assert {record for record, _ in rows} == set(names())


@pytest.mark.parametrize("meter_", ["M1", "nobody"])
def test_a_stretch_of_one_meter(world, spark, meter_):
    stretch = (
        meter_,
        dt.datetime(2025, 5, 1, tzinfo=dt.UTC),
        dt.datetime(2025, 5, 9, tzinfo=dt.UTC),
    )
    for known in (6, None):
        here = world.series(*stretch, known)
        backend = backend_of(spark)
        as_known = spark._as_known(layout_of("reading"), known)
        there = backend.run(backend.translated(series_sql(as_known, Stretch(*stretch))))
        assert there.cast(here.schema).combine_chunks().equals(here.combine_chunks())
        assert (len(here) > 200) is (meter_ == "M1")


def test_a_ledger_without_rows(tmp_path, spark, book):
    assert backend_of(spark).session is not None
    empty = workspace(tmp_path).ledger
    other = Ledger(dataclasses.replace(empty.settings, engine=ENGINE))
    here = evaluate(empty, book, ["electricity_use"], period="2025")
    there = evaluate(other, book, ["electricity_use"], period="2025")
    assert len(here) == 0
    assert there.table.equals(here.table)


def test_a_ledger_in_an_object_store(tmp_path, spark, bucket, book):
    """Spark's workers read the files that the table lists by pyarrow: no jar is at hand."""
    pytest.importorskip("fsspec")
    own = workspace(tmp_path).ledger
    place = dataclasses.replace(own.settings, ledger="s3://bucket/账本")
    far, same = Ledger(place), Ledger(dataclasses.replace(place, engine=ENGINE))
    pick = random.Random(3)
    rows = [activity(f"E{e}", "2025-05", "electricity", pick.random() * 1e6, "kWh")
            for e in range(9)]  # fmt: skip
    append(far, "activity", rows)
    append(far, "activity", [{**rows[0], "quantity": 0.1}], "corrected.csv")
    assert all(k.startswith("账本/") for k in bucket.keys())  # noqa: SIM118  (a bucket is no dict)
    for known in (1, None):
        here = evaluate(far, book, ["electricity_use"], period="2025-05", known_at=known)
        there = evaluate(same, book, ["electricity_use"], period="2025-05", known_at=known)
        assert len(here) == 9
        assert there.table.equals(here.table)


def test_compaction_moves_no_digit_on_either_engine(world, spark, book):
    asked = {"period": "2025-05", "known_at": 8}
    before = evaluate(world, book, ["electricity_use"], **asked)
    assert given(before)
    for record in ("reading", "activity"):
        world.compact(record)
    for ledger in (world, spark):
        assert evaluate(ledger, book, ["electricity_use"], **asked).table.equals(before.table)
    assert len(list(every_read(world, spark, ("reading", "activity")))) >= 6
