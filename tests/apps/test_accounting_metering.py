"""Cost by tariff period and energy by shift, from the real quarter-hours of a works and by hand."""

import csv
import datetime as dt
from collections import defaultdict

import pytest

import world
from luheng.apps.accounting import (
    calendar_of,
    calendars_of,
    cost_figure,
    cost_of,
    shift_figure,
    shifts_of,
    subject_of,
)
from luheng.connectors import demo_tables
from luheng.errors import BadQuery, UnitMismatch
from luheng.intake import receive
from luheng.ledger import Workspace

WORKS, LOAD = "GWANGYANG", "gwangyang_2018_load"
#: OWN: prices made up for the illustration, in yuan
PRICES = {"maximum": "1.1", "medium": "0.7", "light": "0.35"}
SHIFTS = """
calendars:
  - id: own_three_shifts
    kind: shift
    zh: 四班三运转
    en: three shifts, four crews
    applies: {from: 2018-01-01, to: null}
    labels:
      - {id: night, zh: 夜班, en: night}
      - {id: early, zh: 早班, en: early}
      - {id: late, zh: 中班, en: late}
    days:
      - windows: {"08:00-16:00": early, "16:00-24:00": late, "00:00-08:00": night}
    rotation:
      anchor: 2018-01-01
      crews:
        early: [甲, 甲, 丁, 丁, 丙, 丙, 乙, 乙]
        late: [乙, 乙, 甲, 甲, 丁, 丁, 丙, 丙]
        night: [丙, 丙, 乙, 乙, 甲, 甲, 丁, 丁]
"""


def file_prices(made, rows, name="prices.csv"):
    """Prices through the door, as a person files them."""
    head = ("market", "item", "tariff", "period", "quantity", "unit")
    lines = [",".join(head), *(",".join(str(r[c]) for c in head) for r in rows)]
    path = made.folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    outcome = receive(made, [path], "price", recorded_by="t")
    assert (outcome.kept, outcome.refused) == (len(rows), 0), outcome.findings


def price(tariff, amount, period="2018", market=WORKS, unit="CNY/kWh"):
    return {"market": market, "item": "electricity", "tariff": tariff, "period": period,
            "quantity": amount, "unit": unit}  # fmt: skip


