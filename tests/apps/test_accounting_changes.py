"""Two states side by side: effects that add up exactly, and what changed beneath."""

from dataclasses import replace
from fractions import Fraction

import pytest

import world
from luheng.apps.accounting import change_figure, compare, read_state, subject_of
from luheng.errors import BadPeriod, BadQuery, UnknownQuantity
from luheng.periods import ALWAYS
from luheng.rulebook import load_rulebook


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    """OWN: two years of two carriers; the second year's electricity is corrected later on."""
    made = world.workspace(tmp_path_factory.mktemp("two"))

    def year(period, electricity, diesel, value):
        return [world.activity("E", period, "electricity", electricity, "MWh"),
                world.activity("E", period, "diesel", diesel, "t"),
                world.activity("E", period, "gross_output_value", value, "万CNY", role="produced")]  # fmt: skip

    rows = [*year("2023", 1000, 50, 800), *year("2024", 1300, 40, 1000)]
    world.append(made.ledger, "activity", rows, "first.csv")
    later = [world.activity("E", "2024", "electricity", 1200, "MWh")]
    world.append(made.ledger, "activity", later, "later.csv")
    return made.ledger


def books(overlays):
    """The rulebook; under the overlay "double" a tonne of diesel stands for twice the coal."""
    book = load_rulebook()
    if "double" not in overlays:
        return book
    factor = book.factors["coal_equivalent"]
    diesel = next(n for n, r in enumerate(factor.rows) if dict(r.key)["item"] == "diesel")
    row = replace(factor.rows[diesel], value="2.9142", overlay="double", applies=ALWAYS)
    scales = {**factor.scales, len(factor.rows): factor.scales[diesel]}
    laid = replace(factor, rows=(*factor.rows, row), scales=scales)
    return replace(book, factors={**book.factors, "coal_equivalent": laid}, overlays=("double",))


def compared(ledger, a, b, *names, period=""):
    one, other = (read_state(t, ledger=ledger, overlays=(), period=period) for t in (a, b))
    subject = subject_of(ledger, entity="E")
    return compare(ledger, books, subject, one, other, quantities=names)


def test_two_years_by_carrier_through_amount_and_factor(ledger):
    found = compared(ledger, "2023", "2024", "comprehensive_energy")
    line = found.line("comprehensive_energy")
    assert line.unit == "tce"
    # OWN: 200 MWh more at 0.1229 kgce/kWh, 10 t less of diesel at 1.4571 kgce/kg; no factor moved
    by = {item: parts for (_, item), parts in line.by_item().items()}
    assert by["electricity"] == {"amount": Fraction("24.58")}
    assert by["diesel"] == {"amount": Fraction("-14.571")}
    assert sum(e.value for e in line.effects) == line.change == line.after - line.before
    assert found.axes == ("period",)
    assert (found.rows, found.editions) == ((), ())


def test_a_ratio_by_its_two_sides(ledger):
    line = compared(ledger, "2023", "2024", "energy_per_output_value").line(
        "energy_per_output_value"
    )
    effects = {(e.line, e.through): e.value for e in line.effects}
    assert set(effects) == {("comprehensive_energy", "over"), ("gross_output_value", "under")}
    # OWN: energy rose by 10.009 tce, which raises it; output rose by a quarter, which lowers it
    assert effects["comprehensive_energy", "over"] > 0 > effects["gross_output_value", "under"]
    assert sum(effects.values()) == line.change


def test_two_states_of_knowledge_name_the_row(ledger):
    found = compared(
        ledger, "known:1", "now", "electricity_use", "comprehensive_energy", period="2024"
    )
    assert found.axes == ("known_at",)
    assert found.known_at == (1, 2)
    (row,) = found.rows
    assert (row.old, row.new, row.source, row.receipt) == (1300, 1200, "later.csv", 2)
    line = found.line("comprehensive_energy")
    assert line.through() == {"amount": Fraction("-12.29")}
    assert found.line("electricity_use").change == -100


