"""Who may do what: the routes of the application, as data. Routes are made of it, and a test walks it as everybody.

What one may not see does not exist: whoever is in no role of a route's gets the page of a wrong address. Of hand-ins a
student sees their own, staff everybody's: the functions that answer look for no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# What takes long: the hash of a password, or the answer of another server.
Lane = Literal["hash", "outside"]
Who = Literal["anybody", "person", "member", "staff", "instructor", "admin", "token"]
COURSE = "/c/{course}"
WORK = f"{COURSE}/a/{{slug}}"
ATTEMPT = f"{WORK}/attempts/{{receipt}}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One route. ``name``: the function that answers. ``reads``: it reads a body, of at most so many bytes.

    ``lane``: what such requests wait for one another for, so that nobody else waits for them.
    """

    method: Literal["GET", "POST"]
    path: str
    name: str
    who: Who
    reads: int = 0
    files: int = 50  # at most so many
    foreign: bool = False  # its form is sent by another site, and proves itself by a signature
    lane: Lane | None = None


# Threads that what takes long may have at once; the others are everybody's.
LANES: Mapping[Lane | None, int] = {"hash": 4, "outside": 8}
FORM = 64 * 1024
FILES = 16 * 1024 * 1024 + FORM  # the files, and what is around them
FOLDER = 600  # files of an assignment, and what lies beside them

