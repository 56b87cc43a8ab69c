"""Thirty provinces beside CEADs: what comes out, what it is made of, and what is never done."""

import json
from fractions import Fraction

import pytest

from luheng.apps.accounting import (
    TOTALS,
    Inventory,
    balance_findings,
    carrier_figure,
    ceads_2007,
    compare_provinces,
    difference_figure,
)
from luheng.cli.main import main
from luheng.connectors import demo_tables
from luheng.errors import set_language
from luheng.intake import receive
from luheng.ledger import Workspace
from luheng.methods.two_factor_split import Manner
from luheng.rulebook import load_rulebook

OVERLAY = "ndrc_guides_for_earlier_years"
HEBEI, HEILONGJIANG, HUNAN, SHANGHAI = "130000", "230000", "430000", "310000"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("accounting"), overlays=(OVERLAY,))
    with demo_tables.folder() as folder:
        outcome = receive(made, [folder / demo_tables.BALANCES], demo_tables.NAME, recorded_by="t")
    assert (outcome.kept, outcome.refused) == (30 * 33 * 22, 0)
    return made


@pytest.fixture(scope="module")
def comparison(workspace):
    return compare_provinces(workspace.ledger, load_rulebook(overlays=(OVERLAY,)))


# -- the answer ------------------------------------------------------------------------------------


def test_hebei_is_within_5_percent_and_27_of_30_within_12(comparison):
    assert len(comparison.provinces) == 30
    assert abs(comparison.province(HEBEI).difference_pct) < 5
    assert comparison.within(12) >= 27


@pytest.mark.parametrize(("region", "mt"), [(HEBEI, 500.7), (HEILONGJIANG, 182.6), (HUNAN, 206.8)])
def test_ceads_less_its_process_column(comparison, region, mt):
    assert comparison.province(region).other_mt == pytest.approx(mt, abs=0.05)


def test_what_came_out_is_what_is_written_down(comparison):
    """A change of a factor or of the method shows here first."""
    said = {HEBEI: (513.63, -12.97), HEILONGJIANG: (194.82, -12.23), HUNAN: (222.14, -15.36),
            SHANGHAI: (197.34, -25.36)}  # fmt: skip
    for region, (own, gap) in said.items():
        one = comparison.province(region)
        assert one.own_mt == pytest.approx(own, abs=0.01)
        assert one.difference_mt == pytest.approx(gap, abs=0.01)
    assert (comparison.within(12), comparison.within(5)) == (29, 10)
    assert comparison.widest.region == SHANGHAI


def test_hebeis_gasoline_by_hand(comparison):
    # OWN: cells M31, M34, M22 of 3.xls (万吨), 43,070 kJ/kg, 18.9 tC/TJ, 98 %, 44/12
    burnt = (249.027488 - 0.12 + 0.008) * 1e7
    mt = burnt * 43070e-9 * 18.9 * 0.98 * 44 / 12 * 1e-6
    (one,) = [c for c in comparison.province(HEBEI).carriers if c.item == "gasoline"]
    assert one.activity == pytest.approx(burnt)
    assert one.own_mt == pytest.approx(mt, rel=1e-9)


# -- the split -------------------------------------------------------------------------------------


def test_the_parts_are_the_difference(comparison):
    for p in comparison.provinces:
        assert p.split.factor + p.split.activity == p.split.whole
        for c in p.carriers:
            assert c.split.whole == Fraction(c.other_mt) - Fraction(c.own_mt)
        assert p.difference_mt == pytest.approx(p.other_mt - p.own_mt, abs=1e-6)
        said = p.as_dict()
        parts = said["other_activity_mt"] + said["other_factor_mt"]
        assert parts == pytest.approx(said["ceads_mt"] - said["co2_mt"], abs=1e-6)


def test_a_factor_is_only_used_where_provinces_agree(comparison):
    factors = {f.item: f for f in comparison.factors}
    assert factors["gasoline"].implied.agreeing == 30
    assert factors["gasoline"].ratio == pytest.approx(1, abs=1e-3)
    assert factors["other_petroleum_products"].implied.value is None
    for p in comparison.provinces:
        for c in p.carriers:
            if factors[c.item].implied.value is None:
                assert c.split.factor == 0
                assert c.manner is not Manner.SPLIT


def test_shanghai_differs_by_petroleum_products_that_ceads_hardly_counts(comparison):
    driver = comparison.province(SHANGHAI).drivers[0]
    assert driver.item == "other_petroleum_products"
    assert driver.split.factor == 0
    assert float(driver.split.whole) == pytest.approx(-24.07, abs=0.01)


