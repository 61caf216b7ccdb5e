"""The phrases of ``grader verify``: the nine points, what no case of a suite has, and the page."""

PHRASES = {
    "verify_point_1": (
        "The reference and every accepted sample earn every point",
        "모범 답안과 승인된 예시 답안이 모두 만점을 받습니다",
    ),
    "verify_point_2": ("The stub earns nothing", "제공 파일 그대로는 0점입니다"),
    "verify_point_3": (
        "Every other sample gets the verdict of its folder",
        "나머지 예시 답안은 모두 들어 있는 폴더 이름대로 판정됩니다",
    ),
    "verify_point_4": (
        "Every mistake loses points, and its own hint is the one shown",
        "알려진 실수는 모두 점수를 잃고, 그 실수의 힌트가 표시됩니다",
    ),
    "verify_point_5": ("Every mutant of the reference loses points", "모범 답안을 바꾼 변이는 모두 점수를 잃습니다"),
    "verify_point_6": (
        "Every rule lies between rounding noise and the smallest mistake",
        "모든 허용 오차가 반올림 오차와 가장 작은 실수 사이에 있습니다",
    ),
    "verify_point_7": (
        "The same submission earns the same, in any order and company",
        "같은 제출물은 순서나 함께 채점되는 제출물과 관계없이 같은 점수를 받습니다",
    ),
    "verify_point_8": (
        "Every case is needed; points, visible suite and texts are complete",
        "모든 검사가 제 몫을 하고, 배점·공개 테스트·문구가 빠짐없습니다",
    ),
    "verify_point_9": (
        "No returned value, however strange, is a fault of the suite",
        "아무리 이상한 반환값도 검사 쪽의 오류가 되지 않습니다",
    ),
    "verify_at_cases": ("{slug}: {total:# case|# cases}", "{slug}: 검사 {total}개"),
    "verify_at_mutants": (
        "{slug}: {done} of {total:# mutant|# mutants} tried, {survived} of them lost nothing yet",
        "{slug}: 변이 {total}개 중 {done}개 시도, 점수를 잃지 않은 변이 {survived}개",
    ),
    "verify_at_search": (
        "{slug}: looking for what tells {survived:# mutant|# mutants} from the reference",
        "{slug}: 변이 {survived}개를 모범 답안과 구별하는 입력을 찾는 중",
    ),
    "verify_at_windows": ("{slug}: measuring tolerance windows", "{slug}: 허용 오차 범위를 재는 중"),
    "verify_given": (
        "{names}: given complete in the stub, so nobody can get that wrong: no mutants, and no case is needed",
        "{names}: 제공 파일에 완성되어 있어 틀릴 사람이 없습니다. 변이를 만들지 않으며 검사도 필요하지 않습니다",
    ),
    "verify_no_visible": (
        "{file} is missing: students have no tests that they can run; start with the handout's example",
        "{file} 파일이 없습니다. 학생이 실행해 볼 테스트가 없습니다. 안내문의 예시부터 넣어 보세요",
    ),
    "verify_unclear_sample": (
        "inputs.py: STRATEGIES['{function}'] draws an input on which {who}, which is right, breaks the rule: a report would show it "
        "to students as an input that fails; let it draw only inputs with one right answer",
        "inputs.py: STRATEGIES['{function}'] 항목이 뽑은 입력에서 올바른 답({who})이 규칙을 어깁니다. 보고서가 이 입력을 "
        "틀리는 입력으로 보여 줄 수 있습니다. 정답이 하나뿐인 입력만 뽑게 하세요",
    ),
    "verify_unclear_reference": (
        "inputs.py: STRATEGIES['{function}'] draws an input on which the reference with its sums taken in another order breaks the "
        "rule: a report would show it to students as an input that fails; let it draw only inputs with one right answer",
        "inputs.py: STRATEGIES['{function}'] 항목이 뽑은 입력에서 더하는 순서만 바꾼 모범 답안이 규칙을 어깁니다. 보고서가 이 입력을 "
        "틀리는 입력으로 보여 줄 수 있습니다. 정답이 하나뿐인 입력만 뽑게 하세요",
    ),
    "verify_suite_fails": (
        "the suite itself fails on mutant {mutant} ({kind}; {place}, {function}); check values before a case works with them",
        "변이 {mutant}({kind}; {place}, {function})에서 검사 자체가 실패합니다. 값을 쓰기 전에 확인하세요",
    ),
    "verify_record_false": (
        "mutant {mutant} ({kind}; {place}, {function}) is recorded as equivalent ({reason}), but an input that the suite itself makes tells it apart; "
        "remove the record and add a case",
        "변이 {mutant}({kind}; {place}, {function}): 같은 것으로 기록되어 있지만({reason}) 이 검사의 입력이 구별해 냅니다. 기록을 지우고 검사를 추가하세요",
    ),
    "verify_never_run": (
        "mutant {mutant} ({kind}; {place}, {function}) earns every point: no case ever runs that code; add a case that does",
        "변이 {mutant}({kind}; {place}, {function}): 만점을 받습니다. 이 코드를 실행하는 검사가 없습니다. 실행하는 검사를 추가하세요",
    ),
    "verify_nothing_tried": (
        "mutant {mutant} ({kind}; {place}, {function}) earns every point, and no input could be tried on it: add a case that fails it, or record it as equivalent",
        "변이 {mutant}({kind}; {place}, {function}): 만점을 받고, 시도해 볼 입력이 없었습니다. 가려내는 검사를 추가하거나 같은 것으로 기록하세요",
    ),
    "verify_within_rule": (
        "mutant {mutant} ({kind}; {place}, {function}) earns every point: its error is within the rule even where it shows; make the rule stricter (see 6)",
        "변이 {mutant}({kind}; {place}, {function}): 만점을 받습니다. 오차가 드러나는 곳에서도 규칙 안에 있습니다. 규칙을 더 엄격하게 하세요(6 참고)",
    ),
    "verify_size_unseen": (
        "mutant {mutant} ({kind}; {place}, {function}) earns every point: no case notices a size written as the number {number}; add a case of another size",
        "변이 {mutant}({kind}; {place}, {function}): 만점을 받습니다. 크기를 {number}의 값으로 고정해도 드러나지 않습니다. 크기가 다른 검사를 추가하세요",
    ),
    "verify_survives": (
        "mutant {mutant} ({kind}; {place}, {function}) earns every point; add a case that fails it, or make one of yours stricter",
        "변이 {mutant}({kind}; {place}, {function}): 만점을 받습니다. 가려내는 검사를 추가하거나 있는 검사를 더 엄격하게 하세요",
    ),
    "verify_unexplained": (
        "{count:# mutant is|# mutants are} probably equivalent: no input told the change from the reference. Look at each change in the "
        "page that -o DIR writes. Where it makes no difference, record it in grading.yaml, equivalent: [{{mutant: ID, reason: ...}}]; "
        "where it does, add a case. IDs: {some}",
        "변이 {count}개는 모범 답안과 같아 보입니다. 어떤 입력으로도 구별되지 않았습니다. -o DIR가 쓰는 페이지에서 바뀐 곳을 확인하세요. "
        "차이가 없으면 grading.yaml의 equivalent: [{{mutant: ID, reason: ...}}]에 기록하고, 있으면 검사를 추가하세요. ID: {some}",
    ),
    "verify_record_gone": (
        "grading.yaml records {mutant} as equivalent, but no mutant has that id any more: remove the line",
        "grading.yaml에 같은 것으로 기록된 변이 {mutant}: 그런 변이가 더는 없습니다. 그 줄을 지우세요",
    ),
    "verify_record_killed": (
        "grading.yaml records {mutant} as equivalent, but it loses points: remove the line",
        "grading.yaml에 같은 것으로 기록된 변이 {mutant}: 점수를 잃습니다. 그 줄을 지우세요",
    ),
    "verify_page": ("Verification", "검증"),
    "verify_points": ("The nine points", "아홉 가지 기준"),
    "verify_ready": ("Ready for release: all nine points hold.", "배포할 수 있습니다. 아홉 가지 기준을 모두 만족합니다."),
    "verify_not_ready": (
        "Not ready: {count:# problem|# problems} to solve, each with what to do.",
        "아직 배포할 수 없습니다. 해결할 문제가 {count}개 있고, 각각 할 일이 적혀 있습니다.",
    ),
    "verify_detail": ("detail", "자세히"),
    "verify_some_hold": ("{count:# of the nine points holds|# of the nine points hold}", "아홉 가지 중 {count}개를 만족합니다"),
    "verify_all_hold": ("All nine points", "아홉 가지 모두"),
    "verify_hold": ("{count:holds|hold}", "만족"),
    "verify_mutants": ("{count:# mutant|# mutants}", "변이 {count}개"),
    "verify_killed": ("{count:# loses points|# lose points}", "{count}개는 점수를 잃음"),
    "verify_survived": ("{count:# survives|# survive}", "{count}개는 살아남음"),
    "verify_probably_equivalent": (
        "{count:# could not be told from the reference by any input|# could not be told from the reference by any input}",
        "{count}개는 어떤 입력으로도 모범 답안과 구별되지 않음",
    ),
    "verify_recorded": ("{count:# is recorded as equivalent|# are recorded as equivalent}", "{count}개는 같은 것으로 기록됨"),
    "verify_state_survived": ("survived", "살아남음"),
    "verify_state_probably_equivalent": ("probably equivalent", "같은 것으로 보임"),
    "verify_state_recorded_as_equivalent": ("recorded as equivalent", "같은 것으로 기록됨"),
    "verify_windows": ("Tolerance windows", "허용 오차 범위"),
    "verify_windows_why": (
        "From the rounding noise of correct work to the smallest mistake, in the measure of each rule. "
        "The rule has to lie in between.",
        "올바른 풀이의 반올림 오차부터 가장 작은 실수까지를 각 규칙의 척도로 나타냅니다. 규칙은 그 사이에 있어야 합니다.",
    ),
    "verify_noise": ("noise", "반올림 오차"),
    "verify_free": ("where a rule fits", "규칙이 놓일 수 있는 곳"),
    "verify_wrong": ("mistakes", "실수"),
    "verify_line_rule": ("thick line: the rule", "굵은 선: 규칙"),
    "verify_line_single": ("broken line: single precision", "점선: 단정밀도"),
    "verify_inside": ("inside", "범위 안"),
    "verify_below": ("below the noise", "반올림 오차보다 작음"),
    "verify_above": ("lets mistakes pass", "실수를 통과시킴"),
    "verify_output": ("output", "출력"),
    "verify_rule": ("rule", "규칙"),
    "verify_smallest": ("smallest mistake", "가장 작은 실수"),
    "verify_no_number": ("none is a number", "수로 나타나는 실수 없음"),
    "verify_single": ("single precision", "단정밀도"),
    "verify_noise_of": ("Noise measured with: {who}.", "반올림 오차를 잰 것: {who}."),
    "verify_smallest_of": ("Smallest mistake: {who}.", "가장 작은 실수: {who}."),
    "verify_survivors": ("Mutants that lost no point", "점수를 잃지 않은 변이"),
    "verify_where": ("{kind}, line {line}", "{kind}, {line}번째 줄"),
    "verify_change": ("the change", "바뀐 곳"),
    "verify_told_apart": ("An input that tells it apart ({origin}):", "둘을 구별하는 입력({origin}):"),
    "verify_input": ("the input", "입력"),
    "verify_expected": ("expected", "기대한 값"),
    "verify_mutant": ("mutant", "변이"),
    "verify_case": ("a case to add", "추가할 검사"),
    "verify_reason": ("Recorded: {reason}", "기록: {reason}"),
    "verify_tried": (
        "{count:# input was|# inputs were} tried, and none told it from the reference.",
        "입력 {count}개로는 모범 답안과 구별되지 않았습니다.",
    ),
    "verify_matrix": ("Which case fails which program", "어느 검사가 어느 프로그램을 가려내는가"),
    "verify_matrix_marks": ("● failed, · let pass, empty: not run on it.", "● 가려냄, · 통과시킴, 빈칸: 실행하지 않음."),
    "verify_matrix_first": (
        "Each mutant was run up to its first failure; --matrix runs them all.",
        "변이마다 처음 가려낼 때까지만 실행했습니다. --matrix는 모두 실행합니다.",
    ),
    "verify_program": ("program", "프로그램"),
    "verify_changed": ("change", "바뀐 곳"),
    "verify_failed": ("failed", "가려냄"),
    "verify_new_title": ("{function}() is right here too.", "{function}() 함수는 이 입력에서도 맞습니다."),
    "verify_texts_left": (
        "texts: in grading.yaml is written in one line; add the Korean titles of {tests} by hand",
        "grading.yaml의 texts:가 한 줄로 쓰여 있습니다. {tests}의 한국어 제목을 직접 추가하세요",
    ),
    "verify_wrote": (
        "{count:# case|# cases} added to {file}: {tests}; edit their titles and hints, and run verify again",
        "{file}에 검사 {count}개를 추가했습니다: {tests}. 제목과 힌트를 다듬고 verify를 다시 실행하세요",
    ),
    "verify_wrote_nothing": (
        "nothing to add: no input told a mutant apart that earns every point",
        "추가할 검사가 없습니다. 만점을 받는 변이를 구별하는 입력이 없었습니다",
    ),
    "verify_no_place": (
        "{case}: no test of {function} gives its points as a number that could be shared",
        "{case}: 배점을 나눌 수 있게 숫자로 적은 {function} 검사가 없습니다",
    ),
    "verify_left": ("not added: {reason}", "추가하지 않음: {reason}"),
    "verify_conditions": ("What no case has", "어느 검사에도 없는 조건"),
    "verify_conditions_why": (
        "The reference answers these, and no case asks them. A mutant that they tell apart is a survivor above.",
        "모범 답안은 답하지만 어느 검사도 묻지 않는 조건입니다. 이것으로 구별되는 변이는 위의 살아남은 변이에 있습니다.",
    ),
    "verify_condition_never_one": ("{function}: {one} is never 1", "{function}: {one} 값이 1인 경우가 없습니다"),
    "verify_condition_only_one": ("{function}: {one} is always 1", "{function}: {one} 값이 항상 1입니다"),
    "verify_condition_never_apart": (
        "{function}: {one} and {other} are always equal",
        "{function}: {one}, {other} 값이 항상 같습니다",
    ),
    "verify_condition_never_equal": (
        "{function}: {one} and {other} are never equal",
        "{function}: {one}, {other} 값이 같은 경우가 없습니다",
    ),
    "verify_condition_always": ("{function}: {one} is always {value}", "{function}: {one} 값이 항상 {value}입니다"),
    "verify_condition_never_zero": ("{function}: {one} is never 0", "{function}: {one} 값이 0인 경우가 없습니다"),
    "verify_condition_never_below": (
        "{function}: {one} is never less than {other}",
        "{function}: {one} 값이 {other}보다 작은 경우가 없습니다",
    ),
    "verify_condition_never_negative": (
        "{function}: {one} never has a negative entry",
        "{function}: {one} 안에 음수가 있는 경우가 없습니다",
    ),
}
