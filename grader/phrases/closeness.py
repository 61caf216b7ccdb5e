"""What is said of values that are close, and of what a rule leaves free."""

PHRASES = {
    "state_partial": ("close, partial credit", "거의 맞음 (부분 점수)"),
    "partial": (
        "That is close, but not close enough for full points: it earns {points} of {most}.",
        "거의 맞지만 만점을 받을 만큼 가깝지는 않습니다. {most}점 중 {points}점을 받습니다.",
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
