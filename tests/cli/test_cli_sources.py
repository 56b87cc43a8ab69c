"""``luheng sources``: add, list, run one, run what is due; exit codes and JSON."""

import sqlite3

import pytest


@pytest.fixture
def works(here, luheng):
    """A workspace beside a database with one form."""
    base = sqlite3.connect(here / "plant.db")
    base.execute("CREATE TABLE form (entity, period, item, role, quantity, unit)")
    base.execute("INSERT INTO form VALUES ('E1', '2025-05', 'electricity', 'consumed', 5, 'MWh')")
    base.commit()
    base.close()
    assert luheng("init", "w").code == 0
    return here / "w"


def add(luheng, works, name, *more, query="SELECT * FROM form"):
    url = f"sqlite:///{works.parent / 'plant.db'}"
    return luheng("sources", "add", name, "--kind", "sql", "--url", url, "--as", "activity",
                  "--query", query, "--workspace", works, *more)  # fmt: skip


def test_add_list_and_run(luheng, works):
    assert "No source is due" in luheng("sources", "run", "--due", "--workspace", works).out
    said = add(luheng, works, "form", "--every", "1h", "--json")
    assert said.json()["place"] == "form: SELECT * FROM form"
    (row,) = luheng("sources", "list", "--workspace", works, "--json").json()
    assert (row["name"], row["last"], row["due"]) == ("form", None, "now")
    (done,) = luheng("sources", "run", "form", "--by", "ann", "--workspace", works, "--json").json()
    assert (done["state"], done["kept"], done["receipts"]) == ("kept", 1, [1])
    assert [f["code"] for f in done["findings"]] == ["ENTITY-01"]
    (act,) = luheng("ledger", "log", "--workspace", works, "--json").json()
    assert (act["source"], act["recorded_by"]) == ("form: SELECT * FROM form", "ann")
    assert luheng("sources", "run", "--due", "--workspace", works, "--json").json() == []
    shown = luheng("sources", "list", "--workspace", works)
    assert "sql → activity" in shown.out
    assert "kept" in shown.out


def test_a_failed_run_ends_with_1_and_says_why_and_the_others_are_run(luheng, works):
    add(luheng, works, "wrong", "--every", "1h", query="SELECT * FROM nowhere")
    add(luheng, works, "form", "--every", "1h")
    said = luheng("sources", "run", "--due", "--workspace", works)
    assert said.code == 1
    assert "no such table: nowhere" in said.out
    assert "form  read 1, kept 1" in said.out
    assert "[SOURCE-03]" in luheng("sources", "list", "--workspace", works).out
    assert "数据库的回答" in luheng("--lang", "zh", "sources", "list", "--workspace", works).out


def test_what_cannot_be_is_told(luheng, works):
    assert "[SOURCE-01]" in add(luheng, works, "form", "--every", "soon").err
    assert "[SOURCE-02]" in luheng("sources", "run", "no", "--workspace", works).err
    assert "[QUERY-01]" in luheng("sources", "run", "--workspace", works).err
    assert "[QUERY-01]" in add(luheng, works, "h", "--header", "Bearer").err