ENDPOINTS = (
    Endpoint("GET", "/health", "health", "anybody"),
    Endpoint("GET", "/static/{file}", "static", "anybody"),
    Endpoint("GET", "/sign-in", "sign_in_page", "anybody"),
    Endpoint("POST", "/sign-in", "sign_in", "anybody", FORM, lane="hash"),
    Endpoint("POST", "/sign-out", "sign_out", "anybody", FORM),
    Endpoint("GET", "/invite/{token}", "invitation", "anybody"),
    Endpoint("POST", "/invite/{token}", "take_up", "anybody", FORM, lane="hash"),
    Endpoint("GET", "/", "home", "person"),
    Endpoint("GET", "/me", "account", "person"),
    Endpoint("POST", "/me", "change_account", "person", FORM, lane="hash"),
    Endpoint("GET", WORK, "assignment", "member"),
    Endpoint("GET", f"{WORK}/files.zip", "handout", "member"),
    Endpoint("POST", f"{WORK}/attempts", "hand_in", "member", FILES),
    Endpoint("GET", ATTEMPT, "attempt", "member"),
    Endpoint("GET", f"{ATTEMPT}/progress", "progress", "member"),
    Endpoint("POST", f"{ATTEMPT}/inquiry", "ask", "member", FORM),
    Endpoint("GET", "/me/data.zip", "my_data", "person"),
    Endpoint("GET", "/metrics", "metrics", "anybody"),
    Endpoint("GET", f"{WORK}/class", "class_page", "staff"),
    Endpoint("GET", f"{WORK}/class/now", "class_now", "staff"),
    Endpoint("POST", f"{WORK}/inquiries/{{number}}", "answer", "staff", FORM),
    Endpoint("POST", f"{WORK}/groups/{{group}}/hint", "save_hint", "staff", FORM),
    Endpoint("POST", f"{WORK}/groups/{{group}}/mistake", "name_mistake", "instructor", FORM),
    Endpoint("GET", f"{WORK}/students/{{student}}", "student_page", "staff"),
    Endpoint("GET", f"{WORK}/students/{{student}}/difference", "difference", "staff"),
    Endpoint("POST", f"{WORK}/students/{{student}}/adjustments", "adjust", "instructor", FORM),
    Endpoint("POST", f"{WORK}/students/{{student}}/extensions", "extend", "instructor", FORM),
    Endpoint("POST", f"{WORK}/students/{{student}}/chosen", "choose", "instructor", FORM),
    Endpoint("POST", f"{WORK}/decisions/{{kind}}/{{number}}/revoke", "revoke", "instructor", FORM),
    Endpoint("POST", f"{ATTEMPT}/comments", "comment", "staff", FORM),
    Endpoint("POST", f"{ATTEMPT}/again", "grade_again", "staff", FORM),
    Endpoint("GET", f"{WORK}/marking", "marking_page", "staff"),
    Endpoint("GET", f"{WORK}/marking/{{question}}", "mark_next", "staff"),
    Endpoint("GET", f"{WORK}/marking/{{question}}/{{receipt}}", "mark_page", "staff"),
    Endpoint("POST", f"{WORK}/marking/{{question}}/{{receipt}}", "mark", "staff", FORM),
    Endpoint("POST", f"{WORK}/marking/{{question}}", "release_marks", "instructor", FORM),
    Endpoint("POST", f"{WORK}/marks/{{number}}/settle", "settle_mark", "instructor", FORM),
    Endpoint("GET", f"{WORK}/settings", "settings_page", "instructor"),
    Endpoint("POST", f"{WORK}/settings", "change_settings", "instructor", FORM),
    Endpoint("POST", f"{WORK}/release", "release", "instructor", FORM),
    Endpoint("GET", f"{WORK}/waivers", "waivers_page", "instructor"),
    Endpoint("POST", f"{WORK}/waivers", "waive", "instructor", FORM),
    Endpoint("GET", f"{WORK}/versions", "versions_page", "instructor"),
    Endpoint("POST", f"{WORK}/versions", "upload_version", "instructor", FILES, files=FOLDER),
    Endpoint("POST", f"{WORK}/versions/{{number}}/verify", "verify_version", "instructor", FORM),
    Endpoint("GET", f"{WORK}/versions/{{number}}/proof", "proof_page", "instructor"),
    Endpoint("GET", f"{WORK}/versions/{{number}}/files.zip", "version_files", "instructor"),
    Endpoint("GET", f"{WORK}/versions/{{number}}/regrade", "regrade_page", "instructor"),
    Endpoint("POST", f"{WORK}/versions/{{number}}/regrade", "regrade", "instructor", FORM),
    Endpoint("POST", f"{WORK}/versions/{{number}}/publish", "publish", "instructor", FORM),
    Endpoint("GET", f"{WORK}/export", "export_page", "instructor"),
    Endpoint("POST", f"{WORK}/export", "export_file", "instructor", FILES),
    Endpoint("GET", f"{COURSE}/assignments", "new_assignment", "instructor"),
    Endpoint("POST", f"{COURSE}/assignments", "upload_assignment", "instructor", FILES, files=FOLDER),
    Endpoint("GET", f"{COURSE}/audit", "audit_page", "staff"),
    Endpoint("GET", f"{COURSE}/roster", "roster", "staff"),
    Endpoint("POST", f"{COURSE}/roster", "import_roster", "instructor", FORM * 16),
    Endpoint("POST", f"{COURSE}/roster/invite", "invite", "instructor", FORM),
    Endpoint("POST", f"{COURSE}/roster/role", "set_role", "instructor", FORM),
    Endpoint("GET", "/sign-in/school", "school_begin", "anybody", lane="outside"),
    Endpoint("GET", "/sign-in/school/back", "school_back", "anybody", lane="outside"),
    Endpoint("GET", "/lti/keys", "lti_keys", "anybody"),
    Endpoint("GET", "/lti/begin", "lti_begin", "anybody"),
    Endpoint("POST", "/lti/begin", "lti_begin", "anybody", FORM, foreign=True),
    Endpoint("POST", "/lti/launch", "lti_launch", "anybody", FORM, foreign=True, lane="outside"),
    Endpoint("POST", f"{COURSE}/roster/fetch", "fetch_members", "instructor", FORM, lane="outside"),
    Endpoint("POST", f"{WORK}/export/send", "send_grades", "instructor", FORM, lane="outside"),
    Endpoint("POST", "/admin/platforms", "register_platform", "admin", FORM),
    Endpoint("GET", "/admin", "admin_page", "admin"),
    Endpoint("GET", "/admin/audit", "admin_audit", "admin"),
    Endpoint("POST", "/admin/people/{number}", "change_person", "admin", FORM),
    Endpoint("GET", "/admin/people/{number}/data.zip", "person_data", "admin"),
    Endpoint("POST", "/admin/courses", "make_course", "admin", FORM),
    Endpoint("POST", "/admin/courses/{course}", "change_course", "admin", FORM),
    Endpoint("POST", "/api/attempts", "api_hand_in", "token", FILES),
    Endpoint("GET", "/api/attempts/{receipt}", "api_attempt", "token"),
)
ROLES: dict[Who, tuple[str, ...]] = {
    "member": ("student", "assistant", "instructor"),
    "staff": ("assistant", "instructor"),
    "instructor": ("instructor",),
}
