"""Places: whoever lies within a region is found by the place where it is recorded to lie.

An enterprise of a county is an addend of its city, its province and the country, though its only
link leads to the county.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import closing
from typing import TYPE_CHECKING

from luheng.engine.derived_links import regions_above

if TYPE_CHECKING:
    from luheng.ledger import Ledger

__all__ = ["with_places"]


def with_places(ledger: Ledger, subjects: Collection[str], known: int | None) -> list[str]:
    """Some subjects, and each place on record that lies within one of them."""
    # of an id that is no region nothing is known but itself
    regions = {s for s in subjects if regions_above(s) != ((s, "county"),)}
    if not regions:
        return sorted(subjects)
    rows = ledger.relation_sql("membership", known)
    sql = f"SELECT DISTINCT parent FROM ({rows}) WHERE relation = 'located_in'"
    with closing(ledger.connection().cursor()) as cursor:
        places = [place for (place,) in cursor.execute(sql).fetchall()]
    within = {p for p in places if regions & {above for above, _ in regions_above(p)}}
    return sorted({*subjects, *within})
