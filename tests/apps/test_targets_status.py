"""Where targets stand: the register alone, statistics of an office, looks back, and bad files.

The worlds are small and made by hand (OWN); the register's figures are those of the two plans.
"""

import datetime as dt

import pytest

from luheng.apps.targets.measurements.measured import Measured, Measurement
from luheng.apps.targets.measurements.own_indicators import own_indicators
from luheng.apps.targets.review import review
from luheng.apps.targets.status.agreed_paths import agreed_paths
from luheng.apps.targets.status.colours import Colour, Situation, colour_of
from luheng.apps.targets.status.targets import plan_status, target_status
from luheng.errors import BadIndicator
from luheng.rulebook.plans import PlanTarget
from world import append, workspace

PLAN_13, HEBEI = "cn_industrial_green_13th", "hebei_industrial_green_14th"
INTENSITY = """
indicators:
  - id: energy_per_value_added
    zh: 规模以上工业单位增加值能耗
    en: energy per value added
    unit: '%'
    kind: intensive
    direction: down
    measured_by:
      growth_ratio:
        numerator: {statistic: {form: bulletin, flow: above_scale_energy_use, measure: growth_year_on_year}}
        denominator: {statistic: {form: bulletin, flow: above_scale_value_added, measure: growth_year_on_year}}
"""
INTENSIVE, UP = {"kind": "intensive", "direction": "down"}, {"kind": "count", "direction": "up"}


def promise(**said):
    row = {
        "plan": "P", "number": "T1", "indicator": "green_factory_count", "zh": "绿色工厂",
        "kind": "count", "value": "100", "unit": "家", "comparator": ">=", "section": "一",
        "line": 1, "scope": "Hebei", "tier": "explicit", "trust": "transcribed", "page": None,
        "base_year": 2020, "target_year": 2025,
    }  # fmt: skip
    return PlanTarget(**{**row, **said})


def at(year, value, **said):
    return Measurement(
        "green_factory_count", "Hebei", (), str(year), year, value, "家", "OWN", None,
        "transcribed", "statistic", **said,
    )  # fmt: skip


def stand(target, *points, row=UP, points_of_path=None):
    some = tuple(at(y, v) for y, v in points)
    base = next((m for m in some if m.year == 2020), None)
    return target_status(
        target, Measured(base, some), at=dt.date(2024, 6, 1), row=row, points=points_of_path
    )


def rates(ledger, energy, value_added, published="-02-25"):
    rows = []
    for flow, prices, by_year in (
        ("above_scale_energy_use", "none", energy),
        ("above_scale_value_added", "comparable", value_added),
    ):
        for year, rate in by_year.items():
            rows.append(
                {
                    "form": "bulletin",
                    "region": "130000",
                    "flow": flow,
                    "period": str(year),
                    "measure": "growth_year_on_year",
                    "prices": prices,
                    "quantity": rate,
                    "unit": "%",
                    "published": dt.date.fromisoformat(f"{year + 1}{published}"),
                }
            )
    append(ledger, "statistic", rows)


@pytest.fixture
def office(tmp_path):
    made = workspace(tmp_path)
    (tmp_path / "indicators.yaml").write_text(INTENSITY, encoding="utf-8")
    return made


def intensity_of(ledger, **asked):
    found = plan_status(HEBEI, at=dt.date(2024, 6, 1), ledger=ledger, **asked)
    return next(s for s in found if s.target.number == "T14HE-001")


# -- the register alone ------------------------------------------------------------------------


def test_at_the_end_of_the_plan_status_and_review_say_the_same():
    said = {v.target_number: v.verdict.value for v in review(PLAN_13)}
    colours = {"met": Colour.MET, "missed": Colour.RED}
    for one in plan_status(PLAN_13, at=dt.date(2021, 12, 31)):
        verdict = said[one.target.number]
        if verdict in colours:
            assert one.colour is colours[verdict], one.target.number
        else:
            assert one.colour is Colour.GREY, one.target.number


def test_in_2018_nothing_had_been_published_and_the_desk_says_so():
    day = dt.date(2018, 6, 30)
    found = plan_status(PLAN_13, at=day, published_by=day)
    assert len(found) == 60
    assert {s.colour for s in found} == {Colour.GREY}
    assert all(s.probability is None and s.needs for s in found)
    steel = next(s for s in found if s.target.number == "T13-005")
    assert (steel.base.value, steel.base.year) == (572, 2015)
    assert "2015" in steel.reason.en


