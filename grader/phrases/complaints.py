"""What ``grader verify`` complains of under the nine points, except of mutants, and what its author should do."""

PHRASES = {
    "verify_skips": (
        "{who} skips {case}: a skipped case earns nothing for anybody; remove the skip or the case",
        "{who}: {case} 검사를 건너뜁니다. 건너뛴 검사는 아무에게도 점수를 주지 않습니다. 건너뛰기나 검사를 지우세요",
    ),
    "verify_fails": (
        "{who} fails {case} ({verdict}): {why}; {advice}",
        "{who}: {case} 검사에 실패합니다({verdict}): {why}. {advice}",
    ),
    "verify_who_reference": ("the reference", "모범 답안"),
    "verify_who_as_student": ("the reference, as student {student},", "학생 {student} 자격으로 채점한 모범 답안"),
    "verify_alternative_idle": (
        "{file} is right by {by} already; remove it, or add a case that tells the two apart",
        "{file} 파일은 이미 {by} 기준으로도 정답입니다. 파일을 지우거나 둘을 구별하는 검사를 추가하세요",
    ),
    "verify_mend_rule": (
        "if the file is right, the rule is too strict (see the window under 6); else move the file to another folder",
        "파일이 옳다면 규칙이 너무 엄격합니다(6의 범위 참고). 아니라면 파일을 다른 폴더로 옮기세요",
    ),
    "verify_mend_file": ("correct the suite or the file", "검사나 파일을 고치세요"),
    "verify_stub_earns": (
        "the stub earns {earned} points without being touched, in {names}; let these cases ask for what is missing",
        "제공 파일이 손대지 않은 그대로 {earned}점을 받습니다({names}). 이 검사들이 빠진 부분을 묻게 하세요",
    ),
    "verify_stub_ungraded": (
        "the stub could not be graded: {why}; correct the suite",
        "제공 파일을 채점하지 못했습니다: {why}. 검사를 고치세요",
    ),
    "verify_sample_other": (
        "{file} has to get {wanted}, but it got {verdict}; correct the suite, or move it to samples/{verdict}/",
        "{file} 파일은 {wanted} 판정을 받아야 하지만 {verdict} 판정을 받았습니다. 검사를 고치거나 samples/{verdict}/ 폴더로 옮기세요",
    ),
    "verify_sample_ungraded": (
        "{file} has to get {wanted}, but it got {verdict} ({why}); correct the suite, or move it to samples/{verdict}/",
        "{file} 파일은 {wanted} 판정을 받아야 하지만 {verdict} 판정을 받았습니다({why}). 검사를 고치거나 samples/{verdict}/ 폴더로 옮기세요",
    ),
    "verify_mistake_ungraded": (
        "{file} could not be graded: {why}; correct the suite",
        "{file} 파일을 채점하지 못했습니다: {why}. 검사를 고치세요",
    ),
    "verify_mistake_earns": (
        "{file} earns every point; add a case that fails it, or remove the file if it is not a mistake",
        "{file} 파일이 만점을 받습니다. 가려내는 검사를 추가하거나, 실수가 아니라면 파일을 지우세요",
    ),
    "verify_mistake_no_hint": (
        "{file} has no hint: write mistakes: {{{name}: {{hint: ...}}}} into grading.yaml, for the student who made it",
        "{file}에 힌트가 없습니다. 이 실수를 한 학생을 위해 grading.yaml에 mistakes: {{{name}: {{hint: ...}}}} 항목을 적으세요",
    ),
    "verify_mistake_unknown": (
        "a student who made {name} would read no known mistake; make {file} differ from the others in some case",
        "{name} 실수를 한 학생에게 알려진 실수가 하나도 표시되지 않습니다. {file} 파일이 어떤 검사에서는 다른 것들과 다르게 하세요",
    ),
    "verify_mistake_other": (
        "a student who made {name} would read the hint of {other}; make {file} differ from the others in some case",
        "{name} 실수를 한 학생이 {other}의 힌트를 읽게 됩니다. {file} 파일이 어떤 검사에서는 다른 것들과 다르게 하세요",
    ),
    "verify_mistake_later": (
        "a student who made {name} would first read the hint of {other}; tell the two apart by a case",
        "{name} 실수를 한 학생이 {other}의 힌트를 먼저 읽게 됩니다. 둘을 구별하는 검사를 추가하세요",
    ),
    "verify_fake_fails": (
        "{case} itself fails when a function answers with {fake}: {why}; check the form of a value before the case works with it",
        "함수가 {fake} 값을 반환하면 {case} 검사 자체가 실패합니다: {why}. 값을 쓰기 전에 형태를 확인하세요",
    ),
    "verify_fake_accepted": (
        "{case} accepts {fake} as an answer of every function; make the case ask for a value",
        "{case} 검사는 모든 함수가 {fake} 값을 반환해도 정답으로 봅니다. 검사가 값을 묻게 하세요",
    ),
    "verify_fake_None": ("None", "None"),
    "verify_fake_an_empty_tuple": ("an empty tuple", "빈 튜플"),
    "verify_fake_an_empty_list": ("an empty list", "빈 리스트"),
    "verify_fake_zero": ("zero", "0"),
    "verify_fake_nan": ("nan", "nan"),
    "verify_fake_an_array_of_a_wrong_shape": ("an array of a wrong shape", "모양이 틀린 배열"),
    "verify_fake_an_empty_array": ("an empty array", "빈 배열"),
    "verify_fake_a_string": ("a string", "문자열"),
    "verify_fake_an_object": ("an object", "객체"),
    "verify_fake_a_function": ("a function", "함수"),
    "verify_fake_an_exception": ("an exception", "예외"),
    "verify_fake_True": ("True", "True"),
    "verify_fake_a_dict": ("a dict", "딕셔너리"),
    "verify_fake_a_pair_of_pairs": ("a pair of pairs", "쌍의 쌍"),
    "verify_empty_accepted": (
        "{case} accepts {fake} as an answer of every function: is nothing the right answer there?",
        "{case} 검사는 모든 함수가 {fake} 값을 반환해도 정답으로 봅니다. 거기서는 빈 값이 정답인가요?",
    ),
    "verify_idle": (
        "{case} is failed by no mutant, no mistake and no wrong sample: it gives points away; sharpen or remove it",
        "{case} 검사에 실패하는 변이도, 실수도, 오답 예시도 없습니다. 점수를 그냥 주는 검사입니다. 더 엄격하게 하거나 지우세요",
    ),
    "verify_sum": (
        "the cases add up to {total} points, but assignment.yaml says {points}; make them agree",
        "검사의 배점을 더하면 {total}점인데 assignment.yaml에는 {points}점입니다. 같게 맞추세요",
    ),
    "verify_sum_by_hand": (
        "the cases and what is marked by hand add up to {total} points, but assignment.yaml says {points}; make them agree",
        "검사와 직접 채점하는 항목의 배점을 더하면 {total}점인데 assignment.yaml에는 {points}점입니다. 같게 맞추세요",
    ),
    "verify_no_english": ("{what} has no text in English; write one", "{what}에 영어 문구가 없습니다. 추가하세요"),
    "verify_no_korean": ("{what} has no text in Korean; write one", "{what}에 한국어 문구가 없습니다. 추가하세요"),
    "verify_text_title": ("the title in assignment.yaml", "assignment.yaml의 제목"),
    "verify_text_test": (
        "the title of {name} (its docstring, or texts: in grading.yaml)",
        "{name}의 제목(docstring이나 grading.yaml의 texts:)",
    ),
    "verify_text_hint": (
        "the hint of {name} (in its mark, or texts: in grading.yaml)",
        "{name}의 힌트(표시나 grading.yaml의 texts:)",
    ),
    "verify_text_alternative": (
        "the title of alternatives/{name}.py (alternatives: in grading.yaml)",
        "alternatives/{name}.py의 제목(grading.yaml의 alternatives:)",
    ),
    "verify_text_mistake": ("the hint of the mistake {name}", "실수 {name}의 힌트"),
    "verify_mistake_gone": (
        "grading.yaml has a hint for the mistake {name}, but there is no mistakes/{name}.py; write the file, or remove the hint",
        "grading.yaml에 실수 {name}의 힌트가 있지만 mistakes/{name}.py가 없습니다. 파일을 쓰거나 힌트를 지우세요",
    ),
    "verify_no_handout": (
        "{file} is missing: the handout in one of the course's languages",
        "{file} 파일이 없습니다. 강좌에서 쓰는 언어로 된 안내문입니다",
    ),
    "verify_rule_strict": (
        "{output}: the rule ({measure} {bound}) is below the rounding noise of correct work, {noise} ({noise_of}){advice}",
        "{output}: 규칙({measure} {bound})이 올바른 풀이의 반올림 오차 {noise}({noise_of})보다 작습니다{advice}",
    ),
    "verify_rule_loose": (
        "{output}: the rule ({measure} {bound}) lets wrong values pass: the smallest mistake, {mistake_of}, is off by "
        "{mistake}{advice}",
        "{output}: 규칙({measure} {bound})이 틀린 값을 통과시킵니다. 가장 작은 실수 {mistake_of}의 오차는 {mistake}입니다{advice}",
    ),
    "verify_rule_advice": (
        "; try {measure}: {advice} (--suggest writes it)",
        ". {measure}: {advice} 값을 써 보세요(--suggest가 적어 줍니다)",
    ),
    "verify_other_points": (
        "{case} gave {who} {before} points, and {after} {what}; let the case make its own inputs, and keep nothing in the suite's "
        "module between cases",
        "{case} 검사는 {who}에게 {before}점을 주었는데, {what} {after}점을 주었습니다. 검사가 입력을 스스로 만들게 하고, 검사 사이에 "
        "모듈에 아무것도 남기지 마세요",
    ),
    "verify_order_ungraded": (
        "{who} could not be graded {what}: {why}; let every case stand by itself, and bear any submission before it",
        "{who}: {what} 채점하지 못했습니다({why}). 검사 하나하나가 앞의 검사나 제출물에 기대지 않게 하세요",
    ),
    "verify_backwards": ("with its cases backwards", "검사를 거꾸로 하자"),
    "verify_shuffled": ("with its cases shuffled", "검사 순서를 섞자"),
    "verify_first": ("the first time in another process", "다른 프로세스에서 처음 하자"),
    "verify_after_others": ("after other submissions", "다른 제출물 다음에 하자"),
    "verify_why_forbidden": (
        "{file}, line {line} uses {use}, which assignment.yaml forbids",
        "{file} {line}번째 줄에서 assignment.yaml이 금지한 {use} 항목을 씁니다",
    ),
    "verify_why_off": (
        "{output} is not as expected ({kind}, error {error} where {allowed} is allowed)",
        "{output} 값이 기대한 것과 다릅니다({kind}, 허용 {allowed}, 오차 {error})",
    ),
    "verify_why_other": ("{output} is not as expected ({kind})", "{output} 값이 기대한 것과 다릅니다({kind})"),
    "verify_the_value": ("the value", "값"),
    "verify_ban_nothing": (
        "assignment.yaml forbids {use}, which leads to nothing here; correct the name, or install it",
        "assignment.yaml이 {use} 항목을 금지하지만 여기에는 그런 것이 없습니다. 이름을 고치거나 설치하세요",
    ),
    "verify_ban_unseen": (
        "assignment.yaml forbids {use}, but {function} with it in its first line loses nothing by that; let a case ask for it, by "
        "question= or by its first check",
        "assignment.yaml이 {use} 항목을 금지하지만 첫 줄에 이를 넣은 {function} 함수가 그 때문에 잃는 점수가 없습니다. 검사가 question=이나 "
        "첫 check로 이 함수를 묻게 하세요",
    ),
    "verify_visible_alone": (
        "{file} does not run without solutions/: {error}; use only student, near, points and rng in it",
        "{file} 파일은 solutions/ 없이 실행되지 않습니다: {error}. student, near, points, rng만 쓰세요",
    ),
    "verify_visible_fails": (
        "the reference fails the visible test {case} ({verdict}): {why}; correct the test or the reference",
        "모범 답안이 공개 테스트 {case}에 실패합니다({verdict}): {why}. 검사나 모범 답안을 고치세요",
    ),
    "verify_visible_idle": (
        "the stub passes every test of {file}: they tell a student nothing; test what the stub lacks",
        "제공 파일이 {file}의 검사를 모두 통과합니다. 학생에게 알려 주는 것이 없습니다. 제공 파일에 없는 것을 검사하세요",
    ),
    "verify_not_looked_at": (
        "mutants, windows and order were not looked at: first the reference has to pass",
        "변이, 허용 오차 범위, 순서는 살펴보지 않았습니다. 먼저 모범 답안이 통과해야 합니다",
    ),
}
