"""Matching of enterprises: cases with known answers, held-out damage, and the laws of the method."""

import random

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enterprise_registers import COLUMNS, HELD_OUT, NEW, SHARED, Registers, registers, table
from luheng.errors import BadQuery
from luheng.methods.entity_matching import match_enterprises
from luheng.methods.field_comparison import FIELDS
from luheng.methods.match_explanation import field_texts, reason_texts
from luheng.methods.matching_rules import matching_rules

CODE = "91130200777777775K"


def one(**said):
    return {"id": "x", **said}


def matched(incoming, register):
    if isinstance(incoming, dict):
        incoming = [incoming]
    register = [{**r, "id": f"R{n}"} for n, r in enumerate(register)]
    return match_enterprises(table(incoming), table(register)).to_pylist()


def decisions(found):
    return {r["id"]: (r["decision"], r["candidate"]) for r in found.to_pylist()}


WORKS = one(name="唐山宏达钢铁有限公司", region="130200", sector="3120", address="唐山市建设路88号")


@pytest.mark.parametrize(
    ("said", "decision", "reason"),
    [
        (WORKS, "same", "points"),
        ({**WORKS, "name": "唐山市宏达钢铁"}, "same", "points"),
        ({**WORKS, "name": "宏达钢铁（唐山）有限责任公司"}, "same", "points"),
        ({**WORKS, "name": "唐山宏达钢铁有限公司 ", "address": None}, "same", "points"),
        ({**WORKS, "address": "丰润区学院路5号"}, "same", "points"),
        ({**WORKS, "name": "唐山宏远钢铁有限公司"}, "ask", "field"),
        ({**WORKS, "name": "唐山宏达钢铁集团有限公司"}, "ask", "field"),
        ({**WORKS, "name": "唐山宏达钢铁有限公司第二分公司"}, "ask", "few_points"),
        ({**WORKS, "name": "唐山第二宏达钢铁有限公司"}, "ask", "field"),
        ({**WORKS, "name": "唐山宏远钢铁有限公司", "address": "学院路5号"}, "new", "nothing_near"),
        ({**WORKS, "region": "140100", "address": None}, "ask", "few_points"),
        ({**WORKS, "name": "宏达钢铁有限公司", "region": "140100", "address": None}, "new", "nothing_near"),
        ({**WORKS, "name": None}, "new", "no_name"),
    ],
)  # fmt: skip
def test_a_works_in_other_words(said, decision, reason):
    (found,) = matched(said, [WORKS])
    assert (found["decision"], found["reason"]) == (decision, reason)


def test_a_renamed_enterprise_with_the_same_code_is_the_same():
    (found,) = matched(
        one(name="唐山新名实业有限公司", code=CODE, region="130200"), [{**WORKS, "code": CODE}]
    )
    assert (found["decision"], found["reason"], found["name"]) == ("same", "renamed", "differs")


def test_the_same_code_with_all_else_against_it_is_asked():
    register = [{**WORKS, "code": CODE}]
    said = one(
        name="成都远山乳业股份有限公司",
        code=CODE,
        region="510100",
        sector="14",
        address="玉林路3号",
    )
    (found,) = matched(said, register)
    assert (found["decision"], found["reason"]) == ("ask", "code_doubt")


def test_a_code_with_a_wrong_digit_is_a_doubt_and_no_match():
    wrong = CODE[:-1] + "L"
    (alone,) = matched(one(name="别的名称", code=wrong), [{**WORKS, "code": CODE}])
    assert alone["decision"] != "same"
    (both,) = matched({**WORKS, "code": wrong, "address": None}, [{**WORKS, "code": CODE}])
    assert (both["code"], both["decision"]) == ("organisation", "same")


def test_two_valid_codes_that_differ_are_never_the_same():
    (found,) = matched({**WORKS, "code": "91110000802100433B"}, [{**WORKS, "code": CODE}])
    assert (found["decision"], found["code"]) == ("ask", "differs")


def test_an_old_organisation_code_finds_its_enterprise():
    (found,) = matched(one(name="唐山宏达钢铁", code="77777777-5"), [{**WORKS, "code": CODE}])
    assert (found["candidate"], found["code"]) == ("R0", "organisation")


def test_a_code_that_comes_twice_is_asked_about():
    found = matched(
        [{**WORKS, "code": CODE}, {**WORKS, "id": "y", "code": CODE}], [{**WORKS, "code": CODE}]
    )
    assert [f["reason"] for f in found] == ["code_twice", "code_twice"]
    assert {f["decision"] for f in found} == {"ask"}


def test_two_plants_of_one_name_are_a_tie_and_both_are_shown():
    (found,) = matched(WORKS, [WORKS, WORKS])
    assert (found["decision"], found["reason"]) == ("ask", "tie")
    assert {found["candidate"], found["second"]} == {"R0", "R1"}
    assert found["points"] == found["second_points"]


def test_an_abbreviation_at_the_same_address_is_asked_about():
    register = [one(name="马鞍山钢铁股份有限公司", region="340500", address="九华西路8号")]
    (found,) = matched(
        one(name="马钢股份公司", region="340500", address="马鞍山市九华西路8号"), register
    )
    assert (found["decision"], found["name"]) == ("ask", "within")


def test_places_that_are_words_are_not_taken_for_places():
    register = [one(name="东方钢铁有限公司", region="130200")]
    (found,) = matched(one(name="唐山钢铁有限公司", region="130200"), register)
    assert found["decision"] == "new"
    (found,) = matched(one(name="唐山东方钢铁有限公司", region="130200"), register)
    assert found["candidate"] == "R0"