# -- a way from base to target -----------------------------------------------------------------


def test_progress_path_gap_and_forecast_by_hand():
    one = stand(promise(), (2020, 0), (2021, 22), (2022, 38), (2023, 66))
    assert (one.path_kind, one.expected, one.gap) == ("linear", 60, 6)
    assert one.progress == pytest.approx(0.66)
    # drift 22 a year: 66 + 44; steps 22, 16, 28 leave 0, 36, 36: s^2 = 36, v = 36 (2 + 4/3) = 120
    assert one.forecast.value == pytest.approx(110)
    assert one.forecast.spread == pytest.approx(120**0.5)
    # (110 - 100) / 120^0.5 = 0.9129, and t with 2 degrees: 1/2 + t / (2 (2 + t^2)^0.5) = 0.7712
    assert one.probability == pytest.approx(0.7712, abs=1e-4)
    assert one.colour is Colour.AMBER
    assert one.as_dict()["forecast"]["n"] == 4


def test_two_years_give_a_colour_by_the_path_and_ask_for_more():
    assert stand(promise(), (2020, 0), (2022, 50)).colour is Colour.GREEN
    amber = stand(promise(), (2020, 0), (2022, 31))
    assert (amber.colour, amber.probability) == (Colour.AMBER, None)
    assert "three years" in amber.needs[-1].en
    assert stand(promise(), (2020, 0), (2022, 29)).colour is Colour.RED


def test_without_a_base_it_cannot_be_said():
    one = stand(promise(), (2021, 20), (2022, 40), (2023, 60))
    assert (one.base, one.expected, one.progress, one.gap) == (None,) * 4
    assert (one.colour, one.probability) == (Colour.GREY, None)


def test_a_count_that_is_reached_stays_reached_and_a_level_does_not():
    assert stand(promise(), (2020, 0), (2022, 120)).colour is Colour.MET
    level = promise(kind="level", comparator="<=", indicator="steel_energy_per_tonne")
    one = stand(level, (2020, 130), (2022, 99), row=INTENSIVE)
    assert (one.colour, one.path_kind) == (Colour.GREEN, "log_linear")
    assert one.expected == pytest.approx(130 * (100 / 130) ** 0.4)


def test_the_target_year_decides_whatever_the_path_says():
    assert stand(promise(), (2020, 0), (2024, 95), (2025, 100)).colour is Colour.MET
    missed = stand(promise(), (2020, 0), (2024, 95), (2025, 99))
    assert (missed.colour, missed.forecast) == (Colour.RED, None)


def test_an_agreed_path_replaces_the_straight_one():
    one = stand(promise(), (2020, 0), (2022, 20), points_of_path={2022: 10, 2024: 60})
    assert (one.path_kind, one.expected, one.gap) == ("custom", 10, 10)
    assert one.colour is Colour.GREEN


def test_a_figure_promised_of_every_year():
    yearly = promise(kind="per_year", value="3", unit="次")
    assert stand(yearly, (2021, 3), (2022, 4)).colour is Colour.GREEN
    one = stand(yearly, (2021, 3), (2022, 2))
    assert (one.colour, one.progress, one.path_kind) == (Colour.RED, 0.5, "constant")
    every = stand(yearly, (2020, 0), *((y, 3) for y in range(2021, 2026)))
    assert every.colour is Colour.MET


def test_a_peak_is_tested_on_the_series_that_is_to_peak():
    peak = promise(kind="peak_year", value="2025", unit="年", comparator="<=")
    rising = stand(peak, (2020, 90), (2021, 95), (2022, 99))
    assert rising.colour is Colour.RED
    fallen = stand(peak, *((2015 + n, v) for n, v in enumerate([90, 99, 97, 95, 93, 91])))
    assert fallen.colour is Colour.MET
    assert stand(peak, (2020, 99), (2021, 95), (2022, 96)).colour is Colour.AMBER
    none = stand(peak)
    assert none.colour is Colour.GREY
    assert "indicators.yaml" in none.needs[0].en


def test_every_rule_of_colours_can_be_reached_and_nothing_is_grey():
    assert colour_of(Situation())[0] is Colour.GREY
    assert colour_of(Situation(probability=0.8))[0] is Colour.GREEN
    assert colour_of(Situation(probability=0.79))[0] is Colour.AMBER
    assert colour_of(Situation(probability=0.49, behind=-1.0))[0] is Colour.RED
    assert colour_of(Situation(judged="undecided", probability=0.9))[0] is Colour.GREY


