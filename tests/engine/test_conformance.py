"""Conformance: every quantity and every read on DuckDB and on Spark, to the last digit.

One small world (OWN) holds rows for each quantity of the rulebook; a quantity that is new finds no
rows here, and the suite says so. What is filed is a figure of ``evaluate``: the tables of both
engines are compared whole, with coverage, trust and overlays, and with no tolerance.
"""

import dataclasses
import datetime as dt
import random
from pathlib import Path

import pyarrow as pa
import pytest

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
from world import activity, append, expected, member, meter, quarter_hours, workspace

pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # pyspark warns of its own use of pandas
]

#: each quantity stands where the world has rows for it; one that is new has to be added
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
    ),
    "2021": (
        *("published_growth", "published_level", "energy_per_value_added_ratio"),
        *("energy_per_value_added_change", "energy_per_value_added_change_over_five_years"),
        "value_added_growth_difference",
    ),
}
#: every factor is asked for in each of these, in one question
YEARS = ("2007", "2018", "2023")
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
        for year in ("2023", "2024")
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
    append(ledger, "statistic", [*balances(pick), *growth(pick)])
    measured = [meter(m, item, "measured") for m, (item, _) in MEASURED.items()]
    append(ledger, "entity", [meter("M1"), meter("M2"), *measured])
    append(ledger, "membership", [
        *(member("meter_of", m, "E99") for m in ("M1", "M2", *MEASURED)),
        *(member("located_in", f"E{e}", f"13{e % 3 + 1:02d}00") for e in range(11)),
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
    ledger = Ledger(dataclasses.replace(world.settings, engine="spark-local[2]"))
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


@pytest.fixture(scope="module")
def said():
    """The quantities that were given a value, filled by the tests of the questions."""
    return set()


def given(figures):
    rows = zip(*(figures.table[c].to_pylist() for c in ("quantity", "value")), strict=True)
    return {quantity for quantity, value in rows if value is not None}


@pytest.mark.parametrize("period", QUESTIONS)
def test_every_rule_and_every_source(world, spark, book, said, period):
    here = evaluate(world, book, QUESTIONS[period], period=period)
    there = evaluate(spark, book, QUESTIONS[period], period=period)
    assert given(here) == set(QUESTIONS[period])
    assert there.table.equals(here.table)
    said |= given(here)


@pytest.mark.parametrize("period", YEARS)
def test_every_factor(world, spark, book, said, period):
    here = evaluate(world, book, list(book.factors), period=period)
    there = evaluate(spark, book, list(book.factors), period=period)
    assert there.table.equals(here.table)
    said |= given(here)


def test_no_quantity_is_left_out(book, said):
    if len(said) < len(QUESTIONS):
        pytest.skip("only together with the tests before")
    # a debt, named: quantities of the accounts whose rows this world does not have yet
    owed = set((Path(__file__).parent / "not_yet_on_both_engines.txt").read_text().split())
    assert set(book.names()) - said == owed, "give the world rows for these, and ask for them"


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
    other = Ledger(dataclasses.replace(empty.settings, engine="spark-local[2]"))
    here = evaluate(empty, book, ["electricity_use"], period="2025")
    there = evaluate(other, book, ["electricity_use"], period="2025")
    assert len(here) == 0
    assert there.table.equals(here.table)


def test_a_ledger_in_an_object_store(tmp_path, spark, bucket, book):
    """Spark's workers read the files that the table lists by pyarrow: no jar is at hand."""
    pytest.importorskip("fsspec")
    own = workspace(tmp_path).ledger
    place = dataclasses.replace(own.settings, ledger="s3://bucket/账本")
    far, same = Ledger(place), Ledger(dataclasses.replace(place, engine="spark-local[2]"))
    pick = random.Random(3)
    rows = [activity(f"E{e}", "2025-05", "electricity", pick.random() * 1e6, "kWh")
            for e in range(9)]  # fmt: skip
    append(far, "activity", rows)
    append(far, "activity", [{**rows[0], "quantity": 0.1}], "corrected.csv")
    assert all(k.startswith("账本/") for k in bucket.keys())  # noqa: SIM118
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
