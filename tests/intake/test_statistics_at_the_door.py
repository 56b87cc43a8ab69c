"""Statistics at the door: which unit a level is kept in, rates of growth, prices, dates."""

import datetime as dt

import pytest

from luheng.intake import receive

#: OWN
HEAD = "form,region,flow,item,measure,prices,period,quantity,unit,published\n"


def take(workspace, write, *lines, name="own.csv"):
    return receive(
        workspace, [write(name, HEAD + "\n".join(lines))], "statistic", recorded_by="test"
    )


def rows(workspace):
    return workspace.ledger.read("statistic").to_pylist()


def test_a_level_is_kept_in_the_unit_of_its_statistic_and_not_of_its_item(workspace, write):
    """CO2 of raw coal is in tonnes of CO2; raw coal itself in kilogrammes."""
    outcome = take(
        workspace, write,
        "a,130000,co2_emissions,raw_coal,,,2020,3,MtCO2,",
        "a,130000,total_final_consumption,raw_coal,,,2020,2,万t,",
        "a,130000,gdp,,,current,2020,5,亿元,",
    )  # fmt: skip
    assert outcome.refused == 0
    said = {r["flow"]: (r["amount"], r["canonical_unit"]) for r in rows(workspace)}
    assert said == {
        "co2_emissions": (3e6, "tCO2"),
        "total_final_consumption": (2e7, "kg"),
        "gdp": (5e8, "CNY"),
    }


def test_item_measure_and_prices_have_their_defaults_and_a_last_row_of_totals_is_kept(
    workspace, write
):
    take(workspace, write, "a,130000,gdp,total,,,2020,5,亿元,2021-02-28")
    (row,) = rows(workspace)
    assert (row["item"], row["measure"], row["prices"], row["sector"]) == (
        "total", "level", "none", "total")  # fmt: skip
    assert row["published"] == dt.date(2021, 2, 28)


def test_a_level_and_its_growth_and_two_kinds_of_prices_are_rows_of_their_own(workspace, write):
    outcome = take(
        workspace, write,
        "a,130000,gdp,total,level,current,2020,5,亿元,",
        "a,130000,gdp,total,level,comparable,2020,4,亿元,",
        "a,130000,gdp,total,growth_year_on_year,comparable,2020,3.9,%,",
        "a,130000,gdp,total,growth_cumulative,comparable,2020,3.9,%,",
        "a,130000,gdp,total,growth_annual_average,comparable,2016/2020,6.1,%,",
    )  # fmt: skip
    assert (outcome.kept, outcome.refused) == (5, 0)
    growth = [r for r in rows(workspace) if r["measure"] != "level"]
    assert {r["canonical_unit"] for r in growth} == {"%"}


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("a,130000,gdp,total,level,current,2020,5,t,", "UNIT-05", "gross regional product"),
        ("a,130000,gdp,total,growth_year_on_year,,2020,5,亿元,", "UNIT-05", "rate of growth"),
        ("a,130000,gdp,everything,level,,2020,5,亿元,", "CODE-01", "everything"),
        ("a,130000,gdp,total,speed,,2020,5,亿元,", "CELL-05", "speed"),
        ("a,130000,gdp,total,level,old,2020,5,亿元,", "CELL-05", "old"),
        ("a,130000,gdp,total,level,,2020,5,亿元,soon", "PERIOD-01", "soon"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(workspace, write, line, code, said):
    outcome = take(workspace, write, line)
    assert outcome.kept == 0
    assert [f.code for f in outcome.findings] == [code]
    assert said in outcome.findings[0].problem
