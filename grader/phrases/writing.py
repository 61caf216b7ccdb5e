"""The phrases that a written assignment begins with: titles and hints of its cases, hints of its mistakes, its handout."""

PHRASES = {
    # Titles: what a case asks.
    "case_general": ("{call} is right for inputs of any size{sizes}.", "입력의 크기와 관계없이 {call}의 값이 맞습니다{sizes}."),
    "case_general_fixed": ("{call} is right.", "{call}의 값이 맞습니다."),
    "case_integers": ("{call} is right for arrays of integers too.", "정수 배열에서도 {call}의 값이 맞습니다."),
    "case_ties": ("{call} is right where inputs are 0, 1 and -1.", "입력이 0, 1, -1일 때도 {call}의 값이 맞습니다."),
    "case_large": ("{call} is right for numbers in the thousands too.", "수천쯤 되는 큰 수에서도 {call}의 값이 맞습니다."),
    "case_prose": (
        "{call} is right for texts with capitals, digits and punctuation.",
        "대문자, 숫자, 문장 부호가 있는 글에서도 {call}의 값이 맞습니다.",
    ),
    "case_value": ("{call} is right for every {name}: {values}.", "{name} 값이 {values}일 때도 {call}의 값이 맞습니다."),
    "case_option": ("{call} is right where {name} is {values}.", "{name} 값이 {values}일 때도 {call}의 값이 맞습니다."),
    "case_value_drawn": ("{call} is right where {name} is given.", "{name} 값을 넘겨줄 때도 {call}의 값이 맞습니다."),
    "case_empty": ("{call} is right where {name} is 0.", "{name} 값이 0일 때도 {call}의 값이 맞습니다."),
    "case_example": ("{call} gives what the example of the handout says.", "{call}의 값이 안내문의 예와 같습니다."),
    # Hints of cases.
    "hint_general": (
        "Work a small example by hand, with sizes that differ, and read sizes from the arguments.",
        "크기가 서로 다른 작은 예를 손으로 풀어 보세요. 크기는 인자에서 읽으세요.",
    ),
    "hint_integers": (
        "An array that takes over the dtype of integers cuts off fractions.",
        "정수의 dtype을 그대로 이어받은 배열에서는 소수점 아래가 잘립니다.",
    ),
    "hint_ties": (
        "Look at what happens where two numbers are equal, or one of them is 0.",
        "두 수가 같거나 하나가 0이면 어떻게 되는지 살펴보세요.",
    ),
    "hint_large": (
        "Look at every step that could overflow, or lose digits, when its input is large.",
        "입력이 클 때 넘치거나 자릿수를 잃을 수 있는 단계를 살펴보세요.",
    ),
    "hint_prose": (
        "Look at spaces, capitals, digits and punctuation, one at a time.",
        "빈칸, 대문자, 숫자, 문장 부호를 하나씩 살펴보세요.",
    ),
    "hint_value": ("Look at where {name} is used.", "{name} 값을 어디에 쓰는지 살펴보세요."),
    "hint_empty": ("Follow your code through for {name} = 0.", "{name} = 0일 때 코드를 처음부터 따라가 보세요."),
    "hint_example": ("The handout works this example.", "안내문에서 이 예를 풀어 놓았습니다."),
    # Hints of mistakes, by the kind of the change.
    "mistake_another_function": (
        "A step of {function} uses a related function instead of the right one: check sums, means, maxima and logarithms.",
        "{function}의 한 단계에서 비슷한 다른 함수를 쓰고 있습니다. 합, 평균, 최댓값, 로그를 확인하세요.",
    ),
    "mistake_assigned_not_added": (
        "Somewhere in {function} each contribution replaces the one before it; they have to be added up.",
        "{function}의 어딘가에서 앞의 값을 덮어쓰고 있습니다. 더해 나가야 합니다.",
    ),
    "mistake_another_axis": (
        "Somewhere in {function} numbers are combined along the wrong axis.",
        "{function}의 어딘가에서 축(axis)을 잘못 골랐습니다.",
    ),
    "mistake_results_swapped": (
        "{function} returns its results in the wrong order.",
        "{function} 함수가 결과를 다른 순서로 반환합니다.",
    ),
    "mistake_term_left_out": ("A term is missing somewhere in {function}.", "{function}의 어딘가에서 항 하나가 빠져 있습니다."),
    "mistake_sign_flipped": ("A sign is the wrong way round in {function}.", "{function}에서 부호 하나가 반대입니다."),
    "mistake_loop_bounds": (
        "A loop in {function} begins or ends at the wrong place: check range().",
        "{function}의 반복문이 잘못된 곳에서 시작하거나 끝납니다. range()를 확인하세요.",
    ),
    "mistake_index_off_by_one": ("An index in {function} is off by one.", "{function}의 첨자 하나가 1만큼 어긋나 있습니다."),
    "mistake_not_transposed": ("A matrix in {function} has to be transposed.", "{function}의 행렬 하나를 전치해야 합니다."),
    "mistake_indices_swapped": (
        "Two indices, such as rows and columns, are exchanged in {function}.",
        "{function}에서 행과 열 같은 두 첨자가 바뀌어 있습니다.",
    ),
    "mistake_slice_off_by_one": (
        "A slice in {function} begins or ends one entry too early or too late.",
        "{function}의 슬라이스가 한 칸 일찍 또는 늦게 시작하거나 끝납니다.",
    ),
    "mistake_arguments_swapped": (
        "Two arguments of a call in {function} are exchanged.",
        "{function}의 어느 호출에서 두 인자가 바뀌어 있습니다.",
    ),
    "mistake_operands_swapped": (
        "Two operands are exchanged in {function}: check differences, quotients and matrix products.",
        "{function}에서 두 항의 순서가 바뀌어 있습니다. 빼기, 나누기, 행렬 곱을 확인하세요.",
    ),
    "mistake_another_constant": ("A constant in {function} is wrong.", "{function}의 상수 하나가 틀렸습니다."),
    "mistake_another_comparison": (
        "A comparison in {function} lets one value too many or too few through.",
        "{function}의 비교가 값을 하나 더 받아들이거나 덜 받아들입니다.",
    ),
    "mistake_step_left_out": ("A step is missing in {function}.", "{function}에서 한 단계가 빠져 있습니다."),
    # The handout.
    "handout_todo": (
        "TODO: say in a few sentences what this is for, and write down the formulas.",
        "TODO: 무엇을 위한 과제인지 몇 문장으로 설명하고 식을 적으세요.",
    ),
    "handout_fill": (
        "Fill in the TODOs in `{file}`. Then run",
        "`{file}`의 TODO를 채우세요. 그런 다음 아래 명령을 실행해 보세요.",
    ),
    "handout_check": (
        "as often as you like: it runs the visible tests on your own machine. The grade comes from other tests on other inputs.",
        "원하는 만큼 실행해도 됩니다. 공개 테스트가 여러분의 컴퓨터에서 실행됩니다. 성적은 다른 입력을 쓰는 다른 테스트로 매깁니다.",
    ),
    "handout_points": ("{count:# point|# points}", "{count}점"),
    "handout_argument": ("argument", "인자"),
    "handout_what": ("what it is", "무엇"),
    "handout_returns": ("Returns", "반환값"),
    "handout_changes": ("Changes in place", "함수가 직접 바꾸는 인자"),
    "handout_example": ("An example", "예"),
    "handout_sizes": ("Sizes", "크기"),
    "handout_sizes_are": (
        "Every function has to be right for all sizes from {least} up.",
        "모든 함수는 {least} 이상의 어떤 크기에서도 맞아야 합니다.",
    ),
    "handout_graded": ("What is graded", "무엇을 채점하나요"),
    "handout_graded_is": (
        "Values and shapes, on many inputs of different sizes. Style, speed and what you print are not graded. You are handed copies, so it costs nothing to change an argument.",
        "크기가 다른 여러 입력에서 값과 모양을 봅니다. 코드 스타일, 속도, 출력한 글은 채점하지 않습니다. 인자로는 사본을 넘겨주므로 바꾸어도 감점하지 않습니다.",
    ),
    "handout_default": ("{what}; {default} if it is not given", "{what}. 넘겨주지 않으면 {default}"),
    "handout_of": ("the {part} that {function}() returned", "{function}()에서 반환한 {part}"),
    "kind_array": ("array {shape} of real numbers", "실수 배열 {shape}"),
    "kind_array_index": ("array {shape} of integers from 0 to {bound} - 1", "0부터 {bound} - 1까지의 정수 배열 {shape}"),
    "kind_array_whole": ("array {shape} of integers, not negative", "음이 아닌 정수 배열 {shape}"),
    "kind_array_mask": ("array {shape} of booleans", "불리언 배열 {shape}"),
    "kind_array_binary": ("array {shape} of integers 0 and 1", "0과 1로 된 정수 배열 {shape}"),
    "kind_array_positive": ("array {shape} of positive numbers", "양수 배열 {shape}"),
    "kind_array_unit": ("array {shape} of numbers between 0 and 1", "0과 1 사이의 수로 된 배열 {shape}"),
    "kind_array_probability": (
        "array {shape} of positive numbers that add up to 1 along the last axis",
        "마지막 축의 합이 1인 양수 배열 {shape}",
    ),
    "kind_number": ("a number", "숫자 하나"),
    "kind_integer": ("an integer, which may be negative", "음수일 수도 있는 정수"),
    "kind_size": ("an integer, at least {least}", "{least} 이상의 정수"),
    "kind_flag": ("True or False", "True 또는 False"),
    "kind_text": ("a text", "글"),
    "kind_list": ("a list", "리스트"),
    "kind_tuple": ("a tuple", "튜플"),
    "kind_table": ("a dict: {entries}", "딕셔너리: {entries}"),
    "kind_function": ("a function of an array", "배열 하나를 받는 함수"),
    "kind_choice": ("one of {choices}", "{choices} 중 하나"),
    "kind_given": ("a fixed value, such as {literal}", "{literal} 같은 정해진 값"),
}
