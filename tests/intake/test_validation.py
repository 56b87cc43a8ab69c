"""The later layers: against history and against other records; doubts apart from errors."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luheng.errors import BadThresholds, set_language
from luheng.intake import receive
from luheng.intake.validation import thresholds_of
from luheng.intake.validation.doubt import number
from luheng.intake.validation.likely_unit import explained
from world import SHANGHAI, append, member, meter

HEADER = "单位编码,报告期,品种,用途,数量,计量单位\n"
#: OWN: twelve months of one works, within a few percent of 1,000
YEAR = (1012.5, 987.25, 1003.75, 1021.5, 978.25, 995.5, 1008.75, 990.25, 1017.5, 982.75, 1001.25,
        1010.75)  # fmt: skip


def line(period, quantity, unit="MWh", item="electricity", role="consumed", entity="E1"):
    return f"{entity},{period},{item},{role},{quantity},{unit}\n"


def months(year=2024, **more):
    return "".join(line(f"{year}-{m:02d}", q, **more) for m, q in enumerate(YEAR, start=1))


@pytest.fixture
def take(workspace, write):
    set_language("en")
    count = iter(range(1000))

    def put(*lines, as_="activity", head=HEADER):
        path = write(f"{next(count)}.csv", head + "".join(lines))
        return receive(workspace, [path], as_, recorded_by="tester")

    return put


def doubts(outcome):
    return [(f.code, f.row) for f in outcome.findings if f.level == "doubt"]


# -- against history -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quantity", "unit", "likely"),
    [(1005000, "MWh", "kWh"), (1.005, "MWh", "GWh"), (1005, "kWh", "MWh"), (3620, "MWh", "GJ"),
     (100.5, "MWh", "万kWh"), (1005, "GWh", "MWh")],
)  # fmt: skip
def test_a_swapped_unit_is_named(take, quantity, unit, likely):
    take(months())
    outcome = take(line("2025-01", quantity, unit))
    assert doubts(outcome) == [("HISTORY-01", 2)]
    assert f"The unit is likely {likely}." in outcome.findings[0].problem
    assert outcome.kept == 1


def test_digits_too_many_are_told_where_no_unit_explains_them(take):
    take(months(item="diesel", unit="t"))
    outcome = take(line("2025-01", 10050, "t", "diesel"))
    assert doubts(outcome) == [("HISTORY-02", 2)]
    assert "about 10;" in outcome.findings[0].problem


def test_a_level_beyond_robust_bounds_and_one_within(take):
    take(months(item="diesel", unit="t"))
    assert doubts(take(line("2025-01", 30000, "t", "diesel"))) == [("HISTORY-03", 2)]
    assert doubts(take(line("2025-02", 1900, "t", "diesel"))) == []


def test_a_season_is_no_fault(take):
    heat = [800, 700, 400, 60, 50, 55, 52, 57, 54, 61, 350, 720]
    rows = [line(f"{y}-{m:02d}", q + y / 7, "t", "diesel")
            for y in (2022, 2023, 2024) for m, q in enumerate(heat, start=1)]  # fmt: skip
    assert doubts(take(*rows)) == []
    assert doubts(take(line("2025-01", 1090, "t", "diesel"))) == []


def test_one_fault_in_the_first_file_is_found_among_its_own_months(take):
    rows = months().splitlines(keepends=True)
    rows[6] = line("2024-07", 1008750)
    assert doubts(take(*rows)) == [("HISTORY-01", 8)]


def test_too_short_a_history_says_nothing(take):
    take(*months().splitlines(keepends=True)[:4])
    assert doubts(take(line("2025-01", 1005000))) == []


def test_a_reversed_sign_and_an_unusual_zero(take):
    take(months(role="transferred"))
    assert doubts(take(line("2025-01", -1002.5, role="transferred"))) == [("HISTORY-04", 2)]
    outcome = take(line("2025-02", 0, role="transferred"))
    assert doubts(outcome) == [("HISTORY-05", 2)]


def test_a_copied_month_is_told_once_and_a_constant_series_is_not(take):
    both = months() + months(item="diesel", unit="t")
    take(both)
    copied = line("2025-01", YEAR[4]) + line("2025-01", YEAR[4], "t", "diesel")
    outcome = take(copied)
    assert doubts(outcome) == [("HISTORY-06", 2)]
    assert "All 2 values of E1 in 2025-01 are those of 2024-05" in outcome.findings[0].problem
    changed = line("2025-02", YEAR[4]) + line("2025-02", 1000.1, "t", "diesel")
    assert doubts(take(changed)) == []
    flat = [line(f"2024-{m:02d}", 12345.678, entity="E2") for m in range(1, 13)]
    take(*flat)
    assert doubts(take(line("2025-01", 12345.678, entity="E2"))) == []


def test_a_round_figure_that_comes_again_is_no_copy(take):
    take(months(item="diesel", unit="t"), line("2023-12", 1000, "t", "diesel"))
    assert doubts(take(line("2025-01", 1000, "t", "diesel"))) == []


def test_a_correction_is_held_against_the_other_periods_and_not_against_itself(take):
    take(months())
    assert doubts(take(line("2024-06", 995500))) == [("HISTORY-01", 2)]
    assert doubts(take(line("2024-06", 995.5))) == []


def test_official_figures_have_a_history_too(take):
    head = "form,region,flow,item,period,quantity,unit\n"
    rows = [f"f,130000,total_final_consumption,raw_coal,{2000 + n},{900 + 7 * n},万t\n"
            for n in range(10)]  # fmt: skip
    take(*rows, as_="statistic", head=head)
    outcome = take(
        "f,130000,total_final_consumption,raw_coal,2010,9700000,万t\n", as_="statistic", head=head
    )
    assert doubts(outcome) == [("HISTORY-01", 2)]
    assert "likely t." in outcome.findings[0].problem


# -- against other records -------------------------------------------------------------------------


def test_more_consumed_than_there_was(take):
    rows = (line("2025-01", 500, role="purchased"), line("2025-01", 800))
    assert doubts(take(*rows)) == [("CROSS-01", 3)]
    stock = (line("2025-02", 500, "t", "raw_coal", "purchased"),
             line("2025-02", 310, "t", "raw_coal", "opening_stock"),
             line("2025-02", 800, "t", "raw_coal"))  # fmt: skip
    assert doubts(take(*stock)) == []
    # the other half may have come in an earlier file; without a purchase there is nothing to compare
    assert doubts(take(line("2025-01", 900))) == [("CROSS-01", 2)]
    assert doubts(take(line("2025-03", 900))) == []


def test_output_zero_with_energy_used(take):
    outcome = take(line("2025-01", 0, "t", "crude_steel", "produced"), line("2025-01", 800))
    assert doubts(outcome) == [("CROSS-02", 2)]


def test_energy_per_output_out_of_its_history(take):
    take(months() + months(item="crude_steel", unit="t", role="produced"))
    outcome = take(line("2025-01", 1005.5) + line("2025-01", 310.5, "t", "crude_steel", "produced"))
    assert doubts(outcome) == [("CROSS-03", 2)]
    assert "electricity per crude_steel is 3.2" in outcome.findings[0].problem


def test_months_and_year(take):
    take(months())
    assert doubts(take(line("2024", 13500))) == [("CROSS-05", 2)]
    assert doubts(take(line("2024", round(sum(YEAR), 1)))) == []


def test_a_bill_and_its_meters(workspace, take):
    ledger = workspace.ledger
    append(ledger, "entity", [{**meter("EM", role="purchased"), "step": "PT1H"}])
    append(ledger, "membership", [member("metered_at", "EM", "S1"), member("part_of", "S1", "E1")])
    first = dt.datetime(2025, 5, 1, tzinfo=dt.UTC) - dt.timedelta(minutes=SHANGHAI)
    hours = [
        {"meter": "EM", "at": first + dt.timedelta(hours=h + 1), "value": 2.0, "unit": "kWh"}
        for h in range(31 * 24)
    ]
    append(ledger, "reading", hours)
    assert doubts(take(line("2025-05", 1488, "kWh", role="purchased"))) == []
    outcome = take(line("2025-05", 1700, "kWh", role="purchased"))
    assert doubts(outcome) == [("CROSS-04", 2)]
    assert "1,488 kWh on the incoming meters" in outcome.findings[0].problem
    # a month that the meters do not cover is not compared
    assert doubts(take(line("2025-06", 1700, "kWh", role="purchased"))) == []


# -- meters ----------------------------------------------------------------------------------------

READINGS = "meter,at,value,unit,kind\n"


def test_a_register_that_falls_and_its_likely_cause(take):
    rows = [f"M,2025-05-0{d} 08:00,{v},kWh,register\n" for d, v in
            ((1, 99000), (2, 99990), (3, 120), (4, 250), (5, 205))]  # fmt: skip
    outcome = take(*rows, as_="reading", head=READINGS)
    assert doubts(outcome) == [("READING-01", 4), ("READING-01", 6)]
    rolled, misread = (f.problem for f in outcome.findings if f.level == "doubt")
    assert rolled.endswith("It likely rolled over.")
    assert "from 99,990 (2025-05-02 08:00) to 120 kWh" in rolled
    assert misread.endswith("It was likely misread, or the order is wrong.")


def test_a_late_reading_is_held_against_both_neighbours(take):
    take("M,2025-05-01 08:00,100,kWh,register\n", "M,2025-05-03 08:00,300,kWh,register\n",
         as_="reading", head=READINGS)  # fmt: skip
    late = take("M,2025-05-02 08:00,200,kWh,register\n", as_="reading", head=READINGS)
    assert doubts(late) == []
    late = take("M,2025-05-02 09:00,2000,kWh,register\n", as_="reading", head=READINGS)
    assert doubts(late) == [("READING-01", 2)]


def test_a_unit_that_does_not_measure_the_meters_item(workspace, take):
    append(workspace.ledger, "entity", [meter("EM"), meter("GM", item="natural_gas")])
    rows = ("EM,2025-05-01 08:00,5,m3,interval\n", "EM,2025-05-01 09:00,6,m3,interval\n",
            "GM,2025-05-01 08:00,5,m3,interval\n")  # fmt: skip
    outcome = take(*rows, as_="reading", head=READINGS)
    assert doubts(outcome) == [("READING-02", 2)]
    assert outcome.kept == 3


def test_an_interval_value_that_leaps(take):
    rows = [f"M,2025-05-{1 + h // 24:02d} {h % 24:02d}:30,{20 + h % 24},kWh,interval\n"
            for h in range(240)]  # fmt: skip
    assert doubts(take(*rows, as_="reading", head=READINGS)) == []
    wrong = ("M,2025-05-12 08:30,28000,kWh,interval\n", "M,2025-05-12 09:30,29,kWh,interval\n")
    assert doubts(take(*wrong, as_="reading", head=READINGS)) == [("READING-03", 2)]


# -- thresholds ------------------------------------------------------------------------------------


def test_a_workspace_may_refuse_what_it_would_doubt(workspace, take):
    (workspace.folder / "validation.yaml").write_text(
        "HISTORY-01: {level: refused}\nHISTORY-05: {active: false}\n", encoding="utf-8"
    )
    take(months())
    outcome = take(line("2025-01", 1005000), line("2025-02", 0), line("2025-03", 1004.5))
    assert (outcome.kept, outcome.refused) == (2, 1)
    told = [(f.code, f.row) for f in outcome.findings if f.level == "refused"]
    assert told == [("HISTORY-01", 2)]
    assert "2025-01" not in workspace.ledger.read("activity")["period"].to_pylist()


def test_a_threshold_is_changed_and_a_misspelt_one_is_told(workspace, take):
    path = workspace.folder / "validation.yaml"
    path.write_text("HISTORY-01: {least_periods: 20}\n", encoding="utf-8")
    take(months())
    assert doubts(take(line("2025-01", 1005000))) == []
    for text in ("HISTORY-1: {}", "HISTORY-01: {time: 3}", "HISTORY-01: {times: -1}", "[1]",
                 "CROSS-01: {level: fatal}", "CROSS-01: {active: 1}", "a: : b"):  # fmt: skip
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BadThresholds):
            thresholds_of(workspace.folder)


def test_every_check_speaks_both_languages_and_fills_the_same_words():
    import string
    from pathlib import Path

    words = string.Formatter()
    checks = thresholds_of(Path("nowhere")).checks
    assert len(checks) == 14
    for check in checks.values():
        zh, en = (
            {
                name.removesuffix("_zh").removesuffix("_en")
                for _, name, _, _ in words.parse(t)
                if name
            }
            for t in (check.problem_zh, check.problem_en)
        )
        assert zh == en, check.code


def test_doubts_in_a_file_of_many_blocks_refuse_the_right_rows(workspace, take, monkeypatch):
    from luheng.intake import receive as module

    take(months())
    (workspace.folder / "validation.yaml").write_text(
        "HISTORY-01: {level: refused}\n", encoding="utf-8"
    )
    import sys

    monkeypatch.setattr(sys.modules[module.__module__], "ROWS", 3)
    rows = [line(f"2025-{m:02d}", q * (1000 if m == 8 else 1)) for m, q in enumerate(YEAR, start=1)]
    rows = [r.replace(str(q), str(q + 0.01)) for r, q in zip(rows, YEAR, strict=True)]
    outcome = take(*rows)
    assert (outcome.kept, outcome.refused) == (11, 1)
    assert [(f.code, f.row) for f in outcome.findings if f.level == "refused"] == [
        ("HISTORY-01", 9)
    ]
    assert "2025-08" not in workspace.ledger.read("activity")["period"].to_pylist()


def test_parts_of_the_subjects_find_what_the_whole_finds(workspace, take, monkeypatch):
    from luheng.intake.validation import parts

    (workspace.folder / "validation.yaml").write_text(
        "HISTORY-06: {level: refused}\n", encoding="utf-8"
    )
    works = [f"W{n}" for n in range(9)]
    steel = {"item": "crude_steel", "unit": "t", "role": "produced"}
    take(*(months(entity=e) + months(entity=e, **steel) for e in works))
    said = [line("2025-01", 1000.5 + n, entity=e) + line("2025-01", 1003.5, entity=e, **steel)
            for n, e in enumerate(works)]  # fmt: skip
    said[1] = line("2025-01", 1005000, entity="W1")
    said[2] = line("2025-01", 0, entity="W2") + line("2024", 13500, entity="W2")
    said[3] = line("2025-01", YEAR[4], entity="W3") + line("2025-01", YEAR[4], entity="W3", **steel)
    said[4] = line("2025-01", 900, entity="W4") + line("2025-01", 5, entity="W4", role="purchased")
    said[5] = line("2025-01", 995, entity="W5") + line("2025-01", 310.5, entity="W5", **steel)
    said[6] = line("2023-01", 998, entity="W6") + line("2023-01", 0, entity="W6", **steel)
    # rows of one works stand apart
    rows = [r for each in said for r in each.splitlines(keepends=True)]
    rows = rows[::2] + rows[1::2]
    with workspace.rehearsal() as tried:
        path = workspace.folder.parent / "all.csv"
        path.write_text(HEADER + "".join(rows), encoding="utf-8")
        whole = receive(tried, [path], "activity", recorded_by="tester")
    monkeypatch.setattr(parts, "ROWS", 3)
    outcome = take(*rows)
    plain = [(f.code, f.row, f.column, f.problem, f.level) for f in outcome.findings]
    assert plain == [(f.code, f.row, f.column, f.problem, f.level) for f in whole.findings]
    assert {code for code, *_ in plain} >= {
        "HISTORY-01", "HISTORY-05", "HISTORY-06", "CROSS-01", "CROSS-02", "CROSS-03", "CROSS-05",
    }  # fmt: skip
    assert (outcome.kept, outcome.refused) == (whole.kept, whole.refused)
    assert outcome.refused == 2


# -- laws ------------------------------------------------------------------------------------------

UNITS = ("kWh", "MWh", "GWh", "MJ", "GJ", "万kWh")


@given(said=st.sampled_from(UNITS), meant=st.sampled_from(UNITS), off=st.floats(-0.05, 0.05))
def test_whatever_unit_was_meant_is_the_one_that_is_named(said, meant, off):
    import math

    from luheng.units import unit

    if said == meant:
        return
    shift = -math.log10(unit(meant).ratio_to(unit(said))) + off
    assert explained(shift, said, UNITS, 0.12).unit == meant


@settings(max_examples=200)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_in_a_sentence_is_the_figure_to_six_digits(value):
    assert float(number(value).replace(",", "")) == float(f"{value:.6g}")