def test_a_driver_pushes_the_way_the_difference_went(comparison):
    for p in comparison.provinces:
        for c in p.drivers:
            assert (c.split.whole > 0) is (p.split.whole > 0)


def test_our_factors_do_not_follow_the_inventory(workspace, comparison):
    """An inventory twice as large changes the differences, and not one figure of ours."""
    given = ceads_2007()
    double = Inventory(
        "double", given.period, given.unit,
        {r: {c: 2 * v for c, v in row.items()} for r, row in given.by_carrier.items()},
        given.process, {r: 2 * v - given.process[r] for r, v in given.printed_total.items()},
    )  # fmt: skip
    other = compare_provinces(workspace.ledger, load_rulebook(overlays=(OVERLAY,)), double)
    assert [p.own_mt for p in other.provinces] == [p.own_mt for p in comparison.provinces]
    assert other.within(12) == 0


def test_without_the_overlay_nothing_is_said_of_2007(workspace):
    bare = compare_provinces(workspace.ledger, load_rulebook())
    assert {p.own_mt for p in bare.provinces} == {None}
    assert {p.difference_pct for p in bare.provinces} == {None}
    assert bare.within(100) == 0
    assert bare.own_mt is None
    assert bare.province(HEBEI).as_dict()["other_factor_mt"] is None


def test_before_anything_was_recorded_nothing_is_known(workspace):
    book = load_rulebook(overlays=(OVERLAY,))
    early = compare_provinces(workspace.ledger, book, known_at=0)
    assert {p.own_mt for p in early.provinces} == {None}


# -- the inventory ---------------------------------------------------------------------------------


def test_the_carriers_of_the_inventory_add_up_to_its_total():
    inventory = ceads_2007()
    assert len(inventory.regions) == 30
    for region in inventory.regions:
        parts = sum(inventory.by_carrier[region].values())
        assert parts == pytest.approx(inventory.energy_related(region), abs=1e-9)


# -- the balances ----------------------------------------------------------------------------------


def test_three_balances_break_their_identity(workspace):
    found = {f.source: f for f in balance_findings(workspace.ledger)}
    assert {s: (f.sheet, f.cell) for s, f in found.items()} == {
        "11.xls": ("Sheet1", "C42"), "23.xls": ("Sheet1", "D42"), "30.xls": ("Sheet1", "V42"),
    }  # fmt: skip
    for source, gap in (("11.xls", "11,999.99"), ("23.xls", "139.6"), ("30.xls", "300")):
        assert gap in found[source].problem_en
        assert gap in found[source].problem_zh


def test_further_findings_are_asked_for_by_code(workspace):
    further = balance_findings(workspace.ledger, TOTALS)
    assert {f.code for f in further} == {TOTALS}
    assert len({(f.source, f.cell) for f in further}) == len(further)


# -- figures and command ---------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "name"), [("zh", "河北"), ("en", "Hebei")])
def test_the_figures_show_every_province(comparison, language, name):
    set_language(language)
    drawn = difference_figure(comparison)
    assert len(drawn.data) == 4
    assert set(drawn.data[0].y) == {p.name for p in comparison.provinces}
    assert name in drawn.data[0].y
    for place, region in enumerate(drawn.data[3].y):
        parts = sum(drawn.data[n].x[place] for n in range(3))
        assert parts == pytest.approx(drawn.data[3].x[place], abs=1e-9), region
    grid = carrier_figure(comparison).data[0]
    assert (len(grid.y), len(grid.x)) == (30, 17)


def test_the_comparison_as_a_table(comparison):
    table = comparison.to_arrow()
    assert {"region", "item", "difference_mt", "manner"} <= set(table.column_names)
    assert table.num_rows == sum(len(p.carriers) for p in comparison.provinces)
    assert len(comparison.to_pandas()) == table.num_rows


def test_the_command_prints_json_and_a_table(workspace, capsys):
    folder = str(workspace.folder)
    assert main(["accounting", "provinces", "--workspace", folder, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert len(said["provinces"]) == 30
    assert said["provinces"][0]["carriers"]
    assert main(["accounting", "provinces", "--workspace", folder, "--lang", "zh"]) == 0
    assert "河北" in capsys.readouterr().out
    assert main(["accounting", "balances", "--workspace", folder, "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 3
    assert main(["accounting", "balances", "--workspace", folder, "--all"]) == 0
    assert "BALANCE-02" in capsys.readouterr().out
