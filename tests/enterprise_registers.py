"""OWN registers of enterprises with known truth: made up, seeded, in two halves of vocabulary.

``registers(seed, size, half=...)`` gives a register, an incoming list and the truth. The
thresholds were looked at with half 0; half 1 has other trade names, industries and roads, and kinds
of damage (``HELD_OUT``) that half 0 never sees. No name is meant to be that of a real enterprise.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pyarrow as pa

from luheng.codelists import load

COLUMNS = ("id", "code", "name", "address", "region", "sector")
_TRADE = (
    "宏达鑫源华盛瑞丰金泰恒通兴隆永安康利德茂昌荣富春晖凯旋天成海纳博远",
    "嘉禾润泽翔宇腾飞正阳卓越明珠星辰北辰广益同创联众伟业祥云景阳和顺东升",
)
_INDUSTRY = (
    (("钢铁", "31"), ("水泥", "30"), ("化工", "26"), ("焦化", "25"), ("纺织", "17"), ("机械", "34"),
     ("铸造", "33"), ("造纸", "22"), ("食品", "14"), ("玻璃", "30"), ("电缆", "38"), ("煤业", "06")),
    (("特钢", "31"), ("建材", "30"), ("化肥", "26"), ("石化", "25"), ("印染", "17"), ("轴承", "34"),
     ("管业", "33"), ("纸业", "22"), ("乳业", "14"), ("陶瓷", "30"), ("电子", "39"), ("铝业", "32")),
)  # fmt: skip
_EXTRA = (("", "", "", "实业", "科技", "新材料"), ("", "", "", "工业", "制造", "环保"))
_ROADS = ("建设人民解放光明新华胜利工农长江", "迎宾滨河青年友谊学府龙山平川创业")
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

#: what happens to a name or address on its way into the incoming list, in both halves
SHARED = (
    "exact", "form_dropped", "form_spelled", "place_dropped", "place_spelled", "full_width",
    "letter_changed", "letter_dropped", "extra_dropped", "address_spelled", "address_missing",
    "moved", "sector_missing", "region_missing",
)  # fmt: skip
#: only in half 1
HELD_OUT = (
    "place_in_brackets", "neighbours_exchanged", "letter_doubled", "moved_to_other_city",
    "door_missing", "headquarters_said", "spaces", "two_kinds",
)  # fmt: skip
#: kinds of incoming enterprises that the register does not hold, though it has one like them
NEW = (
    "other_province", "other_industry", "other_letter", "other_number", "branch", "group",
    "next_door", "plain",
)  # fmt: skip


@dataclass
class Enterprise:
    """The parts from which a row is written."""

    id: str
    city: tuple[str, str]
    county: int
    trade: str
    industry: tuple[str, str]
    extra: str
    form: str
    road: str
    door: int
    code: str
    number: str = ""
    branch: str = ""
    place: str = ""
    text: dict[str, str | None] = field(default_factory=dict)

    def core(self) -> str:
        return f"{self.number}{self.trade}{self.extra}{self.industry[0]}"

    def row(self) -> dict[str, str | None]:
        said = {
            "id": self.id,
            "code": self.code,
            "name": f"{self.place}{self.core()}{self.form}{self.branch}",
            "address": f"{self.city[1]}{self.road}{self.door}号",
            "region": f"{self.city[0][:4]}{self.county:02d}",
            "sector": f"{self.industry[1]}10",
        }
        return {**said, **self.text}


@dataclass(frozen=True)
class Registers:
    """Two tables, and for each incoming id its kind and the register's id or None."""

    incoming: pa.Table
    register: pa.Table
    truth: dict[str, str | None]
    kinds: dict[str, str]


def table(rows: list[dict[str, str | None]]) -> pa.Table:
    return pa.table({c: pa.array([r.get(c) for r in rows], pa.string()) for c in COLUMNS})


def credit_code(chance: random.Random, region: str) -> str:
    """A code with both check digits right (GB 32100-2015, GB 11714)."""
    body = [chance.randrange(10) for _ in range(8)]
    rest = 11 - sum(w * d for w, d in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)) % 11
    organization = "".join(map(str, body)) + {10: "X", 11: "0"}.get(rest, str(rest))
    plain = f"91{region}{organization}"
    total = sum(_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(plain))
    return plain + _ALPHABET[-total % 31]


def registers(
    seed: int, size: int, *, half: int = 0, codes: float = 0.0, kinds: tuple[str, ...] = ()
) -> Registers:
    """``size`` enterprises in the register and as many incoming, a fifth of them new.

    ``codes`` is the share of incoming rows that give their code.
    """
    chance = random.Random(f"{seed}/{half}")
    cities = _cities()
    used: set[tuple[str, str]] = set()
    known = [_enterprise(chance, f"R{n:06d}", cities, half, used) for n in range(size)]
    damage = kinds or (SHARED + HELD_OUT if half else SHARED)
    rows, truth, said = [], {}, {}
    order = chance.sample(range(size), size)
    for n, number in enumerate(order):
        name = f"I{n:06d}"
        if chance.random() < 0.2:
            kind = chance.choice(NEW)
            row = _new(chance, known[number], kind, cities, half, used)
            truth[name] = None
        else:
            kind = chance.choice(damage)
            row = _damaged(chance, known[number], kind, cities, half)
            truth[name] = known[number].id
            if chance.random() >= codes:
                row["code"] = None
        row["id"] = name
        said[name] = kind
        rows.append(row)
    return Registers(table(rows), table([e.row() for e in known]), truth, said)


def _cities() -> list[tuple[str, str]]:
    rows = [r for r in load("regions").rows if r["level"] == "city" and r["short"]]
    return [(r["id"], r["short"]) for r in rows]


