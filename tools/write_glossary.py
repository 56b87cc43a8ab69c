"""Write docs/glossary.csv from the rulebook: each quantity with unit, kind, grain and source."""

import csv
import io
import sys
from pathlib import Path

from luheng.rulebook import load_rulebook
from luheng.rulebook.loader import overlay_names
from luheng.rules import Factor, Method, Rule, Rulebook

GLOSSARY = Path(__file__).parents[1] / "docs/glossary.csv"
COLUMNS = ("name", "zh", "en", "unit", "kind", "basis", "grain", "defined_by", "source")


def rows(book: Rulebook) -> list[dict[str, str]]:
    """One row per quantity, in the order of the names."""
    out = []
    for name in book.names():
        one = book.definition(name)
        editions = book.rules.get(name, (one,))
        sources = dict.fromkeys(book.cite(edition) for edition in editions)
        out.append(
            {
                "name": name,
                "zh": one.zh,
                "en": one.en,
                "unit": str(one.unit),
                "kind": str(one.kind),
                "basis": one.basis,
                "grain": " ".join(one.grain),
                "defined_by": defined_by(one),
                "source": "; ".join(sources),
            }
        )
    return out


def defined_by(one: object) -> str:
    """What gives the quantity its values."""
    if isinstance(one, Rule):
        return "rule"
    if isinstance(one, Method):
        return "method"
    return "factor" if isinstance(one, Factor) else "ledger"


def text() -> str:
    """The glossary of the rulebook with all of its overlays."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(load_rulebook(overlays=overlay_names())))
    return out.getvalue()


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        sys.exit(0 if GLOSSARY.read_text(encoding="utf-8") == text() else 1)
    GLOSSARY.write_text(text(), encoding="utf-8")
    print(f"{GLOSSARY.name}: {len(text().splitlines()) - 1} quantities")