@pytest.fixture(scope="module")
def works(tmp_path_factory):
    made = Workspace.create(tmp_path_factory.mktemp("works"), timezone="Asia/Seoul")
    with demo_tables.folder() as folder:
        receive(made, [folder / demo_tables.WORKS], demo_tables.NAME, recorded_by="t")
    rows = [price(t, p) for t, p in PRICES.items()]
    file_prices(made, [*rows, price("maximum", "1.3", "2018-07")])
    (made.folder / "calendars.yaml").write_text(SHIFTS, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def year(works):
    subject = subject_of(works.ledger, entity=WORKS)
    return cost_of(works.ledger, subject, "2018", calendar_of("tariff", LOAD))


@pytest.fixture(scope="module")
def by_load(shared):
    """Energy by month and load type, as the file itself labels each quarter-hour."""
    sums = defaultdict(float)
    path = shared / "data/uci_steel_industry/Steel_industry_data.csv"
    with path.open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            # the last line of a day bears the day that it closes
            _, month, _ = row["date"].split(" ")[0].split("-")
            sums[int(month), row["Load_Type"].split("_")[0].lower()] += float(row["Usage_kWh"])
    return sums


# -- cost ------------------------------------------------------------------------------------------


def test_each_tariff_period_is_what_the_file_s_own_labels_come_to(year, by_load):
    for number, month in enumerate(year.months, start=1):
        for tariff, amount in month.amounts.items():
            assert amount == pytest.approx(by_load[number, tariff], abs=1e-3), (number, tariff)
    assert (year.metered.present, year.metered.absent, year.metered.shared) == (35040, 0, 0)
    assert year.whole.outside == 0


def test_the_cost_is_amounts_times_the_prices_in_force(year, by_load):
    def paid(month):
        top = 1.3 if month == 7 else 1.1
        return (by_load[month, "maximum"] * top + by_load[month, "medium"] * 0.7
                + by_load[month, "light"] * 0.35)  # fmt: skip

    for number, month in enumerate(year.months, start=1):
        assert float(month.total) == pytest.approx(paid(number), abs=1e-3)
    assert float(year.whole.total) == pytest.approx(sum(map(paid, range(1, 13))), abs=1e-2)
    assert year.whole.cost.total == sum(m.cost.total for m in year.months)
    # the works runs by day: its load costs more than a flat one
    assert year.whole.cost.shape > 0


def test_a_tariff_period_without_a_price_leaves_no_cost(works):
    subject = subject_of(works.ledger, entity=WORKS)
    found = cost_of(works.ledger, subject, "2018-03", calendar_of("tariff", LOAD), market="nobody")
    (month,) = found.months
    assert month.total is None
    assert month.amounts["maximum"] > 0
    assert found.as_dict()["whole"]["cost"] is None


def test_a_price_for_all_times_and_one_in_another_unit(tmp_path, works):
    made = world.workspace(tmp_path)
    world.append(made.ledger, "entity", [{**world.meter("M"), "step": "PT15M"}])
    links = [world.member("meter_of", "M", "E"), world.member("located_in", "E", "130200")]
    world.append(made.ledger, "membership", links)
    start = dt.datetime(2018, 3, 6, 0, 15)
    world.append(made.ledger, "reading", world.quarter_hours("M", start, 96, 2.0))
    own = [
        price("all", "700", market="130000", unit="CNY/MWh"),
        price("maximum", "1", market="130000"),
    ]
    file_prices(made, own)
    subject = subject_of(made.ledger, entity="E")
    found = cost_of(made.ledger, subject, "2018-03-06", calendar_of("tariff", LOAD))
    # OWN: 192 kWh; the six hours of maximum load at 1 yuan, the other eighteen at 0.7
    assert found.market == "130000"
    assert found.whole.amounts == {"maximum": 48.0, "medium": 64.0, "light": 80.0}
    assert float(found.whole.total) == pytest.approx(48 + 144 * 0.7)
    file_prices(made, [price("light", "5", market="E", unit="CNY/t")], "wrong.csv")
    with pytest.raises(UnitMismatch):
        cost_of(made.ledger, subject, "2018-03-06", calendar_of("tariff", LOAD))


def test_energy_outside_the_calendar_is_shown_apart(works):
    subject = subject_of(works.ledger, entity=WORKS)
    text = SHIFTS.replace("kind: shift", "kind: tariff").replace("own_three", "own_tariff")
    text = text.replace(', "00:00-08:00": night', "")
    from luheng.periods import read_calendars

    found = cost_of(
        works.ledger, subject, "2018-03-06", read_calendars(text, "x")["own_tariff_shifts"]
    )
    assert found.whole.outside > 0
    assert found.whole.total is None


def test_an_entity_without_a_meter_is_answered(works):
    with pytest.raises(BadQuery, match="no meter"):
        cost_of(
            works.ledger,
            subject_of(works.ledger, entity="nobody"),
            "2018",
            calendar_of("tariff", LOAD),
        )


# -- shifts ----------------------------------------------------------------------------------------


def test_shifts_and_crews_add_up_to_the_month(works, by_load):
    subject = subject_of(works.ledger, entity=WORKS)
    found = shifts_of(works.ledger, subject, "2018-05", calendar_of("shift", folder=works.folder))
    month = sum(v for (m, _), v in by_load.items() if m == 5)
    for some in (found.by_shift(), found.by_crew(), found.shifts):
        assert sum(s.amount for s in some) == pytest.approx(month, abs=1e-2)
    assert [s.shift for s in found.by_shift()] == ["night", "early", "late"]
    assert [s.crew for s in found.by_crew()] == sorted("甲乙丙丁")
    assert {s.hours for s in found.by_shift()} == {248.0}
    assert len(found.shifts) == 93
    # OWN: eight days after the anchor the early shift is the first crew's again
    ninth = next(s for s in found.shifts if (s.day, s.shift) == ("2018-05-01", "early"))
    assert ninth.crew == "甲甲丁丁丙丙乙乙"[(dt.date(2018, 5, 1) - dt.date(2018, 1, 1)).days % 8]


def test_energy_per_product_and_shift_by_hand(tmp_path, works):
    made = world.workspace(tmp_path)
    meters = [{**world.meter("M"), "step": "PT15M"},
              {**world.meter("S", "crude_steel", "produced"), "step": "PT1H"}]  # fmt: skip
    world.append(made.ledger, "entity", meters)
    world.append(made.ledger, "membership", [world.member("meter_of", m, "E") for m in "MS"])
    start = dt.datetime(2018, 3, 6, 0, 15)
    world.append(made.ledger, "reading", world.quarter_hours("M", start, 96, 2.0), "m.csv")
    hours = world.quarter_hours("S", dt.datetime(2018, 3, 6, 1), 1)
    steel = [{**hours[0], "at": hours[0]["at"] + dt.timedelta(hours=n), "unit": "t",
              "value": 4.0 if 8 <= n < 16 else 1.0} for n in range(24)]  # fmt: skip
    world.append(made.ledger, "reading", steel, "s.csv")
    calendar = calendar_of("shift", folder=works.folder)
    subject = subject_of(made.ledger, entity="E")
    found = shifts_of(made.ledger, subject, "2018-03-06", calendar, product="crude_steel")
    # OWN: 64 kWh in each shift; 8 t at night, 32 t early, 8 t late
    said = {s.shift: (s.amount, s.product, s.per_product) for s in found.by_shift()}
    assert said == {"night": (64, 8, 8), "early": (64, 32, 2), "late": (64, 8, 8)}
    with pytest.raises(BadQuery, match="cement"):
        shifts_of(made.ledger, subject, "2018-03-06", calendar, product="cement")


def test_which_calendar_is_meant(works):
    assert set(calendars_of(works.folder)) == {LOAD, "own_three_shifts"}
    assert calendar_of("shift", folder=works.folder).id == "own_three_shifts"
    for kind, name in (("tariff", ""), ("tariff", "own_three_shifts"), ("shift", "none")):
        with pytest.raises(BadQuery):
            calendar_of(kind, name, works.folder)


def test_the_figures_show_every_month_and_shift(works, year):
    drawn = cost_figure(year)
    assert len(drawn.data) == 4
    assert list(drawn.data[0].x) == [m.period for m in year.months]
    subject = subject_of(works.ledger, entity=WORKS)
    found = shifts_of(works.ledger, subject, "2018-05", calendar_of("shift", folder=works.folder))
    assert len(shift_figure(found).data) == 3
    assert len(found.to_pandas()) == 93
    assert len(year.to_pandas()) == 36