def test_period_and_knowledge_at_once_each_have_their_share(ledger):
    found = compared(ledger, "2023+known:1", "2024", "electricity_use")
    line = found.line("electricity_use")
    # OWN: 1,000 MWh became 1,300, of which 100 were taken back; 2023 itself was never corrected
    assert line.change == 200
    assert line.by_axis == {"period": 250, "known_at": -50}
    assert sum(line.by_axis.values()) == line.change


def test_an_overlay_moves_through_the_factor(ledger):
    found = compared(ledger, "plain", "overlay:double", "comprehensive_energy", period="2024")
    assert found.axes == ("overlays",)
    line = found.line("comprehensive_energy")
    # OWN: 40 t of diesel at 1.4571 more
    assert line.through() == {"factor": Fraction("58.284")}
    (factor,) = found.factors
    assert (factor.name, factor.key, factor.old, factor.new) == (
        "coal_equivalent", {"item": "diesel"}, 1.4571, 2.9142,
    )  # fmt: skip
    assert "double" in factor.source_new


def test_another_basis_of_the_same_year(tmp_path):
    made = world.workspace(tmp_path)
    rows = [world.activity("E", "2015", "compressed_air", 1000, "m3", role="purchased"),
            world.activity("E", "2015", "diesel", 10, "t")]  # fmt: skip
    world.append(made.ledger, "activity", rows)
    name = "comprehensive_energy"
    found = compared(made.ledger, "2015", "2015+basis:primary_equivalent", name)
    assert found.axes == ("basis",)
    # OWN: diesel is the same on both; the media count on the primary basis alone, 0.04 kgce/m3
    assert found.line(name).change == Fraction("0.04")


def test_an_edition_that_took_over_is_named(tmp_path):
    made = world.workspace(tmp_path)
    rows = [world.activity("E", y, "diesel", 10, "t") for y in ("2019", "2022")]
    world.append(made.ledger, "activity", rows)
    found = compared(made.ledger, "2019", "2022", "comprehensive_energy")
    (edition,) = (e for e in found.editions if e.quantity == "comprehensive_energy")
    assert "2008" in edition.old
    assert "2020" in edition.new
    line = found.line("comprehensive_energy")
    assert sum((e.value for e in line.effects), Fraction(0)) == line.change


def test_one_side_that_cannot_be_said_is_not_split(ledger):
    found = compared(ledger, "2022", "2024", "comprehensive_energy")
    line = found.line("comprehensive_energy")
    assert (line.before, line.change, line.effects) == (None, None, ())
    assert line.after is not None
    with pytest.raises(ValueError):
        change_figure(line)


def test_the_waterfall_leads_from_one_state_to_the_other(ledger):
    line = compared(ledger, "2023", "2024", "comprehensive_energy").line("comprehensive_energy")
    drawn = change_figure(line).data[0]
    assert drawn.measure[0] == "absolute"
    assert drawn.measure[-1] == "total"
    assert sum(drawn.y[:-1]) == pytest.approx(float(line.after))


def test_the_effects_as_a_table(ledger):
    found = compared(ledger, "2023", "2024", "comprehensive_energy")
    assert {"quantity", "item", "through", "value"} <= set(found.to_arrow().column_names)
    assert len(found.to_pandas()) == len(found.line("comprehensive_energy").effects)
    assert found.as_dict()["differ"] == ["period"]


def test_states_that_mean_nothing_are_answered(ledger):
    def read(text, period=""):
        return read_state(text, ledger=ledger, overlays=("x",), period=period)

    assert read("2024+basis:AR5").basis == "AR5"
    assert read("overlay:y", "2024").overlays == ("x", "y")
    assert read("plain", "2024").overlays == ()
    assert read("known:2024-05-01", "2024").known_at.tzinfo is not None
    with pytest.raises(BadQuery):
        read("now")
    with pytest.raises(BadQuery):
        read("weather:fine", "2024")
    with pytest.raises(BadPeriod):
        read("known:never", "2024")
    with pytest.raises(UnknownQuantity):
        compared(ledger, "2023", "2024", "no_such_line")
