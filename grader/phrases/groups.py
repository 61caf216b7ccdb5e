"""The phrases of groups: students whose wrong answers are the same, and the hint that they get together."""

PHRASES = {
    "groups": ("The same wrong answers", "똑같이 틀린 답"),
    "groups_none": ("No two students returned the same wrong values.", "똑같이 틀린 값을 반환한 학생들이 없습니다."),
    "groups_are": (
        "Each line lists students whose function returned the same wrong values, within the tolerance, in the same checks, whatever their code looks like. Write a short hint into the file named there (UTF-8; for Korean, the same name ending in .ko.txt) and run the same command again: all of them see it in their reports, and nobody is graded again.",
        "한 줄은 코드의 모양과 상관없이 같은 검사에서 같은 값(허용 오차 이내)으로 틀린 학생들입니다. 적힌 파일에 짧은 힌트를 쓰고(UTF-8, 한국어는 이름이 .ko.txt로 끝나는 파일) 같은 명령을 다시 실행하세요. 그 학생들 모두의 보고서에 힌트가 나타나며, 다시 채점하지 않습니다.",
    ),
    "group_function": ("Function", "함수"),
    "group_what": ("Mistake", "실수"),
    "group_students": ("{count:# student|# students}", "{count}명"),
    "group_known": ("known mistake {name}", "알려진 실수 {name}"),
    "groups_own_inputs": (
        "Each student was graded on different inputs here, so values cannot be compared: only known mistakes form groups.",
        "이 과제는 학생마다 다른 입력으로 채점하므로 값을 서로 비교할 수 없습니다. 알려진 실수만 묶습니다.",
    ),
    "group_nobody": ("nobody any more", "지금은 없음"),
    "group_checks_more": ("and {count} more", "외 {count}개"),
    "group_unknown": ("unknown", "알려지지 않음"),
    "group_example": ("Example", "예"),
    "group_checks": ("Checks", "검사"),
    "group_file": ("Hint for all of them", "모두를 위한 힌트"),
    "group_hint_is": ("They read: {hint}", "학생들이 읽는 힌트: {hint}"),
    "groups_more": ("and {count:# smaller group|# smaller groups}", "그 밖의 작은 묶음 {count}개"),
    "finding_group_hint": (
        "About the values that {function} returns, your teacher says: {hint}",
        "{function} 함수가 반환하는 값에 대한 선생님의 설명: {hint}",
    ),
}
