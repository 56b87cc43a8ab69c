"""A form filled in: figures against hand arithmetic, and an answer for every cell without one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import world
from filed_works import NAME, WORKS, YEAR, works
from luheng.apps.accounting.account.line import Reason
from luheng.errors import set_language
from luheng.reports.accounting import CellKind, Mark, fill, form_of
from luheng.reports.accounting.digits import decimals, shown
from luheng.reports.accounting.wording import remedy
from luheng.rulebook import load_rulebook


@pytest.fixture(autouse=True)
def _in_chinese(_one_language):
    set_language("zh")


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    return works(tmp_path_factory.mktemp("works")).ledger


def filled(ledger, book, name, **more):
    set_language("zh")
    return fill(ledger, book, form_of(name), WORKS, YEAR, **more)


@pytest.fixture(scope="module")
def stock(ledger, book):
    return filled(ledger, book, "205-1")


@pytest.fixture(scope="module")
def water(ledger, book):
    return filled(ledger, book, "water_use")


def table(one, name):
    return next(t for t in one.tables if t.table.id == name)


def cell(one, name, row, column):
    found = table(one, name)
    at = [c.id for c in found.table.columns].index(column)
    rows = [r for n, r in enumerate(found.rows) if found.row_title(n) == row]
    assert len(rows) == 1, (row, [found.row_title(n) for n in range(len(found.rows))])
    return rows[0][at]


# -- figures ---------------------------------------------------------------------------------------


def test_205_1_shows_what_was_filed_in_the_units_of_the_form(stock):
    said = {
        ("烟煤", "opening"): ("100.00", "t"),
        ("烟煤", "purchased"): ("1,200.00", "t"),
        ("烟煤", "consumed"): ("1,000.00", "t"),
        ("烟煤", "closing"): ("300.00", "t"),
        ("柴油", "consumed"): ("100.00", "t"),
        ("电力", "purchased"): ("1,000.00", "万kWh"),
    }
    for (row, column), (text, unit) in said.items():
        one = cell(stock, "stock", row, column)
        assert (one.shown, one.unit) == (text, unit)


def test_coefficients_and_the_total_are_those_of_hand_arithmetic(stock):
    # OWN: 20 GJ/t ÷ 29.3076 GJ/tce; 1000 t of it; 100 t × 1.4571 (recalled); 1000 万kWh × 1.229
    assert cell(stock, "stock", "烟煤", "applied").value == pytest.approx(20 / 29.3076, rel=1e-9)
    assert cell(stock, "stock", "电力", "applied").value == pytest.approx(1.229, rel=1e-9)
    assert cell(stock, "stock", "电力", "applied").unit == "tce/万kWh"
    total = cell(stock, "stock", "能源合计", "energy")
    assert total.value == pytest.approx(1000 * 20 / 29.3076 + 145.71 + 1229, abs=1e-3)
    assert total.unit == "tce"


def test_a_reference_coefficient_stands_beside_the_one_that_was_applied(stock):
    one = cell(stock, "stock", "电力", "reference")
    assert (one.value, one.unit) == (pytest.approx(1.229), "tce/万kWh")
    assert one.origin.quantity == "coal_equivalent"


def test_a_figure_says_in_full_what_it_rests_on(stock):
    one = cell(stock, "stock", "电力", "energy").origin
    assert (one.quantity, one.period, one.unit) == ("energy_by_carrier", YEAR, "kgce")
    assert one.value == pytest.approx(1_229_000)
    assert one.cite.startswith("GB/T 2589-2020")
    assert dict(one.key) == {"item": "electricity"}
    assert one.members == "电力"


def test_a_figure_that_rests_on_a_recalled_value_is_marked(stock):
    diesel = cell(stock, "stock", "柴油", "energy")
    assert Mark.PROVISIONAL in diesel.marks
    assert diesel.shown == "145.71*"
    assert diesel.origin.provisional
    assert Mark.PROVISIONAL in cell(stock, "stock", "能源合计", "energy").marks
    assert cell(stock, "stock", "电力", "energy").marks == ()
    assert any(note.startswith("* 暂定") for note in table(stock, "stock").legend())


def test_water_by_source_with_the_period_before(water):
    # OWN: 30,000 m3 taken and 10,000 bought; half of it the year before
    assert cell(water, "sources", "地表水", "withdrawn").shown == "3.0000"
    assert cell(water, "sources", "自来水", "purchased").shown == "1.0000"
    total = cell(water, "sources", "取水量合计", "taken")
    assert (total.value, total.unit) == (pytest.approx(4), "万m3")
    assert cell(water, "sources", "取水量合计", "before").value == pytest.approx(2)
    # OWN: reuse 36 ÷ (36 + 4)
    assert cell(water, "rates", "重复利用率", "value").value == pytest.approx(90)
    assert cell(water, "products", "水泥", "water").value == pytest.approx(40_000 / 50_000)


def test_waste_by_kind_and_its_rate(ledger, book):
    one = filled(ledger, book, "solid_waste")
    assert cell(one, "kinds", "粉煤灰", "generated").shown == "200.00"
    # OWN: 150 + 90 of 200 + 100 t
    assert cell(one, "totals", "综合利用率", "value").value == pytest.approx(80)
    assert cell(one, "kinds", "粉煤灰", "rate").value == pytest.approx(75)
    assert cell(one, "kinds", "合计", "generated").shown == "300.00"
    assert table(one, "recycled").empty


@pytest.mark.slow
def test_the_report_on_greenhouse_gases_by_source(ledger, book):
    one = filled(ledger, book, "ghg_report")
    # OWN: the general guide's defaults: coal 26.18 tC/TJ and 93 %, diesel 43.33 GJ/t, 20.2 tC/TJ
    # and 98 %; the heating value of the coal was measured
    coal = 1000 * 20 * 26.18e-3 * 0.93 * 44 / 12
    diesel = 100 * 43.33 * 20.2e-3 * 0.98 * 44 / 12
    # Hebei's grid, 0.6516 tCO2/MWh, 10,000 MWh
    power = 10_000 * 0.6516
    for row, value in {
        "化石燃料燃烧": coal + diesel,
        "净购入电力": power,
        "温室气体排放总量": coal + diesel + power,
    }.items():
        assert cell(one, "summary", row, "value").value == pytest.approx(value, abs=1e-3), row
        assert cell(one, "summary", row, "before").value == pytest.approx(value / 2, abs=1e-3)
    assert cell(one, "fuels", "烟煤", "heating_value").value == pytest.approx(20)
    assert cell(one, "fuels", "烟煤", "heating_value_source").text == "实测值"
    assert cell(one, "fuels", "柴油", "heating_value_source").text == "缺省值"
    assert cell(one, "fuel_factors", "柴油", "oxidation").value == pytest.approx(98)
    assert cell(one, "fuel_factors", "合计", "emissions").value == pytest.approx(coal + diesel)
    # the values beneath it: those of the guide, the province and the fuels on record, and no other
    factors = table(one, "factors")
    shown = [c.id for c in factors.table.columns]
    said = {(r[shown.index("member")].text, r[shown.index("value")].text) for r in factors.rows}
    assert {("柴油", "43.33"), ("烟煤", "26.18"), ("河北省", "0.6516")} <= said
    assert not {m for m, _ in said} & {"无烟煤", "北京市", "天然气"}
    # what other guides have and this one has not is neither a row nor a gap
    assert cell(one, "summary", "工业生产过程（二氧化碳）", "value").kind is CellKind.NONE
    assert table(one, "processes").empty
    assert [g.line for g in one.gaps] == ["cover/address"]
    # a report by the general guide has no table of the national market
    assert "market" not in {t.table.id for t in one.tables}


@pytest.mark.slow
def test_the_report_on_energy_use_has_balance_meters_and_equipment(ledger, book):
    one = filled(ledger, book, "energy_use_report")
    # OWN: 100 + 1200 − 300 − 1000 t
    assert cell(one, "balance", "烟煤", "imbalance").value == pytest.approx(0)
    assert cell(one, "balance", "烟煤", "cause").text == "平衡"
    # 100 t of diesel burnt that nobody bought
    assert cell(one, "balance", "柴油", "imbalance").value == pytest.approx(-100)
    assert cell(one, "balance", "柴油", "cause").text.startswith("有消费而没有任何来源")
    assert [c.text for c in table(one, "meters").rows[0]][:3] == ["M1", "总进线", "电力"]
    mill = table(one, "equipment").rows
    assert {r[1].text for r in mill} == {"1号磨机", "@风机"}
    gap = next(c.gap for r in mill for c in r if c.kind is CellKind.GAP)
    assert (gap.row, gap.column) == ("@风机", "能力或功率")
    energy = 1000 * 20 / 29.3076 + 145.71 + 1229
    total = cell(one, "structure", "合计", "calorific")
    assert total.value == pytest.approx(energy, abs=1e-3)
    per_product = cell(one, "products", "水泥", "energy")
    assert (per_product.value, per_product.unit) == (pytest.approx(energy / 50, abs=1e-4), "kgce/t")
    # everything was half as much a year before, per tonne the same
    assert cell(one, "products", "水泥", "saved").value == pytest.approx(0, abs=1e-3)


# -- what is missing -------------------------------------------------------------------------------


def test_no_cell_is_blank(stock, water):
    for one in (stock, water):
        for found in one.tables:
            for _, column, said in found.cells():
                text = found.table.columns[column].show
                assert said.shown or text in {"number", "unit", "cite"}, (found.table.id, column)


def test_each_gap_names_its_place_the_reason_and_the_remedy(stock):
    gap = cell(stock, "stock", "柴油", "opening").gap
    assert (gap.table, gap.row, gap.column) == (
        "能源购进、消费与库存",
        "柴油",
        "年初（期初）库存量",
    )
    assert "期初库存" in gap.reason
    assert "activity" in gap.remedy
    assert [g.number for g in stock.gaps] == list(range(1, len(stock.gaps) + 1))
    gaps = [c.gap for t in stock.tables for _, _, c in t.cells() if c.kind is CellKind.GAP]
    facts = [f.gap for f in stock.facts if f.gap]
    assert [*facts, *gaps] == list(stock.gaps)
    assert all(g.reason and g.remedy for g in stock.gaps)


def test_a_column_that_cannot_apply_is_crossed_out_and_no_gap(stock):
    assert cell(stock, "stock", "电力", "opening").kind is CellKind.VOID
    assert not [g for g in stock.gaps if g.row == "电力"]


def test_what_nobody_asks_for_is_a_dash(stock):
    assert cell(stock, "stock", "柴油", "sold").kind is CellKind.NONE
    assert cell(stock, "stock", "柴油", "sold").shown == "—"


def test_columns_of_the_printed_form_that_no_record_holds_are_told(stock):
    assert next(g.column for g in stock.not_held) == "购进金额"
    assert all(g.reason and g.remedy and not g.number for g in stock.not_held)


def test_an_entity_that_is_not_described_has_a_cover_of_gaps(ledger, book):
    set_language("zh")
    one = fill(ledger, book, form_of("205-2"), "NOBODY", YEAR)
    lacking = {f.label.zh for f in one.facts if f.gap}
    assert lacking == {"单位名称", "统一社会信用代码", "所在地区", "行业（GB/T 4754）"}
    assert table(one, "transformation").empty
    # four facts, and the table as a whole
    assert len(one.gaps) == 5


def test_a_month_that_is_missing_makes_a_figure_partial_and_is_listed(tmp_path, book):
    ledger = world.workspace(tmp_path / "w").ledger
    world.append(ledger, "entity", [{"id": "E1", "type": "enterprise", "name_zh": "甲"}])
    months = [f"2024-{m:02d}" for m in range(1, 12)]
    rows = [world.activity("E1", m, "electricity", 100, "万kWh") for m in months]
    world.append(ledger, "activity", rows)
    world.append(
        ledger, "expectation",
        [world.expected("activity", "E1", "P1M", "2024-01-01", item="electricity", role="consumed")],
    )  # fmt: skip
    set_language("zh")
    one = fill(ledger, book, form_of("205-1"), "E1", YEAR)
    used = cell(one, "stock", "电力", "consumed")
    assert used.shown == "1,100.00†"
    assert used.gap.partial
    assert "91.7%" in used.gap.reason
    assert any(note.startswith("† 数据不全") for note in table(one, "stock").legend())


@pytest.mark.parametrize(
    "kind", ["no_rows", "blank_row", "no_factor", "no_edition", "undefined", "see_explain", "else"]
)
def test_every_kind_of_reason_has_a_remedy(kind):
    for language in ("zh", "en"):
        set_language(language)
        said = remedy([Reason(kind, "甲", "a")], "scope_1", "--where entity=E1", YEAR)
        assert len(said) > 10


# -- states of knowledge ---------------------------------------------------------------------------


def test_a_form_as_known_at_a_receipt_stays_as_it_was(tmp_path, book):
    ledger = works(tmp_path / "w").ledger
    before = filled(ledger, book, "205-1")
    row = world.activity(WORKS, YEAR, "diesel", 7, "t", role="opening_stock")
    world.append(ledger, "activity", [row], source="late.csv")
    now = filled(ledger, book, "205-1")
    assert cell(now, "stock", "柴油", "opening").shown == "7.00"
    again = filled(ledger, book, "205-1", known_at=before.known_at)
    assert again.as_dict() == before.as_dict()


def test_an_english_reader_gets_english(ledger, book):
    set_language("en")
    one = fill(ledger, book, form_of("205-1"), WORKS, YEAR)
    assert one.title == "Energy purchase, consumption and stock (205-1)"
    assert table(one, "stock").row_title(0) == "bituminous coal"
    assert "closing stock" in one.gaps[-1].reason


def test_the_cover_names_the_enterprise_and_its_credit_code(stock):
    said = {f.label.zh: f.text for f in stock.facts}
    assert said["单位名称"] == NAME
    assert said["统一社会信用代码"] == WORKS
    assert said["所在地区"] == "唐山市"


# -- digits ----------------------------------------------------------------------------------------


@given(st.floats(-1e12, 1e12), st.integers(0, 6))
def test_display_is_near_and_never_nought_for_what_is_not(value, digits):
    text = shown(value, digits)
    kept = decimals(value, digits)
    assert abs(float(text.replace(",", "")) - value) <= 0.5 * 10.0**-kept + abs(value) * 1e-12
    if abs(value) >= 1e-6:
        assert float(text.replace(",", "")) != 0
    # what is less than sums resolve is noise, and shown as the form shows nought
    assert shown(4e-10, digits) == shown(0, digits)


def test_halves_go_to_the_even_digit_as_in_filings():
    assert [shown(v, 1) for v in (1.25, 1.35, 1234.45, -1.25)] == ["1.2", "1.4", "1,234.4", "-1.2"]
