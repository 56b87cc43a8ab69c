"""Energy saved (OWN; worked out by hand, and laws that hold for any numbers)."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.methods.energy_saving import (
    Measure,
    Use,
    chained,
    fixed_base,
    mean_yearly_rate,
    measure_saving,
    output_value_saving,
    product_saving,
    structure_saving,
)

amounts = st.fractions(min_value=1, max_value=10**6, max_denominator=1000)
uses = st.builds(Use, amounts, amounts)
products = st.dictionaries(st.sampled_from("abcde"), uses, min_size=1)


def test_two_products_by_hand():
    # cement: 100 kgce/t before, 9 500 t now at 95 → (95 − 100) × 100 = −500
    # clinker: 120 before, 125 now on 40 → (125 − 120) × 40 = +200
    base = {"cement": Use(8000, 80), "clinker": Use(6000, 50)}
    report = {"cement": Use(9500, 100), "clinker": Use(5000, 40)}
    found = product_saving(base, report)
    assert found.of == {"cement": -500, "clinker": 200}
    assert (found.difference, found.saved) == (-300, 300)
    # at base intensity the report's output would have taken 10 000 + 4 800
    assert found.rate == Fraction(-300, 14800)


def test_a_product_without_a_base_or_without_output_cannot_be_said():
    base = {"a": Use(10, 1), "old": Use(5, 1)}
    found = product_saving(base, {"a": Use(9, 1), "new": Use(5, 1), "old": Use(3, 0)})
    assert found.of == {"a": -1, "old": None, "new": None}
    assert found.difference is None
    assert found.saved is None
    assert output_value_saving(Use(5, 0), Use(5, 1)).difference is None
    assert Use(5, 0).intensity is None


def test_output_value_by_hand():
    # 2.5 tce per 万元 before, 2.2 now, 1200 万元 now → −360 tce, −12 %
    found = output_value_saving(Use(2500, 1000), Use(2640, 1200))
    assert found.difference == -360
    assert found.rate == Fraction(-12, 100)


def test_structure_by_hand():
    # base 600 : 400 of 1000, report 900 : 300 of 1200; base intensities 1 and 3
    # a: 1200 × (0.75 − 0.6) × 1 = 180;  b: 1200 × (0.25 − 0.4) × 3 = −540
    base = {"a": Use(600, 600), "b": Use(1200, 400)}
    found = structure_saving(base, {"a": Use(900, 900), "b": Use(900, 300)})
    assert found.of == {"a": 180, "b": -540}
    assert found.difference == -360
    assert structure_saving(base, {"new": Use(1, 1)}).difference is None


def test_a_measure_by_hand():
    # fans: 30 kWh/t before, 24 after, 5000 t afterwards
    found = measure_saving({"fans": Measure(30, 24, 5000)})
    assert found.saved == 30000


def test_years_by_hand():
    # intensities 10, 9, 8.1 on outputs 100, 110, 120
    years = [Use(1000, 100), Use(990, 110), Use(972, 120)]
    assert fixed_base(years).of == {"1": -110, "2": Fraction(-228)}
    assert fixed_base(years).difference == -338
    assert chained(years).of == {"1": -110, "2": -108}
    assert mean_yearly_rate(years[0], years[2], 2) == pytest.approx(-0.1)


def test_one_year_has_nothing_to_add_up():
    assert fixed_base([Use(1, 1)]).difference == 0
    assert mean_yearly_rate(Use(1, 0), Use(1, 1), 3) is None
    assert mean_yearly_rate(Use(1, 1), Use(1, 1), 0) is None


@given(uses, uses)
def test_one_product_is_the_output_value_of_one_product(base, report):
    by_product = product_saving({"a": base}, {"a": report})
    by_value = output_value_saving(base, report)
    assert by_product.difference == by_value.difference
    assert by_product.rate == by_value.rate


@given(products, products)
def test_structure_and_intensity_are_the_whole_of_the_output_value(base, report):
    report = {p: u for p, u in report.items() if p in base} or dict(base)
    structure = structure_saving(base, report).difference
    intensity = product_saving({p: base[p] for p in report}, report).difference
    whole = output_value_saving(
        Use(sum(u.energy for u in base.values()), sum(u.output for u in base.values())),
        Use(sum(u.energy for u in report.values()), sum(u.output for u in report.values())),
    ).difference
    assert structure + intensity == whole


@given(st.lists(uses, min_size=2, max_size=2))
def test_over_one_year_both_bases_agree(years):
    assert fixed_base(years).difference == chained(years).difference


@given(products)
def test_nothing_changed_saves_nothing(base):
    assert product_saving(base, base).difference == 0
    assert structure_saving(base, base).difference == 0
