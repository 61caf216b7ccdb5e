"""What is said of values that are close, and of what a rule leaves free."""

PHRASES = {
    "state_partial": ("close, partial credit", "거의 맞음 (부분 점수)"),
    "partial": (
        "That is close, but not close enough for full points: it earns {points} of {most}.",
        "거의 맞지만 만점을 받을 만큼 가깝지는 않습니다. {most}점 중 {points}점을 받습니다.",
    ),
    "state_forbidden": ("uses something that is not allowed", "허용되지 않은 것을 사용함"),
    "forbidden_use": (
        "{function} uses {construct} ({where}), which this assignment does not allow, so this question earns no points.",
        "{function} 문항에서 {construct} 항목을 사용했습니다 ({where}). 이 과제에서 허용되지 않으므로 이 문항은 점수를 받지 못합니다.",
    ),
    "forbidden_hides": (
        "{function} uses {name} ({where}). It hides which functions are called, and this assignment does not allow all of them, so this question earns no points. Write directly what you call.",
        "{function} 문항에서 {name} 항목을 사용했습니다 ({where}). 어떤 함수를 부르는지 알 수 없게 되는데 이 과제에는 허용되지 않는 함수가 있으므로 이 문항은 점수를 받지 못합니다. 부르는 함수를 직접 적으세요.",
    ),
    "forbidden_unread": (
        "The grader could not tell what {function} uses, because the file is nested too deeply or takes too long to read. Some things are not allowed in this assignment, so this question earns no points. Write the file more simply.",
        "파일이 지나치게 깊이 중첩되어 있거나 읽는 데 너무 오래 걸려서 {function} 문항이 무엇을 사용하는지 알 수 없었습니다. 이 과제에는 허용되지 않는 것이 있으므로 이 문항은 점수를 받지 못합니다. 파일을 더 단순하게 작성하세요.",
    ),
    "up_to": (
        "You may choose {freedoms} freely, but no choice makes the value correct.",
        "자유롭게 정할 수 있는 것({freedoms})을 어떻게 정해도 값이 맞지 않습니다.",
    ),
    "up_to_sign": ("signs", "부호"),
    "up_to_scale": ("factors", "배율"),
    "up_to_permutation": ("order or labels", "순서나 이름표"),
    "up_to_transpose": ("transposition", "전치 여부"),
}
