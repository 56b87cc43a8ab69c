"""Where profiles are kept: ``profiles/NAME.yaml`` in the workspace, earlier ones beside it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from luheng.connectors.table.profile import Profile
from luheng.errors import BadProfile, UnknownProfile
from luheng.ledger.places import same_name, unusable

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Shelf", "from_yaml", "to_yaml"]

_NAME = re.compile(r"\w[\w.-]{0,79}")
_EARLIER = "earlier"
_HEAD = (
    "# 映射配置：外来表格怎样读作一种记录。改动后版次自动加一，旧版留在 earlier/。\n"
    "# A mapping profile. `luheng profiles schema` prints its form; check it with\n"
    "# `luheng import FILE --as {record} --profile {name} --dry-run`.\n"
)


class _Loader(yaml.SafeLoader):
    """YAML in which a scalar is its text: 007 stays 007, 2022-01 is no date; only null is null."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag == "tag:yaml.org,2002:null"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def to_yaml(profile: Profile) -> str:
    """The profile as text for people to read and change."""
    head = _HEAD.format(record=profile.record, name=profile.name)
    said = yaml.safe_dump(profile.as_dict(), allow_unicode=True, sort_keys=False, width=100)
    return head + said


def from_yaml(name: str, text: str) -> Profile:
    """The profile that a text states; raises BadProfile."""
    try:
        said = yaml.load(text, Loader=_Loader)  # noqa: S506  (a SafeLoader with fewer tags)
    except (yaml.YAMLError, RecursionError) as error:
        why = " ".join(str(error).split())
        raise BadProfile(name, f"不是 YAML：{why}", f"is no YAML: {why}") from error
    if not isinstance(said, dict):
        raise BadProfile(name, "不是一组键和值。", "is no mapping of keys to values.")
    return Profile.of(name, _numbers(said))


def _numbers(said: dict[str, Any]) -> dict[str, Any]:
    """Give the few numbers and truths of a profile their types back."""
    out = dict(said)
    for key in ("profile", "version"):
        if key in out:
            out[key] = _whole(out[key])
    if isinstance(out.get("header"), dict):
        whole = {k: _whole(v) for k, v in out["header"].items() if k in {"row", "rows"}}
        out["header"] = {**out["header"], **whole}
    if isinstance(out.get("rows"), dict):
        out["rows"] = {k: _conditions(v) for k, v in out["rows"].items()}
    return out


def _whole(text: Any) -> Any:
    return int(text) if isinstance(text, str) and text.isascii() and text.isdigit() else text


def _conditions(said: Any) -> Any:
    truth = {"true": True, "false": False}
    if not isinstance(said, list):
        return said
    return [
        {**c, "blank": truth.get(str(c["blank"]).lower(), c["blank"])}
        if isinstance(c, dict) and "blank" in c
        else c
        for c in said
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The profiles of one workspace."""

    folder: Path

    @classmethod
    def of(cls, workspace_folder: Path) -> Shelf:
        """The shelf of a workspace; the folder is made with the first profile."""
        return cls(workspace_folder / "profiles")

    def names(self) -> tuple[str, ...]:
        """The names of all profiles, sorted."""
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(p.stem for p in self.folder.glob("*.yaml") if p.is_file()))

    def get(self, name: str) -> Profile:
        """One profile.

        Raises:
            UnknownProfile: the workspace does not hold it.
            BadProfile: its file is not in form.
        """
        path = self._path(name)
        known = self.names()
        # asked of the listing: elsewhere a file answers to another case too
        if name not in known:
            near = difflib.get_close_matches(name, known, n=len(known) or 1, cutoff=0.0)
            raise UnknownProfile(name, tuple(near))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise BadProfile(name, f"读不出：{error}", f"cannot be read: {error}") from error
        return from_yaml(name, text)

    def save(self, profile: Profile) -> Profile:
        """Keep a profile; one that says something else becomes the next version, the old is kept.

        Raises:
            BadProfile: the name is no file name, or the profile is not in form.
        """
        path = self._path(profile.name)
        profile.check()
        taken = same_name(profile.name, self.names())
        if taken:
            raise BadProfile(
                profile.name,
                f"已有名为“{taken}”的配置，只差大小写；在 Windows 上是同一个文件，请换一个名称。",
                f"there is a profile {taken!r}, which differs in case alone and is the same file "
                "on Windows; use another name.",
            )
        if path.is_file():
            stands = self.get(profile.name)
            if stands.sha256 == profile.sha256:
                return stands
            earlier = self.folder / _EARLIER
            earlier.mkdir(parents=True, exist_ok=True)
            kept = earlier / f"{profile.name}.{stands.version}.yaml"
            kept.write_text(path.read_text(encoding="utf-8-sig"), encoding="utf-8")
            profile = profile.with_version(stands.version + 1)
        self.folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".yaml.part")
        part.write_text(to_yaml(profile), encoding="utf-8")
        part.replace(path)
        return profile

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BadProfile(
                name,
                "名称只能用字母、汉字、数字、_、-、.，不超过80字。",
                "a name has letters, digits, _, - and . only, at most 80 of them.",
            )
        if unusable(name):
            raise BadProfile(
                name,
                "Windows 不能用这个名称作文件名，请换一个。",
                "Windows cannot have a file of this name; use another one.",
            )
        return self.folder / f"{name}.yaml"
