"""The workflow: an enterprise files a month, the city checks, returns or accepts, and reminds.

Each function takes one step for one enterprise or for thousands, in one receipt: it holds the
lock of submissions, reads where each stands, refuses all if one may not take the step, seals each
step over the one before and appends them. What a step says is signed: see ``chain.py``.
"""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from luheng.errors import BadQuery, IllegalStep, NoRight, RowsNotAsFiled
from luheng.periods import parse_period
from luheng.records import Origin, record

from .chain import NOUGHT, seal, taken
from .office import Form, Office, Person, read_office, steps
from .remarks import placed
from .reminders import Reminder, reminder
from .standing import Asked, standing

if TYPE_CHECKING:
    from luheng.ledger import Ledger, Workspace

__all__ = ["Desk", "Signed"]

_SHOWN = 5
#: steps that speak of rows, which therefore must be those that were filed
_OF_ROWS = frozenset({"check", "accept"})


@dataclass(frozen=True, slots=True)
class Signed:
    """Steps that were taken: which action, of whom, to which state, under which receipt."""

    action: str
    state: str
    entities: tuple[str, ...]
    receipt: int
    late: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """The steps as a program reads them."""
        return {
            "action": self.action, "state": self.state, "entities": list(self.entities),
            "receipt": self.receipt, "late": list(self.late),
        }  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Submissions of one form and period of a workspace."""

    workspace: Workspace
    form: Form
    period: str
    office: Office

    @classmethod
    def open(cls, workspace: Workspace, form: str, period: str) -> Desk:
        """The desk of a form and a period.

        Raises:
            BadOffice: there is no such form, or the settings break their form.
            BadPeriod, BadQuery: the text is no period, or not of the form's length.
        """
        office = read_office(workspace.folder)
        found, one = office.form(form), parse_period(period)
        if one.grain != found.grain:
            raise BadQuery(
                f"{found.name} 按 {found.grain} 上报，不能写 {one.text}。",
                f"{found.name} is filed by {found.grain}, not for {one.text}.",
            )
        return cls(workspace, found, one.text, office)

    @property
    def ledger(self) -> Ledger:
        """The workspace's ledger."""
        return self.workspace.ledger

    def today(self) -> dt.date:
        """The day in the workspace's time zone."""
        return dt.datetime.now(zoneinfo.ZoneInfo(self.workspace.settings.timezone)).date()

    def standing(
        self, entities: Sequence[str] = (), *, region: str = "", on: dt.date | None = None,
        known: int | None = None,
    ) -> pa.Table:  # fmt: skip
        """Where each enterprise stands; of some, of a region, on a day, as known at a receipt."""
        asked = Asked(
            self.form, parse_period(self.period), on or self.today(), tuple(entities), region, known
        )
        return standing(self.ledger, asked)

    # -- steps -------------------------------------------------------------------------------

    def file(self, entities: Sequence[str], *, by: str, level: str = "", note: str = "") -> Signed:
        """Enterprises sign the rows of their month as they stand in the ledger now.

        Raises:
            IllegalStep, NoRight; RowsNotAsFiled: an enterprise has no row to file.
        """
        return self._take("file", entities, self.office.signer(by, "file", level), note=note)

    def check(self, entities: Sequence[str], *, by: str, level: str = "", note: str = "") -> Signed:
        """The city notes that it has looked at the rows; raises as ``file`` does."""
        return self._take("check", entities, self.office.signer(by, "check", level), note=note)

    def accept(
        self, entities: Sequence[str], *, by: str, level: str = "", note: str = ""
    ) -> Signed:
        """The city accepts the rows as filed.

        Raises:
            IllegalStep, NoRight; RowsNotAsFiled: rows were changed after they were filed.
        """
        return self._take("accept", entities, self.office.signer(by, "accept", level), note=note)

    def give_back(
        self, entity: str, remarks: Sequence[str], *, by: str, level: str = "", note: str = ""
    ) -> Signed:
        """The city returns a month with remarks, each at its row or cell.

        Raises:
            IllegalStep, NoRight; BadRemark: there is none, or one points nowhere.
        """
        signer = self.office.signer(by, "return", level)
        if not remarks:
            raise BadQuery("退回要写明意见。", "A month is returned with remarks.")
        found = placed(remarks, self._rows(entity), self._expected(entity))
        said = json.dumps(found, ensure_ascii=False)
        return self._take("return", [entity], signer, note=note, remarks=said)

    def remind(
        self, entities: Sequence[str] = (), *, by: str, level: str = "", region: str = "",
        early: bool = False,
    ) -> tuple[Reminder, ...]:  # fmt: skip
        """Note a reminder to each that has not filed and is late, and give the texts.

        Nothing is sent. With ``early`` also those that are not late, or have no due day on record.
        """
        signer = self.office.signer(by, "remind", level)
        with self.ledger.alone("submissions"):
            # whoever names nobody means their own area
            near = region or ("" if entities else signer.area)
            rows = self.standing(entities, region=near).to_pylist()
            self._must_cover(signer, "remind", rows)
            rows = [
                r
                for r in rows
                if r["state"] in {"owed", "returned"}
                and (early or r["days_late"] or r["state"] == "returned")
            ]
            day = self.today()
            said = tuple(reminder(r, self.form, self.period, by, day) for r in rows)
            if rows:
                texts = [f"{s.text_zh}\n{s.text_en}" for s in said]
                self._append("remind", rows, signer, messages=texts)
        return said

    def history(self, entity: str, known: dt.datetime | int | None = None) -> list[dict[str, Any]]:
        """Every step of one enterprise's submission, in order."""
        where = {"form": self.form.name, "period": self.period, "entity": entity}
        return taken(self.ledger, where, known)

    # -- inside ------------------------------------------------------------------------------

    def _take(
        self, action: str, entities: Sequence[str], signer: Person, *, note: str = "",
        remarks: str | None = None,
    ) -> Signed:  # fmt: skip
        if not entities:
            raise BadQuery("没有写明企业。", "No enterprise was named.")
        with self.ledger.alone("submissions"):
            rows = self.standing(entities).to_pylist()
            self._must_follow(action, rows)
            self._must_cover(signer, action, rows)
            self._must_hold(action, rows)
            done = self._append(
                action, rows, signer, messages=[note or None] * len(rows), remarks=remarks
            )
        late = tuple(r["entity"] for r in rows if action == "file" and r["days_late"])
        return Signed(action, _end(action, rows[0]["state"]), done[0], done[1], late)

    @staticmethod
    def _must_follow(action: str, rows: Sequence[Mapping[str, Any]]) -> None:
        starts = {s.start for s in steps() if s.action == action}
        wrong = [f"{r['entity']} ({r['state']})" for r in rows if r["state"] not in starts]
        if wrong:
            some = ", ".join(wrong[:_SHOWN])
            more = f" … {len(wrong)}" if len(wrong) > _SHOWN else ""
            raise IllegalStep(
                action,
                f"现在的状态不允许：{some}{more}",
                f"their state does not allow it: {some}{more}",
            )

    def _must_cover(self, signer: Person, action: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if not signer.area:
            return
        if signer.level == "enterprise":
            outside = [r["entity"] for r in rows if r["entity"] != signer.area]
        else:
            within = set(self.standing(region=signer.area)["entity"].to_pylist())
            outside = [r["entity"] for r in rows if r["entity"] not in within]
        if outside:
            some = ", ".join(outside[:_SHOWN])
            raise NoRight(
                signer.name,
                action,
                f"{some} 不在 {signer.area} 之内",
                f"{some} does not lie within {signer.area}",
            )

    @staticmethod
    def _must_hold(action: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if action == "file":
            empty = [r["entity"] for r in rows if not r["rows"]]
            if empty:
                some = ", ".join(empty[:_SHOWN])
                raise RowsNotAsFiled(
                    action,
                    f"账本中没有 {some} 这一期的数据",
                    f"the ledger holds no row of {some} for the period",
                    "请先用 luheng import 导入数据。",
                    "Import the rows first, with luheng import.",
                )
        changed = [r["entity"] for r in rows if action in _OF_ROWS and r["changed"]]
        if changed:
            some = ", ".join(changed[:_SHOWN])
            raise RowsNotAsFiled(
                action,
                f"{some} 的数据在上报之后有改动",
                f"rows of {some} were changed after they were filed",
                "请企业重新上报；已审核的先退回。",
                "Have it filed again; what was checked is returned first.",
            )

    def _append(
        self,
        action: str,
        rows: Sequence[Mapping[str, Any]],
        signer: Person,
        *,
        messages: Sequence[str | None],
        remarks: str | None = None,
    ) -> tuple[tuple[str, ...], int]:
        """Seal one step for each row of a standing and append them in one receipt."""
        at, known = dt.datetime.now(dt.UTC), self.ledger.known()
        made = []
        for row, message in zip(rows, messages, strict=True):
            step: dict[str, Any] = {
                "form": self.form.name, "entity": row["entity"], "period": self.period,
                "number": row["number"] + 1, "action": action,
                "state": _end(action, row["state"]), "by": signer.name, "level": signer.level,
                "at": at, "day": self.today(), "due": row["due"], "known_receipt": known,
                "rows": row["rows"], "rows_sha256": row["rows_sha256"], "owed": row["owed"],
                "met": row["met"], "remarks": remarks, "message": message,
            }  # fmt: skip
            previous = row["hash"] or NOUGHT
            made.append({**step, "previous": previous, "hash": seal(previous, step)})
        own = record("submission_step").schema()
        origin = [("source", pa.string()), ("sheet", pa.string()), ("row", pa.int32()),
                  ("col", pa.string())]  # fmt: skip
        source = f"{action} {self.form.name} {self.period}"
        full = [{**s, "source": source, "row": n} for n, s in enumerate(made, start=1)]
        table = pa.Table.from_pylist(full, schema=pa.schema([*own, *origin]))
        receipt = self.ledger.append(
            "submission_step", table, origin=Origin(source), recorded_by=signer.name
        )
        return tuple(r["entity"] for r in rows), receipt.number

    def _rows(self, entity: str) -> list[pa.Table]:
        where = {"entity": [entity, *self._below(entity)], "period": self.period}
        return [self.ledger.read(name, where) for name in self.form.records]

    def _expected(self, entity: str) -> pa.Table:
        subjects = [entity, *self._below(entity)]
        return self.ledger.read(
            "expectation", {"record": list(self.form.records), "subject": subjects}
        )

    def _below(self, entity: str) -> list[str]:
        """Sites, processes and equipment of an enterprise."""
        found: list[str] = []
        level = [entity]
        while level:
            where = {"relation": "part_of", "parent": level}
            level = self.ledger.read("membership", where)["child"].to_pylist()
            level = [c for c in level if c not in found and c != entity]
            found += level
        return found


def _end(action: str, state: str) -> str:
    return next(s.end for s in steps() if (s.action, s.start) == (action, state))