def test_points_are_the_sum_of_what_the_fields_gave():
    rules = matching_rules()
    for found in matched({**WORKS, "name": "唐山宏远钢铁集团有限公司"}, [WORKS]):
        total = sum(rules.points[f].get(found[f], 0.0) for f in FIELDS)
        assert found["points"] == pytest.approx(total, abs=1e-5)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "名称差一字 +9.0（须确认）"), ("en", "name: one letter apart")]
)
def test_a_match_explains_itself(language, words):
    from luheng.errors import set_language

    set_language(language)
    found = match_enterprises(table([{**WORKS, "name": "唐山宏远钢铁有限公司"}]), table([WORKS]))
    assert field_texts(found)[0].as_py().startswith(words)
    silent = match_enterprises(table([one(name="甲"), {**WORKS, "id": "y"}]), table([WORKS]))
    assert field_texts(silent).to_pylist()[0] == ""
    assert reason_texts(found)[0].as_py()


def test_registers_without_ids_are_refused():
    with pytest.raises(BadQuery):
        match_enterprises(pa.table({"name": ["甲"]}), table([WORKS]))
    with pytest.raises(BadQuery):
        match_enterprises(table([WORKS, WORKS]), table([WORKS]))


def test_empty_registers():
    assert match_enterprises(table([]), table([WORKS])).num_rows == 0
    assert match_enterprises(table([WORKS]), table([]))["decision"].to_pylist() == ["new"]


# -- held-out damage -----------------------------------------------------------------------------


def scores(world: Registers):
    found = match_enterprises(world.incoming, world.register).to_pylist()
    same = [f for f in found if f["decision"] == "same"]
    known = [f for f in found if world.truth[f["id"]] is not None]
    right = [f for f in same if world.truth[f["id"]] == f["candidate"]]
    offered = [
        f for f in known if f["decision"] != "new" and f["candidate"] == world.truth[f["id"]]
    ]
    return len(right) / max(1, len(same)), len(right) / len(known), len(offered) / len(known)


@pytest.mark.parametrize(("half", "seed"), [(0, 5), (1, 5), (1, 6)])
def test_precision_and_recall(half, seed):
    precision, recall, offered = scores(registers(seed, 3000, half=half))
    assert precision >= 0.999
    assert recall >= 0.65
    assert offered >= 0.98


@pytest.mark.parametrize("kind", SHARED + HELD_OUT)
def test_no_kind_of_damage_is_lost(kind):
    _, _, offered = scores(registers(9, 400, half=1, kinds=(kind,)))
    assert offered >= 0.97


def test_no_new_enterprise_is_merged_silently():
    world = registers(4, 4000, half=1)
    found = match_enterprises(world.incoming, world.register).to_pylist()
    new = [f for f in found if world.truth[f["id"]] is None]
    assert {world.kinds[f["id"]] for f in new} == set(NEW)
    assert [f for f in new if f["decision"] == "same"] == []


# -- laws ----------------------------------------------------------------------------------------

worlds = st.builds(
    lambda seed, size, half, codes: registers(seed, size, half=half, codes=codes),
    st.integers(0, 10**6), st.integers(1, 60), st.sampled_from((0, 1)), st.sampled_from((0.0, 0.5)),
)  # fmt: skip
law = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@law
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(world, chance):
    def shuffled(t):
        return t.take(pa.array(chance.sample(range(t.num_rows), t.num_rows)))

    first = match_enterprises(world.incoming, world.register)
    again = match_enterprises(shuffled(world.incoming), shuffled(world.register))
    by_id = again.take(pa.compute.index_in(first["id"], value_set=again["id"].combine_chunks()))
    assert by_id.to_pylist() == first.to_pylist()


@law
@given(worlds)
def test_which_register_comes_first_makes_no_difference(world):
    there = match_enterprises(world.incoming, world.register).to_pylist()
    back = match_enterprises(world.register, world.incoming).to_pylist()
    assert {(f["id"], f["candidate"], f["points"]) for f in there if f["decision"] == "same"} == {
        (f["candidate"], f["id"], f["points"]) for f in back if f["decision"] == "same"
    }


@law
@given(worlds)
def test_an_enterprise_matches_itself_with_the_top_score(world):
    register = world.register
    for found in match_enterprises(register, register).to_pylist():
        assert found["candidate"] == found["id"]
        assert found["decision"] == "same"
        assert found["second_points"] is None or found["second_points"] < found["points"]


@law
@given(worlds)
def test_no_row_is_the_same_as_two(world):
    found = match_enterprises(world.incoming, world.register).to_pylist()
    taken = [f["candidate"] for f in found if f["decision"] == "same"]
    assert len(taken) == len(set(taken))


@law
@given(worlds, st.integers(0, 10**6))
def test_unrelated_rows_change_nothing(world, seed):
    chance = random.Random(seed)
    # letters that no name of the registers has
    others = [
        one(name="".join(chance.sample("αβγδεζηθικλμνξοπρστυφχψω", 8)), region="810000", id=f"U{n}")
        for n in range(5)
    ]
    rows = [{**r, "address": None} for r in others]
    more = pa.concat_tables([world.register, table(rows)])
    before = match_enterprises(world.incoming, world.register)
    assert match_enterprises(world.incoming, more).to_pylist() == before.to_pylist()


@law
@given(
    st.lists(
        st.fixed_dictionaries({c: st.none() | st.text(max_size=30) for c in COLUMNS[1:]}),
        max_size=8,
    )
)
def test_no_text_breaks_it(rows):
    incoming = table([{**r, "id": str(n)} for n, r in enumerate(rows)])
    found = match_enterprises(incoming, incoming)
    assert found["id"].to_pylist() == incoming["id"].to_pylist()
