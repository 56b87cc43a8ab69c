"""Each indicator is bound to a quantity of the rulebook, or says why none measures it yet."""

from collections import Counter
from pathlib import Path

import pytest

from luheng import codelists
from luheng.errors import BadBinding
from luheng.rulebook import load_rulebook, plans
from luheng.rulebook.plans import bindings


@pytest.fixture(scope="module")
def book():
    return load_rulebook()


@pytest.fixture
def held(monkeypatch):
    """Put other bindings in the place of those that are there."""

    def put(bound, unbound):
        monkeypatch.setattr(
            bindings,
            "_held",
            lambda: {"bindings": bound, "no_rule_yet": [{"indicators": unbound}]},
        )
        rows = {b["indicator"]: plans.Binding(**b) for b in bound}
        monkeypatch.setattr(bindings, "_bindings", lambda: rows)

    return put


def test_every_indicator_stands_once_and_every_quantity_fits(book):
    assert list(plans.binding_problems(book)) == []


def test_an_indicator_has_a_quantity_or_a_reason():
    for indicator in codelists.load("indicators").ids():
        bound, reason = plans.measured_by(indicator), plans.no_rule_yet(indicator)
        assert (bound is None) != (reason is None), indicator
        assert reason is None or all(reason)
    peak = plans.measured_by("carbon_peak_year")
    assert (peak.quantity, peak.how) == ("regional_co2_energy_related", "year_of_maximum")
    assert plans.measured_by("no_such_indicator") is plans.no_rule_yet("no_such_indicator") is None


@pytest.mark.parametrize(
    ("row", "said"),
    [
        # a ratio of energy and value added is no amount of carbon dioxide
        (("energy_per_value_added", "regional_co2_energy_related", "level"), "does not tell"),
        (("energy_saving_amount", "regional_co2_energy_related", "share"), "does not tell"),
        (("energy_saving_amount", "no_such_quantity", "level"), "has no no_such_quantity"),
        # neither the indicator nor its code list says in what it is measured
        (("pollutant_intensity_key_industries", "regional_energy_consumption", "level"), "in -"),
    ],
)
def test_a_quantity_that_does_not_fit_is_named(book, held, row, said):
    indicator, quantity, how = row
    rest = sorted(codelists.load("indicators").ids() - {indicator})
    held([{"indicator": indicator, "quantity": quantity, "how": how}], rest)
    (problem,) = plans.binding_problems(book)
    assert isinstance(problem, BadBinding)
    assert (problem.code, problem.indicator) == ("PLAN-09", indicator)
    assert said in problem.problem_en


def test_energy_saved_may_be_measured_in_any_unit_of_its_dimension(book, held):
    row = {"indicator": "energy_saving_amount", "quantity": "comprehensive_energy", "how": "level"}
    held([row], sorted(codelists.load("indicators").ids() - {"energy_saving_amount"}))
    assert list(plans.binding_problems(book)) == []  # 万tce and kgce


def test_an_indicator_that_is_missing_twice_there_or_unknown_is_named(book, held):
    ids = sorted(codelists.load("indicators").ids())
    held([], [*ids[1:], ids[-1], "no_such_indicator"])
    said = {p.indicator: p.problem_en for p in plans.binding_problems(book)}
    assert said == {
        ids[0]: "stands 0 times, not once",
        ids[-1]: "stands 2 times, not once",
        "no_such_indicator": "the code list has no such indicator",
    }


def test_the_manual_counts_what_is_bound_and_what_is_not():
    manual = (Path(__file__).parents[2] / "docs/plan_register.md").read_text(encoding="utf-8")
    ids = codelists.load("indicators").ids()
    bound = [b for i in ids if (b := plans.measured_by(i))]
    assert f"Of {len(ids)} indicators {len(bound)} are bound to a quantity" in manual
    for binding in bound:
        zh = codelists.load("indicators").get(binding.indicator)["zh"]
        assert f"| {zh} | `{binding.quantity}` | {binding.how} | {binding.note[0]} |" in manual
    reasons = Counter(r[0] for i in ids if (r := plans.no_rule_yet(i)))
    for reason, n in reasons.items():
        assert f"| {reason} | {n} |" in manual
