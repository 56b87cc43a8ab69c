"""Plans that are kept are let go in the end, and an answer never depends on which was kept."""

from luheng.engine import evaluate, explain, question
from luheng.rulebook import load_rulebook
from world import activity, append, workspace


def test_many_plans_leave_no_temporary_table_behind(tmp_path, monkeypatch):
    monkeypatch.setattr(question, "_KEPT", 2)
    ledger = workspace(tmp_path).ledger
    months = [f"2025-{m:02d}" for m in range(1, 7)]
    append(ledger, "activity", [activity("E1", m, "diesel", n, "kg") for n, m in enumerate(months)])
    book = load_rulebook()
    sizes = []
    for turn in range(2):
        for month in months:
            explain(ledger, book, "comprehensive_energy", key={"entity": "E1"}, period=month)
        tables = "SELECT count(*) FROM duckdb_tables() WHERE table_name LIKE 'luheng_s%'"
        sizes.append(ledger.connection().execute(tables).fetchone()[0])
        assert turn in (0, 1)
    assert sizes[0] == sizes[1] > 0


def test_explaining_and_evaluating_say_the_same(tmp_path):
    ledger = workspace(tmp_path).ledger
    rows = [activity(f"E{n}", "2025-05", "diesel", n * 7.3, "kg") for n in range(1, 6)]
    append(ledger, "activity", rows)
    book = load_rulebook()
    figures = evaluate(ledger, book, ["comprehensive_energy"], period="2025-05")
    for n in range(1, 6):
        tree = explain(
            ledger, book, "comprehensive_energy", key={"entity": f"E{n}"}, period="2025-05"
        )
        assert tree.node.value == figures.value("comprehensive_energy", entity=f"E{n}")
