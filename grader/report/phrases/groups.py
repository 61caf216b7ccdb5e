"""The phrases of groups: students whose wrong answers are the same, and the hint that they get together."""

ENGLISH = {
    "groups": "The same wrong answers",
    "groups_none": "No two students returned the same wrong values.",
    "groups_are": "Each line: students whose function returned the same wrong values, within the tolerance, in the same checks, whatever their code looks like. Write a hint of a few words into the file named (UTF-8; for Korean into the same name ending in .ko.txt) and run the same command again: all of them find it in their reports, and nobody is graded anew.",
    "group_function": "function",
    "group_what": "mistake",
    "group_students": "{count} students",
    "group_known": "known mistake {name}",
    "group_unknown": "unknown",
    "group_example": "example",
    "group_checks": "checks",
    "group_file": "hint for all of them",
    "group_hint_is": "They read: {hint}",
    "groups_more": "and {count} smaller groups",
    "finding_group_hint": "About the values that {function} returns, your instructor says: {hint}",
}

KOREAN = {
    "groups": "똑같이 틀린 답",
    "groups_none": "똑같이 틀린 값을 반환한 학생들이 없습니다.",
    "groups_are": "한 줄은 코드의 모양과 상관없이 같은 검사에서 같은 값(허용 오차 이내)으로 틀린 학생들입니다. 적힌 파일에 짧은 힌트를 쓰고(UTF-8, 한국어는 이름이 .ko.txt로 끝나는 파일) 같은 명령을 다시 실행하세요. 그 학생들 모두의 보고서에 힌트가 나타나며, 다시 채점하지 않습니다.",
    "group_function": "함수",
    "group_what": "실수",
    "group_students": "{count}명",
    "group_known": "알려진 실수 {name}",
    "group_unknown": "알려지지 않음",
    "group_example": "예",
    "group_checks": "검사",
    "group_file": "모두를 위한 힌트",
    "group_hint_is": "학생들이 읽는 힌트: {hint}",
    "groups_more": "그 밖의 작은 묶음 {count}개",
    "finding_group_hint": "{function} 함수가 반환하는 값에 대한 담당 교수의 설명: {hint}",
}
