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
        "Every case earns its place; points, visible suite and texts are whole",
        "모든 검사가 제 몫을 하고, 배점·공개 검사·문구가 빠짐없습니다",
    ),
    "verify_point_9": (
        "No returned value, however strange, is a fault of the suite",
        "아무리 이상한 반환값도 검사 쪽의 오류가 되지 않습니다",
    ),
    "verify_new_title": ("{function}() is right here too.", "{function}()는 이 입력에서도 맞습니다."),
    "verify_texts_left": (
        "texts: in grading.yaml is written in one line; add the Korean titles of {tests} by hand",
        "grading.yaml의 texts:가 한 줄로 쓰여 있습니다. {tests}의 한국어 제목을 직접 추가하세요",
    ),
    "verify_wrote": (
        "{count:# case|# cases} added to {file}: {tests}; verify again, and word titles and hints",
        "{file}에 검사 {count}개를 추가했습니다: {tests}. 다시 verify를 실행하고 제목과 힌트를 다듬으세요",
    ),
    "verify_wrote_nothing": (
        "nothing to add: no input told a mutant apart that earns every point",
        "추가할 검사가 없습니다. 만점을 받는 변이를 구별하는 입력이 없었습니다",
    ),
    "verify_left": ("not added: {reason}", "추가하지 않음: {reason}"),
    "verify_conditions": ("What no case has", "어느 검사에도 없는 조건"),
    "verify_conditions_why": (
        "The reference answers these, and no case asks them. A mutant that they tell apart is a survivor above.",
        "모범 답안은 답하지만 어느 검사도 묻지 않는 조건입니다. 이것으로 구별되는 변이는 위의 살아남은 변이에 있습니다.",
    ),
    "verify_condition_never_one": ("{function}: {one} is never 1", "{function}: {one}이(가) 1인 경우가 없습니다"),
    "verify_condition_only_one": ("{function}: {one} is always 1", "{function}: {one}이(가) 항상 1입니다"),
    "verify_condition_never_apart": (
        "{function}: {one} and {other} are always equal",
        "{function}: {one}와(과) {other}이(가) 항상 같습니다",
    ),
    "verify_condition_never_equal": (
        "{function}: {one} and {other} are never equal",
        "{function}: {one}와(과) {other}이(가) 같은 경우가 없습니다",
    ),
    "verify_condition_always": ("{function}: {one} is always {value}", "{function}: {one}이(가) 항상 {value}입니다"),
    "verify_condition_never_zero": ("{function}: {one} is never 0", "{function}: {one}이(가) 0인 경우가 없습니다"),
    "verify_condition_never_below": (
        "{function}: {one} is never less than {other}",
        "{function}: {one}이(가) {other}보다 작은 경우가 없습니다",
    ),
    "verify_condition_never_negative": (
        "{function}: {one} never has a negative entry",
        "{function}: {one}에 음수가 있는 경우가 없습니다",
    ),
}
