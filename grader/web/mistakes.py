"""A group's wrong answer becomes a known mistake of the assignment: its file and its hint, in a new version."""

from __future__ import annotations

import json
import re

import yaml
from starlette.responses import Response

from grader.batch.cluster.messages import unpack_parcel
from grader.errors import AssignmentError
from grader.model import Text
from grader.reading.yamlfile import parse_yaml
from grader.web.packing import UploadError, unpacked_upload
from grader.web.room import Room, room_of
from grader.web.visit import File, Visit, go, not_found, refused

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
SETTINGS = "grading.yaml"


def name_mistake(visit: Visit) -> Response:
    """The file of one of the group's students becomes the mistake's, and what staff wrote for the group its hint."""
    work = visit.work()
    if work is None:
        return not_found(visit)
    group, name = visit.params["group"], visit.field("name", 40)
    room = room_of(visit.site, work, visit.lang)
    digest = _example(room, group)
    if not digest:
        return refused(visit, visit.say("staff_group_gone"), 409)
    version = visit.site.courses.version(work.kept.id, work.kept.version)
    whole = visit.site.by_version(work, version, whole=True).assignment if version is not None else work.assignment
    content = dict(visit.site.store(work).fetch_files(digest)).get(whole.files[0])
    there = whole.private / "mistakes" / f"{name}.py" if whole.private is not None else None
    if not NAME.fullmatch(name) or len(whole.files) != 1 or content is None or there is None or there.exists():
        return refused(visit, visit.say("staff_mistake_wrong"), 422)
    bundle = version.whole if version is not None and version.whole else work.kept.bundle
    files = dict(unpack_parcel(visit.site.courses.fetch_bundle(bundle)).files)
    folder = f"solutions/{work.kept.slug}"
    files[f"{folder}/mistakes/{name}.py"] = content
    try:
        if (hint := room.hints.get(group)) is not None:
            files[f"{folder}/{SETTINGS}"] = with_hint(files.get(f"{folder}/{SETTINGS}", b""), name, hint.text)
        packed = unpacked_upload([File(each, data) for each, data in files.items()], work.kept.slug, b"")
    except (UploadError, AssignmentError) as error:
        return refused(visit, str(error), 422)
    made = visit.site.courses.save_upload(work.kept.course_id, packed, visit.me().name)
    visit.record("named a mistake", f"{work.kept.slug}: {name}", after=f"{group}: {made.id}")
    return go(f"{work.path}/versions", told="staff_uploaded")


def with_hint(settings: bytes, name: str, hint: Text) -> bytes:
    """The settings with the hint of one mistake more; everything else stays as its author wrote it, comments and all.

    Raises AssignmentError where they cannot be read, UploadError where there is no place for it.
    """
    text = settings.decode("utf-8-sig")
    before = parse_yaml(text, SETTINGS).value
    texts = {lang: words for lang, words in (("en", hint.en), ("ko", hint.ko)) if words}
    known = before.get("mistakes") or {}
    if not isinstance(known, dict):
        raise UploadError(f"{SETTINGS}: mistakes is no mapping")
    if name in known:
        return settings
    entry = f"hint: {{{', '.join(f'{lang}: {json.dumps(words, ensure_ascii=False)}' for lang, words in texts.items())}}}"
    made = _inserted(text, name, entry)
    expected = before | {"mistakes": {name: {"hint": texts}} | known}
    if parse_yaml(made, SETTINGS).value != expected:
        raise UploadError(f"{SETTINGS} is written in a way that no hint can be put into; add it under mistakes: yourself")
    return made.encode()


def _inserted(text: str, name: str, entry: str) -> str:
    whole = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = whole.value if isinstance(whole, yaml.MappingNode) else []
    found = next(((key, value) for key, value in pairs if key.value == "mistakes"), None)
    if found is None:
        end = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{end}mistakes:\n  {name}:\n    {entry}\n"
    key, value = found
    if isinstance(value, yaml.MappingNode) and value.value and not value.flow_style:
        place, indent = value.start_mark.index, " " * value.start_mark.column
        return f"{text[:place]}{name}:\n{indent}  {entry}\n{indent}{text[place:]}"
    if isinstance(value, yaml.MappingNode) and value.flow_style:
        place, comma = value.start_mark.index + 1, ", " if value.value else ""
        return f"{text[:place]}{name}: {{{entry}}}{comma}{text[place:]}"
    place = key.end_mark.index + text[key.end_mark.index :].index(":") + 1
    head, _, rest = text[place:].partition("\n")
    comment = head[head.index("#") :] if "#" in head else ""
    return f"{text[:place]} {comment}\n  {name}:\n    {entry}\n{rest}"


def _example(room: Room, group: str) -> str:
    """The digest of what one of its students handed in; empty where the group is gone."""
    students = room.groups.students(group)
    sheet = next((line.sheet for line in room.lines if line.student.student in students and line.sheet is not None), None)
    return sheet.member.submission.digest if sheet is not None else ""
