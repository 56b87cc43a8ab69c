"""Every code that a reader can meet has a page, in both languages, and every page a code."""

import inspect
import re

import pytest

from luheng import errors

CODE = re.compile(r"[\"']([A-Z]{3,}-\d{2})[\"']")
#: gases that look like codes
GASES = re.compile(r"^(HFC|PFC|HFO|CFC)-")


def codes_of(repository):
    found = {}
    for path in sorted((repository / "src").rglob("*.py")):
        for code in CODE.findall(path.read_text(encoding="utf-8")):
            if not GASES.match(code):
                found.setdefault(code, path.name)
    return found


def pages(repository):
    return {p.stem: p for p in sorted((repository / "docs/findings").glob("*.md"))}


def test_every_code_has_its_page(repository):
    codes = codes_of(repository)
    assert len(codes) > 30
    assert {c: p for c, p in codes.items() if c not in pages(repository)} == {}


def test_every_page_has_its_code(repository):
    assert set(pages(repository)) - set(codes_of(repository)) == set()


def test_pages_are_short_named_by_their_code_and_in_both_languages(repository):
    for code, path in pages(repository).items():
        text = path.read_text(encoding="utf-8")
        assert text.splitlines()[0].startswith(f"# {code} "), path.name
        assert len(text.splitlines()) <= 40, path.name
        assert re.search(r"[\u4e00-\u9fff]{4}", text), path.name
        assert len(re.findall(r"\b[a-z]{3,}\b", text)) >= 12, path.name


def test_no_code_is_spelt_in_pieces(repository):
    """A code put together at run time could not be searched for."""
    pieces = re.compile(r"finding_code\}|\}-\d{2}\b")
    for path in (repository / "src").rglob("*.py"):
        assert not pieces.search(path.read_text(encoding="utf-8")), path.name


def error_classes():
    return [
        one for _, one in inspect.getmembers(errors, inspect.isclass)
        if issubclass(one, errors.LuhengError)
    ]  # fmt: skip


def test_no_two_errors_share_a_code():
    codes = [one.code for one in error_classes()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("one", error_classes(), ids=lambda one: one.__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_error_speaks_both_languages_and_survives_a_worker(one, language):
    import pickle
    from dataclasses import fields

    samples = {"left": ("a", "kg"), "right": ("b", "t"), "quantity": ("q", "kg"), "seconds": 3.0,
               "factor": ("f", "kg")}  # fmt: skip
    several = {"declared", "found", "near", "known", "files"}
    raised = one(**{
        f.name: ("x", "y") if f.name in several else samples.get(f.name, "sample")
        for f in fields(one)
        if not (one is not errors.UnitDoesNotCancel and f.name == "quantity")
    } | ({"quantity": "q"} if "quantity" in {f.name for f in fields(one)}
         and one is not errors.UnitDoesNotCancel else {}))  # fmt: skip
    errors.set_language(language)
    first = str(raised).splitlines()[0]
    assert first.endswith(f"[{one.code}]")
    back = pickle.loads(pickle.dumps(raised))
    assert type(back) is one
    assert str(back) == str(raised)
    if one not in {errors.LuhengError, errors.BadRecord, errors.BadRule, errors.KindMismatch,
                   errors.BadFactor, errors.BadQuery, errors.UnreadableFile}:  # fmt: skip
        assert bool(re.search(r"[\u4e00-\u9fff]", str(raised))) is (language == "zh")