# -- an office's own statistics ----------------------------------------------------------------


def test_only_rates_are_published_and_the_chain_says_the_rest(office):
    rates(office.ledger, {2021: -1.2, 2022: 1.5, 2023: 2.1}, {2021: 4.9, 2022: 5.5, 2023: 6.9})
    one = intensity_of(office.ledger)
    # 0.988/1.049 x 1.015/1.055 x 1.021/1.069 = 0.865452
    assert one.latest.value == pytest.approx(100 * (1 - 0.8654516), abs=1e-4)
    assert one.latest.period == "2021/2023"
    # 18 % in five years at an equal rate: 1 - 0.82^0.6 after three
    assert one.expected == pytest.approx(100 * (1 - 0.82**0.6))
    assert one.gap == pytest.approx(one.latest.value - one.expected)
    assert one.forecast.low < one.forecast.value < one.forecast.high
    assert one.probability > 0.8
    assert one.colour is Colour.GREEN


def test_a_missing_year_breaks_the_chain_and_is_named(office):
    rates(office.ledger, {2021: -1.2, 2023: 2.1}, {2021: 4.9, 2022: 5.5, 2023: 6.9})
    one = intensity_of(office.ledger)
    assert [m.year for m in one.series] == [2020, 2021]
    assert any("2022" in n.en for n in one.needs)


def test_what_was_published_later_is_not_seen_in_a_look_back(office):
    rates(office.ledger, {2021: -1.2, 2022: 1.5, 2023: 2.1}, {2021: 4.9, 2022: 5.5, 2023: 6.9})
    then = intensity_of(office.ledger, published_by=dt.date(2023, 6, 1))
    assert [m.year for m in then.series] == [2020, 2021, 2022]


def test_what_was_recorded_later_is_not_known_before(office):
    rates(office.ledger, {2021: -1.2}, {2021: 4.9})
    first = office.ledger.known()
    rates(office.ledger, {2022: 1.5}, {2022: 5.5})
    assert [m.year for m in intensity_of(office.ledger, known_at=first).series] == [2020, 2021]
    assert [m.year for m in intensity_of(office.ledger).series] == [2020, 2021, 2022]


def test_the_twelve_months_are_the_year_and_eleven_are_not(office, tmp_path):
    text = INTENSITY.replace("growth_year_on_year", "growth_cumulative")
    (tmp_path / "indicators.yaml").write_text(text, encoding="utf-8")
    rows = [
        {
            "form": "bulletin", "region": "130000", "flow": flow, "period": period,
            "measure": "growth_cumulative", "quantity": rate, "unit": "%",
        }
        for flow, period, rate in (
            ("above_scale_energy_use", "2021-12", -1.2),
            ("above_scale_value_added", "2021-12", 4.9),
            ("above_scale_energy_use", "2022-11", 1.5),
            ("above_scale_value_added", "2022-11", 5.5),
        )
    ]  # fmt: skip
    append(office.ledger, "statistic", rows)
    assert [m.year for m in intensity_of(office.ledger).series] == [2020, 2021]


def test_a_quantity_of_the_rulebook_may_be_named_as_a_rate(office, tmp_path):
    rates(office.ledger, {2021: -1.2, 2022: 1.5}, {2021: 4.9, 2022: 5.5})
    by_statistics = intensity_of(office.ledger).latest
    head = INTENSITY[: INTENSITY.index("growth_ratio")]
    named = head + "growth: {quantity: energy_per_value_added_change}\n"
    (tmp_path / "indicators.yaml").write_text(named, encoding="utf-8")
    by_rule = intensity_of(office.ledger).latest
    assert (by_rule.year, by_rule.value) == (2022, pytest.approx(by_statistics.value))
    # a figure of the rulebook bears no date of publication: a look back leaves it out and says so
    back = intensity_of(office.ledger, published_by=dt.date(2024, 1, 1))
    assert back.colour is Colour.GREY
    assert any("no date of publication" in n.en for n in back.needs)


