"""Who may do what: the routes of the application, as data. Routes are made of it, and a test walks it as everybody.

What one may not see does not exist: whoever is in no role of a route's gets the page of a wrong address. Of hand-ins a
student sees their own, staff everybody's: the functions that answer look for no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["anybody", "person", "member", "staff", "instructor", "admin", "token"]
COURSE = "/c/{course}"
WORK = f"{COURSE}/a/{{slug}}"
ATTEMPT = f"{WORK}/attempts/{{receipt}}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One route. ``name``: the function that answers. ``reads``: it reads a body, of at most so many bytes."""

    method: Literal["GET", "POST"]
    path: str
    name: str
    who: Who
    reads: int = 0
    files: int = 50  # at most so many
    foreign: bool = False  # its form is sent by another site, and proves itself by a signature


FORM = 64 * 1024
FILES = 16 * 1024 * 1024 + FORM  # the files, and what is around them
FOLDER = 600  # files of an assignment, and what lies beside them

RULES = (
    Rule("GET", "/health", "health", "anybody"),
    Rule("GET", "/static/{file}", "static", "anybody"),
    Rule("GET", "/sign-in", "sign_in_page", "anybody"),
    Rule("POST", "/sign-in", "sign_in", "anybody", FORM),
    Rule("POST", "/sign-out", "sign_out", "anybody", FORM),
    Rule("GET", "/invite/{token}", "invitation", "anybody"),
    Rule("POST", "/invite/{token}", "take_up", "anybody", FORM),
    Rule("GET", "/", "home", "person"),
    Rule("GET", "/me", "account", "person"),
    Rule("POST", "/me", "change_account", "person", FORM),
    Rule("GET", WORK, "assignment", "member"),
    Rule("GET", f"{WORK}/files.zip", "handout", "member"),
    Rule("POST", f"{WORK}/attempts", "hand_in", "member", FILES),
    Rule("GET", ATTEMPT, "attempt", "member"),
    Rule("GET", f"{ATTEMPT}/progress", "progress", "member"),
    Rule("POST", f"{ATTEMPT}/inquiry", "ask", "member", FORM),
    Rule("GET", "/me/data.zip", "my_data", "person"),
    Rule("GET", "/metrics", "metrics", "anybody"),
    Rule("GET", f"{WORK}/class", "class_page", "staff"),
    Rule("GET", f"{WORK}/class/now", "class_now", "staff"),
    Rule("POST", f"{WORK}/inquiries/{{number}}", "answer", "staff", FORM),
    Rule("POST", f"{WORK}/groups/{{group}}/hint", "save_hint", "staff", FORM),
    Rule("POST", f"{WORK}/groups/{{group}}/mistake", "name_mistake", "instructor", FORM),
    Rule("GET", f"{WORK}/students/{{student}}", "student_page", "staff"),
    Rule("GET", f"{WORK}/students/{{student}}/difference", "difference", "staff"),
    Rule("POST", f"{WORK}/students/{{student}}/adjustments", "adjust", "instructor", FORM),
    Rule("POST", f"{WORK}/students/{{student}}/extensions", "extend", "instructor", FORM),
    Rule("POST", f"{WORK}/students/{{student}}/chosen", "choose", "instructor", FORM),
    Rule("POST", f"{WORK}/decisions/{{kind}}/{{number}}/revoke", "revoke", "instructor", FORM),
    Rule("POST", f"{ATTEMPT}/comments", "comment", "staff", FORM),
    Rule("POST", f"{ATTEMPT}/again", "grade_again", "staff", FORM),
    Rule("GET", f"{WORK}/marking", "marking_page", "staff"),
    Rule("GET", f"{WORK}/marking/{{question}}", "mark_next", "staff"),
    Rule("GET", f"{WORK}/marking/{{question}}/{{receipt}}", "mark_page", "staff"),
    Rule("POST", f"{WORK}/marking/{{question}}/{{receipt}}", "mark", "staff", FORM),
    Rule("POST", f"{WORK}/marking/{{question}}", "release_marks", "instructor", FORM),
    Rule("POST", f"{WORK}/marks/{{number}}/settle", "settle_mark", "instructor", FORM),
    Rule("GET", f"{WORK}/settings", "settings_page", "instructor"),
    Rule("POST", f"{WORK}/settings", "change_settings", "instructor", FORM),
    Rule("POST", f"{WORK}/release", "release", "instructor", FORM),
    Rule("GET", f"{WORK}/waivers", "waivers_page", "instructor"),
    Rule("POST", f"{WORK}/waivers", "waive", "instructor", FORM),
    Rule("GET", f"{WORK}/versions", "versions_page", "instructor"),
    Rule("POST", f"{WORK}/versions", "upload_version", "instructor", FILES, files=FOLDER),
    Rule("POST", f"{WORK}/versions/{{number}}/verify", "verify_version", "instructor", FORM),
    Rule("GET", f"{WORK}/versions/{{number}}/proof", "proof_page", "instructor"),
    Rule("GET", f"{WORK}/versions/{{number}}/files.zip", "version_files", "instructor"),
    Rule("GET", f"{WORK}/versions/{{number}}/regrade", "regrade_page", "instructor"),
    Rule("POST", f"{WORK}/versions/{{number}}/regrade", "regrade", "instructor", FORM),
    Rule("POST", f"{WORK}/versions/{{number}}/publish", "publish", "instructor", FORM),
    Rule("GET", f"{WORK}/export", "export_page", "instructor"),
    Rule("POST", f"{WORK}/export", "export_file", "instructor", FILES),
    Rule("POST", f"{COURSE}/assignments", "upload_assignment", "instructor", FILES, files=FOLDER),
    Rule("GET", f"{COURSE}/audit", "audit_page", "staff"),
    Rule("GET", f"{COURSE}/roster", "roster", "staff"),
    Rule("POST", f"{COURSE}/roster", "import_roster", "instructor", FORM * 16),
    Rule("POST", f"{COURSE}/roster/invite", "invite", "instructor", FORM),
    Rule("POST", f"{COURSE}/roster/role", "set_role", "instructor", FORM),
    Rule("GET", "/sign-in/school", "school_begin", "anybody"),
    Rule("GET", "/sign-in/school/back", "school_back", "anybody"),
    Rule("GET", "/lti/keys", "lti_keys", "anybody"),
    Rule("GET", "/lti/begin", "lti_begin", "anybody"),
    Rule("POST", "/lti/begin", "lti_begin", "anybody", FORM, foreign=True),
    Rule("POST", "/lti/launch", "lti_launch", "anybody", FORM, foreign=True),
    Rule("POST", f"{COURSE}/roster/fetch", "fetch_members", "instructor", FORM),
    Rule("POST", f"{WORK}/export/send", "send_grades", "instructor", FORM),
    Rule("POST", "/admin/platforms", "register_platform", "admin", FORM),
    Rule("GET", "/admin", "admin_page", "admin"),
    Rule("GET", "/admin/audit", "admin_audit", "admin"),
    Rule("POST", "/admin/people/{number}", "change_person", "admin", FORM),
    Rule("GET", "/admin/people/{number}/data.zip", "person_data", "admin"),
    Rule("POST", "/admin/courses", "make_course", "admin", FORM),
    Rule("POST", "/admin/courses/{course}", "change_course", "admin", FORM),
    Rule("POST", "/api/attempts", "api_hand_in", "token", FILES),
    Rule("GET", "/api/attempts/{receipt}", "api_attempt", "token"),
)
ROLES: dict[Who, tuple[str, ...]] = {
    "member": ("student", "assistant", "instructor"),
    "staff": ("assistant", "instructor"),
    "instructor": ("instructor",),
}