def _enterprise(
    chance: random.Random, name: str, cities: list[tuple[str, str]], half: int, used: set
) -> Enterprise:
    while True:
        city = chance.choice(cities)
        trade = "".join(chance.sample(_TRADE[half], 2 if chance.random() < 0.7 else 3))
        industry = chance.choice(_INDUSTRY[half])
        made = Enterprise(
            name, city, chance.randrange(1, 12), trade, industry, chance.choice(_EXTRA[half]),
            chance.choice(_FORMS), _road(chance, half), chance.randrange(1, 900),
            credit_code(chance, city[0]),
        )  # fmt: skip
        made.place = city[1] if chance.random() < 0.8 else ""
        # names are unique within the authority that registers them
        if (city[0], made.core()) not in used:
            used.add((city[0], made.core()))
            return made


def _road(chance: random.Random, half: int) -> str:
    words = _ROADS[half]
    at = chance.randrange(len(words) // 2) * 2
    return words[at : at + 2] + chance.choice(("路", "街", "大道", "东路", "西路"))


def _copy(one: Enterprise, **said: object) -> Enterprise:
    parts = {f: getattr(one, f) for f in one.__dataclass_fields__}
    return Enterprise(**{**parts, "text": {}, **said})


def _new(
    chance: random.Random, like: Enterprise, kind: str, cities: list, half: int, used: set
) -> dict[str, str | None]:
    """An enterprise of its own that resembles one of the register's."""
    code = credit_code(chance, like.city[0])
    made = _copy(like, code=code, door=chance.randrange(1, 900), road=_road(chance, half))
    if kind == "plain":
        made = _enterprise(chance, "", cities, half, used)
    elif kind == "other_province":
        made.city = chance.choice([c for c in cities if c[0][:2] != like.city[0][:2]])
        made.place = ""
    elif kind == "other_industry":
        made.industry = chance.choice([i for i in _INDUSTRY[half] if i[0] != like.industry[0]])
    elif kind in {"other_letter", "next_door"}:
        letters = [c for c in _TRADE[half] if c not in like.trade]
        made.trade = like.trade[:-1] + chance.choice(letters)
        if kind == "next_door":
            made.road, made.door = like.road, like.door + 2
    elif kind == "other_number":
        made.number = "第二"
    elif kind == "branch":
        made.branch = chance.choice(("第二分公司", "特种材料分公司", "动力厂"))
        made.road, made.door = like.road, like.door
    elif kind == "group":
        made.form = "有限公司" if "集团" in like.form else "集团有限公司"
        made.road, made.door = like.road, like.door
    if (made.city[0], made.core()) in used and kind in {
        "other_industry",
        "other_letter",
        "next_door",
    }:
        return _new(chance, like, "plain", cities, half, used)
    row = made.row()
    row["code"] = None
    return row


def _damaged(
    chance: random.Random, one: Enterprise, kind: str, cities: list, half: int
) -> dict[str, str | None]:
    """The row of a known enterprise as another office would write it."""
    if kind == "two_kinds":
        first, second = chance.sample(
            ("form_dropped", "address_spelled", "letter_changed", "place_dropped"), 2
        )
        row = _damaged(chance, one, first, cities, half)
        other = _damaged(chance, one, second, cities, half)
        plain = one.row()
        return {c: other[c] if row[c] == plain[c] else row[c] for c in COLUMNS}
    made = _copy(one)
    core, at = one.core(), chance.randrange(2)
    swap = {
        "form_dropped": lambda: setattr(made, "form", ""),
        "form_spelled": lambda: setattr(made, "form", _spelled(one.form)),
        "place_dropped": lambda: setattr(made, "place", ""),
        "place_spelled": lambda: setattr(made, "place", one.city[1] + "市"),
        "extra_dropped": lambda: setattr(made, "extra", ""),
        "moved": lambda: (
            setattr(made, "road", _road(chance, half)),
            setattr(made, "door", chance.randrange(900, 999)),
        ),
        "moved_to_other_city": lambda: setattr(made, "city", chance.choice(cities)),
    }
    swap.get(kind, lambda: None)()
    row = made.row()
    name, address = str(row["name"]), str(row["address"])
    before, after = name[: name.index(core)] if core in name else "", one.form + one.branch
    letter = chance.choice(_TRADE[half])
    text = {
        "full_width": {"name": f"（{one.place}）{core}{after}" if one.place else name, "address": address.translate({48 + d: 0xFF10 + d for d in range(10)})},
        "letter_changed": {"name": f"{before}{core[:at]}{letter}{core[at + 1:]}{after}"},
        "letter_dropped": {"name": f"{before}{core[:at]}{core[at + 1:]}{after}"},
        "letter_doubled": {"name": f"{before}{core[:at]}{core[at]}{core[at:]}{after}"},
        "neighbours_exchanged": {"name": f"{before}{core[1]}{core[0]}{core[2:]}{after}"},
        "address_spelled": {"address": f"{_province(one.city[0])}{one.city[1]}市{one.road} {one.door} 号院内"},
        "address_missing": {"address": None},
        "door_missing": {"address": f"{one.city[1]}{one.road}"},
        "sector_missing": {"sector": None},
        "region_missing": {"region": None},
        "place_in_brackets": {"name": f"{core}（{one.city[1]}）{after}"},
        "headquarters_said": {"name": f"{name}（本部）"},
        "spaces": {"name": " ".join(name), "address": f" {address}　"},
    }  # fmt: skip
    return {**row, **text.get(kind, {})}


def _spelled(form: str) -> str:
    return {"有限公司": "有限责任公司", "有限责任公司": "有限公司"}.get(form, form)


def _province(city: str) -> str:
    return load("regions").get(f"{city[:2]}0000")["zh"]