def test_an_indicator_of_levels_in_its_own_unit(tmp_path):
    made = workspace(tmp_path)
    (tmp_path / "indicators.yaml").write_text(
        """
indicators:
  - id: energy_per_value_added
    zh: 能耗强度
    en: intensity
    unit: tce/万CNY
    kind: intensive
    direction: down
    measured_by:
      ratio:
        numerator: {statistic: {form: yearbook, flow: above_scale_energy_use}}
        denominator: {sum: [{statistic: {form: yearbook, flow: light}}, {statistic: {form: yearbook, flow: heavy}}]}
""",
        encoding="utf-8",
    )
    rows = []
    for year, energy in ((2020, 1000.0), (2021, 940.0)):
        for flow, value, symbol in (
            ("above_scale_energy_use", energy, "万tce"), ("light", 400.0, "亿CNY"), ("heavy", 600.0, "亿CNY"),
        ):  # fmt: skip
            rows.append({"form": "yearbook", "region": "130000", "flow": flow, "period": str(year), "quantity": value, "unit": symbol})  # fmt: skip
    append(made.ledger, "statistic", rows)
    one = intensity_of(made.ledger)
    assert one.latest.value == pytest.approx(6.0)
    assert one.latest.how == "derived"


# -- files that are wrong ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("unit: '%'", "unit: 吨标煤每万元"), 6, "not known"),
        (("    direction: down\n", ""), 3, "direction"),
        (("measure: growth_year_on_year", "measure: level"), 11, "published rates"),
        (("growth_ratio", "ratio"), 11, "divided or added"),
        (("  - id", "  - id: twice\n   id"), 4, "YAML"),
    ],
)
def test_a_fault_names_its_line_its_reason_and_the_way_out(tmp_path, change, line, says):
    (tmp_path / "indicators.yaml").write_text(INTENSITY.replace(*change), encoding="utf-8")
    with pytest.raises(BadIndicator) as caught:
        own_indicators(tmp_path)
    assert caught.value.place == f"indicators.yaml:{line}"
    assert says in caught.value.problem_en
    assert caught.value.remedy_en
    assert caught.value.remedy_zh


def test_units_that_do_not_divide_to_the_one_named(tmp_path):
    made = workspace(tmp_path)
    text = INTENSITY.replace("growth_ratio", "ratio").replace(", measure: growth_year_on_year", "")
    (tmp_path / "indicators.yaml").write_text(text, encoding="utf-8")
    rows = [
        {"form": "bulletin", "region": "130000", "flow": flow, "period": "2021", "quantity": 1.0, "unit": symbol}
        for flow, symbol in (("above_scale_energy_use", "万tce"), ("above_scale_value_added", "亿CNY"))
    ]  # fmt: skip
    append(made.ledger, "statistic", rows)
    with pytest.raises(BadIndicator, match="not in %"):
        intensity_of(made.ledger)


def test_agreed_paths_are_read_and_checked(tmp_path):
    file = tmp_path / "target_paths.yaml"
    file.write_text("paths:\n  - {plan: P, target: T1, points: {2022: 8, 2024: 15.5}}\n")
    assert agreed_paths(tmp_path) == {("P", "T1"): {2022: 8.0, 2024: 15.5}}
    file.write_text("paths:\n  - {plan: P, target: T1, points: {2022: eight}}\n")
    with pytest.raises(BadIndicator) as caught:
        agreed_paths(tmp_path)
    assert caught.value.place == "target_paths.yaml:2"


# -- facts that somebody accepted --------------------------------------------------------------


def test_an_accepted_fact_judges_and_a_rejected_one_does_not(tmp_path):
    ledger = workspace(tmp_path).ledger
    fact = {
        "document": "bulletin_2025",
        "indicator": "energy_per_value_added",
        "kind": "relative_change",
        "direction": "decrease",
        "unit": "%",
        "period": "2021/2025",
        "base_year": 2020,
        "scope": "Hebei",
        "trust": "transcribed",
    }
    append(
        ledger,
        "stated_fact",
        [
            {**fact, "number": "2", "quantity": 19.0, "decision": "accepted"},
            {**fact, "number": "1", "quantity": 12.0, "decision": "rejected"},
        ],
    )
    append(
        ledger,
        "plan",
        [
            {
                "plan": "bulletin_2025",
                "title": "OWN",
                "published": dt.date(2026, 3, 1),
                "decision": "accepted",
            }
        ],
    )
    asked = {"at": dt.date(2026, 6, 1), "ledger": ledger}
    one = next(s for s in plan_status(HEBEI, **asked) if s.target.number == "T14HE-001")
    assert (one.colour, one.latest.value, one.latest.how) == (Colour.MET, 19.0, "stated_fact")
    early = plan_status(HEBEI, published_by=dt.date(2026, 2, 1), **asked)
    assert next(s for s in early if s.target.number == "T14HE-001").colour is Colour.GREY
