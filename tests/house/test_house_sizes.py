"""Modules and functions stay small enough to be read, and growth is seen."""


def test_no_module_and_no_function_is_too_large(repository, tool, capsys):
    sizes = tool("check_sizes")
    assert sizes.report(repository), capsys.readouterr().out


def test_the_ten_largest_are_listed(repository, tool, capsys):
    tool("check_sizes").report(repository)
    shown = capsys.readouterr().out
    assert "The ten largest modules" in shown
    assert (
        len([line for line in shown.splitlines() if ".py" in line and "too large" not in line])
        == 20
    )


def test_what_is_too_large_is_named(tmp_path, tool, capsys):
    sizes = tool("check_sizes")
    (tmp_path / "src").mkdir()
    body = "\n".join(f"    x = {n}" for n in range(60))
    (tmp_path / "src/long.py").write_text(f"def grown():\n{body}\n" + "\n" * 600, encoding="utf-8")
    assert not sizes.report(tmp_path)
    shown = capsys.readouterr().out
    assert "too large: src/long.py has 661 lines" in shown
    assert "too large: src/long.py:1 grown has 61 lines" in shown
