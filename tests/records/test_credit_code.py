"""Unified social credit codes: GB 32100-2015 and the organisation code of GB 11714 within it."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from luheng.records import Level, record
from luheng.records.credit_code import (
    ALPHABET,
    check_digit,
    fault,
    faults,
    looks_like_one,
    organisation_check_digit,
    said_of,
)

#: codes of well-known companies as they print them (Baidu, Huawei, Alibaba, Tencent)
PRINTED = (
    "91110000802100433B",
    "914403001922038216",
    "91330100799655058B",
    "9144030071526726XG",
)

organisations = st.text(alphabet=ALPHABET, min_size=8, max_size=8)
regions = st.text(alphabet="0123456789", min_size=6, max_size=6)


def made(region: str, organisation: str) -> str:
    first = f"91{region}{organisation}{organisation_check_digit(organisation)}"
    return first + check_digit(first)


@pytest.mark.parametrize("code", PRINTED)
def test_codes_in_use_fit(code):
    assert looks_like_one(code)
    assert fault(code) is None
    assert check_digit(code[:17]) == code[17]
    assert organisation_check_digit(code[8:16]) == code[16]


@given(regions, organisations)
def test_a_code_made_by_the_rule_fits(region, organisation):
    assert fault(made(region, organisation)) is None


@given(regions, organisations, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_one_wrong_character_is_found(region, organisation, place, other):
    code = made(region, organisation)
    if code[place] != other and (other.isdigit() or not 2 <= place <= 7):
        wrong = code[:place] + other + code[place + 1 :]
        assert fault(wrong) is not None


def test_the_character_that_would_fit_is_named():
    wrong = fault("914403001922038210")
    assert (wrong.kind, wrong.place, wrong.found, wrong.wanted) == ("check_digit", 18, "0", "6")
    assert wrong.organisation_fits
    problem_zh, problem_en, _, _ = said_of("914403001922038210", wrong)
    assert "应为“6”" in problem_zh
    assert "6 would fit" in problem_en


def test_letters_that_the_alphabet_leaves_out_are_named_with_what_may_be_meant():
    wrong = fault("9I110000802100433B")
    assert (wrong.kind, wrong.place, wrong.found, wrong.wanted) == ("letter", 2, "I", "1")


def test_an_organisation_code_that_does_not_fit_under_a_check_digit_that_does():
    first = "911302007777777770"
    code = first[:17] + check_digit(first[:17])
    wrong = fault(code)
    assert (wrong.kind, wrong.place, wrong.wanted) == ("organisation_code", 17, "5")


@pytest.mark.parametrize("text", ["E1", "", "91130200", "EM-07-EM-07-EM-07-", "仪表" * 9])
def test_other_ids_are_not_taken_for_codes(text):
    assert not looks_like_one(text)
    assert faults([text, None]) == {}


def test_width_and_case_do_not_count():
    assert fault("９１１１００００８０２１００４３３b") is None


@pytest.mark.parametrize("first", ["", "9111", "9111000080210043I", "91110000802100433B"])
def test_a_check_digit_is_of_17_characters_of_the_alphabet(first):
    with pytest.raises(ValueError, match=first or "^$"):
        check_digit(first)


def test_only_enterprises_are_held_to_the_rule_by_their_id():
    """A meter may bear an 18-digit number of its own; a stated social credit code may not."""
    wrong = "914403001922038210"
    table = pa.table({
        "id": [wrong, wrong, "E1", PRINTED[0]],
        "type": ["enterprise", "meter", "enterprise", "enterprise"],
        "credit_code": pa.array([None, None, wrong, None], pa.string()),
    })  # fmt: skip
    by_id, by_column = (check(table) for check in record("entity").checks())
    assert (by_id.mask.tolist(), by_id.column) == ([True, False, False, False], "id")
    assert (by_column.mask.tolist(), by_column.column) == (
        [False, False, True, False],
        "credit_code",
    )
    assert {by_id.level, by_column.level} == {Level.DOUBT}
    assert {by_id.code, by_column.code} == {"ENTITY-02"}
    assert "6" in by_id.said_of(0)[0]
