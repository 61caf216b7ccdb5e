"""Who may do what: the routes of the application, as data. Routes are made of it, and a test walks it as everybody.

What one may not see does not exist: whoever is in no role of a route's gets the page of a wrong address. Of hand-ins a
student sees their own, staff everybody's: the functions that answer look for no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Who = Literal["anybody", "person", "member", "staff", "instructor", "token"]
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


FORM = 64 * 1024
FILES = 16 * 1024 * 1024 + FORM  # the files, and what is around them

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
    Rule("GET", f"{WORK}/class", "class_page", "staff"),
    Rule("GET", f"{WORK}/students/{{student}}", "student_page", "staff"),
    Rule("POST", f"{WORK}/inquiries/{{number}}", "answer", "staff", FORM),
    Rule("GET", f"{COURSE}/roster", "roster", "staff"),
    Rule("POST", f"{COURSE}/roster", "import_roster", "instructor", FORM * 16),
    Rule("POST", f"{COURSE}/roster/invite", "invite", "instructor", FORM),
    Rule("POST", "/api/attempts", "api_hand_in", "token", FILES),
    Rule("GET", "/api/attempts/{receipt}", "api_attempt", "token"),
)
ROLES: dict[Who, tuple[str, ...]] = {
    "member": ("student", "assistant", "instructor"),
    "staff": ("assistant", "instructor"),
    "instructor": ("instructor",),
}
