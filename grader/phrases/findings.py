"""The phrases of findings: what wrong values look like, on several inputs. ``{what}``: the outputs in question."""

PHRASES = {
    "an_input": ("An input that fails", "틀리는 입력"),
    "smallest": ("A small input that fails", "틀리는 작은 입력"),
    "explained_before": (
        "What an earlier check says applies here too; an example stands there.",
        "앞의 검사에 있는 설명이 여기에도 해당합니다. 예도 그곳에 있습니다.",
    ),
    "explained_before_words": (
        "What an earlier check says applies here too.",
        "앞의 검사에 있는 설명이 여기에도 해당합니다.",
    ),
    "explained_before_example": (
        "An earlier check shows an input that fails.",
        "앞의 검사에 틀리는 입력의 예가 있습니다.",
    ),
    "own_call": ("The call that this check made", "이 검사가 실제로 한 호출"),
    "raised_instead": ("raised {type}", "{type} 오류 발생"),
    "given_right": (
        "Right once the values of {functions} are right: with those of the reference this check passes. Correct {functions} first.",
        "{functions}의 값이 맞다면 이 부분은 맞습니다. {functions}의 값을 모범 답안의 값으로 바꾸면 이 검사를 통과합니다. {functions}부터 고치세요.",
    ),
    "in_function": ("{what} of {function}", "{function}의 {what}"),
    "and": (" and ", ", "),
    "heat": ("Where it differs", "값이 다른 곳"),
    "heat_label": (
        "Map of the error: {wrong} of {total} {total:entry|entries} {wrong:differs|differ}; the array has {rows:# row|# rows} and {columns:# column|# columns}.",
        "오차 지도: 원소 {total}개 중 {wrong}개가 다릅니다. 배열은 {rows}행 {columns}열입니다.",
    ),
    "heat_legend": (
        "Grey: within the tolerance. The stronger the colour, the larger the error.",
        "회색: 허용 오차 이내. 색이 진할수록 오차가 큽니다.",
    ),
    "heat_legend_whole": (
        "Grey: equal. The stronger the colour, the larger the difference. The rule measures all entries together.",
        "회색: 같음. 색이 진할수록 차이가 큽니다. 이 규칙은 모든 원소를 함께 잽니다.",
    ),
    "size_rows": ("{size} is the number of rows of {argument}", "{size} 값은 {argument}의 행 수입니다"),
    "size_columns": ("{size} is the number of columns of {argument}", "{size} 값은 {argument}의 열 수입니다"),
    "size_besides": ("; {size}", ". {size}"),
    "size_none": ("the factor is built from sizes of the input", "이 배수는 입력의 크기로 만들어집니다"),
    "first": ("first", "첫 번째"),
    "last": ("last", "마지막"),
    "part_entry": ("entry", "원소"),
    "part_row": ("row", "행"),
    "part_column": ("column", "열"),
    "part_axis": ("slice along axis {axis}", "단면(축 {axis} 방향)"),
    "parts_entry": ("entries", "원소"),
    "parts_row": ("rows", "행"),
    "parts_column": ("columns", "열"),
    "parts_axis": ("slices along axis {axis}", "단면(축 {axis} 방향)"),
    "finding_known_mistake": (
        "{hint} This is a well-known mistake: on every input tried, {function} gives exactly the same results as this mistake.",
        "{hint} 잘 알려진 실수입니다. 시험해 본 모든 입력에서 {function} 함수의 결과가 이 실수의 결과와 똑같습니다.",
    ),
    "finding_known_mistake_beside": (
        "{hint} This is a well-known mistake on top of what is wrong in {right}: on every input tried, {function} gives exactly the same results as these mistakes together.",
        "{hint} {right} 함수의 실수에 더해진 잘 알려진 실수입니다. 시험해 본 모든 입력에서 {function} 함수의 결과가 이 실수들이 함께 있을 때의 결과와 똑같습니다.",
    ),
    "finding_known_mistake_titled": (
        "{hint} This is a well-known mistake ({title}): on every input tried, {function} gives exactly the same results as this mistake.",
        "{hint} 잘 알려진 실수({title})입니다. 시험해 본 모든 입력에서 {function} 함수의 결과가 이 실수의 결과와 똑같습니다.",
    ),
    "finding_known_mistake_beside_titled": (
        "{hint} This is a well-known mistake ({title}) on top of what is wrong in {right}: on every input tried, {function} gives exactly the same results as these mistakes together.",
        "{hint} {right} 함수의 실수에 더해진 잘 알려진 실수({title})입니다. 시험해 본 모든 입력에서 {function} 함수의 결과가 이 실수들이 함께 있을 때의 결과와 똑같습니다.",
    ),
    "finding_fits_own": (
        "{function} is consistent with your own {right}: a check that takes both from your file passes. The mistake is in {right}: correct that first.",
        "{function} 함수는 제출한 파일의 {right} 함수와 서로 맞습니다. 둘 다 제출한 파일에서 가져오는 검사를 통과합니다. 틀린 것은 {right} 함수이니 그것부터 고치세요.",
    ),
    "finding_misfits_own": (
        "{function} is not consistent with your own {right} either, and this check fails with the reference's {right} in place of yours as well. Look at {function}, too.",
        "{function} 함수는 제출한 파일의 {right} 함수와도 맞지 않고, {right} 함수를 모범 답안으로 바꾸어도 이 검사를 통과하지 못합니다. {function} 함수도 살펴보세요.",
    ),
    "finding_ratio": ("{what}: always {factor} times the expected value.", "{what}: 언제나 기대한 값의 {factor}배입니다."),
    "finding_ratio_size": (
        "{what}: always {name} times the expected value{size}.",
        "{what}: 언제나 기대한 값의 {name}배입니다{size}.",
    ),
    "finding_sign": ("{what}: the right numbers with the opposite sign.", "{what}: 수는 맞고 부호가 반대입니다."),
    "finding_offset": ("{what}: always {value} more than the expected value.", "{what}: 언제나 기대한 값보다 {value}만큼 큽니다."),
    "finding_offset_less": (
        "{what}: always {value} less than the expected value.",
        "{what}: 언제나 기대한 값보다 {value}만큼 작습니다.",
    ),
    "finding_offset_size": (
        "{what}: always {name} more than the expected value{size}.",
        "{what}: 언제나 기대한 값보다 {name}만큼 큽니다{size}.",
    ),
    "finding_term": ("{what}: always the expected value plus {name}.", "{what}: 언제나 기대한 값에 {name} 항을 더한 값입니다."),
    "finding_term_less": (
        "{what}: always the expected value minus {name}. Is that term missing?",
        "{what}: 언제나 기대한 값에서 {name} 항을 뺀 값입니다. 그 항이 빠지지 않았나요?",
    ),
    "finding_all_zero": (
        "{what}: nothing but zeros, for every input that was tried. Is anything put in there, is it cut off to an integer (int(), //, an array of integers), or do you return something other than what you computed?",
        "{what}: 시험해 본 모든 입력에서 모두 0입니다. 계산한 값을 넣는지, 정수로 잘리지 않는지(int(), //, 정수 배열), 계산한 값과 반환하는 값이 같은지 확인하세요.",
    ),
    "finding_constant": (
        "{what}: always {value}, for every input that was tried.",
        "{what}: 시험해 본 모든 입력에서 언제나 {value}입니다.",
    ),
    "finding_float32": (
        "{what}: right to about seven digits, as numbers in single precision (float32) are. Compute in float64.",
        "{what}: 단정밀도(float32)처럼 일곱 자리 정도까지만 맞습니다. float64로 계산하세요.",
    ),
    "finding_truncated": (
        "{what}: the right numbers with their fractional parts cut off, as int(), an array of integers and, for positive numbers, // do.",
        "{what}: 수는 맞지만 소수 부분이 잘렸습니다. int()나 정수 배열이, 양수라면 //도 그렇게 합니다.",
    ),
    "finding_floored": (
        "{what}: the right numbers, rounded down to integers, as floor and // do.",
        "{what}: 맞는 수를 floor나 //처럼 정수로 내림한 값입니다.",
    ),
    "finding_rounded": ("{what}: the right numbers, rounded to integers.", "{what}: 맞는 수를 정수로 반올림한 값입니다."),
    "finding_rounded_to": (
        "{what}: the right numbers, rounded to {value:# decimal|# decimals}. Return them unrounded.",
        "{what}: 맞는 수를 소수점 아래 {value}자리까지 반올림한 값입니다. 반올림하지 말고 반환하세요.",
    ),
    "finding_integer_array": (
        "{what}: integers (an integer dtype) where decimals are expected. An array of integers cuts off the fractional part of what is put into it: look at the dtype it is created with.",
        "{what}: 소수가 필요한 곳에 정수 배열이 있습니다. 정수 배열에 넣은 값은 소수 부분이 잘립니다. 배열을 만들 때의 dtype을 살펴보세요.",
    ),
    "finding_power_absolute": ("{what}: the right numbers without their signs.", "{what}: 수는 맞지만 부호가 없습니다."),
    "finding_power_squared": (
        "{what}: the square of the expected value. Is a square root missing?",
        "{what}: 기대한 값의 제곱입니다. 제곱근이 빠지지 않았나요?",
    ),
    "finding_power_square_root": ("{what}: the square root of the expected value.", "{what}: 기대한 값의 제곱근입니다."),
    "finding_power_reciprocal": ("{what}: one divided by the expected value.", "{what}: 기대한 값의 역수입니다."),
    "finding_power_logarithm": ("{what}: the logarithm of the expected value.", "{what}: 기대한 값의 로그입니다."),
    "finding_power_exponential": (
        "{what}: the exponential of the expected value. Is a logarithm missing?",
        "{what}: 기대한 값의 지수 함수 값입니다. 로그가 빠지지 않았나요?",
    ),
    "finding_power_one_minus": ("{what}: one minus the expected value.", "{what}: 1에서 기대한 값을 뺀 것입니다."),
    "finding_power_cubed": ("{what}: the third power of the expected value.", "{what}: 기대한 값의 세제곱입니다."),
    "finding_power_tanh": (
        "{what}: tanh of the expected value. Is tanh applied once too often?",
        "{what}: 기대한 값에 tanh를 씌운 값입니다. tanh를 한 번 더 쓰지 않았나요?",
    ),
    "finding_power_sigmoid": (
        "{what}: the sigmoid of the expected value. Is it applied once too often?",
        "{what}: 기대한 값에 시그모이드를 씌운 값입니다. 시그모이드를 한 번 더 쓰지 않았나요?",
    ),
    "finding_power_clipped": (
        "{what}: the right numbers, but 0 instead of each negative one.",
        "{what}: 수는 맞지만 음수가 모두 0으로 바뀌었습니다.",
    ),
    "finding_power_tanh_missing": (
        "{what}: a value whose tanh is the expected one. Is tanh missing at the end?",
        "{what}: 이 값에 tanh를 씌우면 기대한 값이 됩니다. 마지막에 tanh가 빠지지 않았나요?",
    ),
    "finding_power_sigmoid_missing": (
        "{what}: a value whose sigmoid is the expected one. Is the sigmoid missing at the end?",
        "{what}: 이 값에 시그모이드를 씌우면 기대한 값이 됩니다. 마지막에 시그모이드가 빠지지 않았나요?",
    ),
    "finding_power_softmax_missing": (
        "{what}: values whose softmax along the last axis is what is expected. Is the softmax missing at the end?",
        "{what}: 이 값에 마지막 축으로 소프트맥스를 씌우면 기대한 값이 됩니다. 마지막에 소프트맥스가 빠지지 않았나요?",
    ),
    "finding_nan": (
        "{what}: NaN (not a number) appears in every value that is wrong. It comes from 0/0, inf/inf, inf - inf, 0 times inf, the logarithm or root of a negative number, or None put into an array.",
        "{what}: 틀린 값마다 NaN(숫자가 아님)이 들어 있습니다. NaN은 0/0, inf/inf, inf - inf, 0과 inf의 곱, 음수의 로그나 제곱근, 배열에 넣은 None에서 나옵니다.",
    ),
    "finding_inf": (
        "{what}: an infinity appears in every value that is wrong. It comes from a division by zero, the logarithm of 0, or exp of a large number.",
        "{what}: 틀린 값마다 무한대가 들어 있습니다. 0으로 나누거나, 0의 로그를 구하거나, 큰 수에 exp를 쓰면 나옵니다.",
    ),
    "finding_extra_axis": (
        "{what}: the right numbers, in an array with an extra axis of length one.",
        "{what}: 수는 맞지만 배열에 길이가 1인 축이 하나 더 있습니다.",
    ),
    "finding_missing_axis": (
        "{what}: the right numbers, but an axis of length one is missing (keepdims=True keeps it).",
        "{what}: 수는 맞지만 길이가 1인 축이 빠졌습니다(keepdims=True로 남길 수 있습니다).",
    ),
    "finding_transposed": (
        "{what}: the right numbers, transposed: rows and columns are exchanged.",
        "{what}: 수는 맞지만 전치되었습니다. 행과 열이 서로 바뀌었습니다.",
    ),
    "finding_axes_swapped": (
        "{what}: the right numbers with the axes in another order.",
        "{what}: 수는 맞지만 축의 순서가 다릅니다.",
    ),
    "finding_flipped": (
        "{what}: the right numbers, with the {parts} in the opposite order.",
        "{what}: 수는 맞지만 {parts}의 순서가 거꾸로입니다.",
    ),
    "finding_shifted_late": (
        "{what}: the right numbers, one {part} too late.",
        "{what}: 수는 맞지만 {part} 하나만큼 뒤로 밀렸습니다.",
    ),
    "finding_shifted_early": (
        "{what}: the right numbers, one {part} too early.",
        "{what}: 수는 맞지만 {part} 하나만큼 앞으로 당겨졌습니다.",
    ),
    "finding_left_out": (
        "{what}: right, but the {end} {part} is missing.",
        "{what}: 나머지는 맞지만 {end} {part} 하나가 빠졌습니다.",
    ),
    "finding_too_many": (
        "{what}: right, except for one {part} too many: the {end} one.",
        "{what}: 나머지는 맞지만 {part} 하나가 더 있습니다({end}).",
    ),
    "finding_broadcast": (
        "{what}: an array of shape (n, n) where (n,) is expected. A column of shape (n, 1) met a row of shape (n,), and NumPy made a table of all pairs.",
        "{what}: (n,) 모양이어야 하는데 (n, n) 모양입니다. (n, 1) 모양의 열과 (n,) 모양의 행이 만나 모든 쌍의 표가 되었습니다.",
    ),
    "finding_not_averaged": (
        "{what}: an array whose mean is the expected value. The average is not taken yet.",
        "{what}: 평균을 내면 기대한 값이 되는 배열입니다. 아직 평균을 내지 않았습니다.",
    ),
    "finding_not_summed": (
        "{what}: an array whose sum is the expected value. The sum is not taken yet.",
        "{what}: 더하면 기대한 값이 되는 배열입니다. 아직 더하지 않았습니다.",
    ),
    "finding_reduced_mean": (
        "{what}: the mean of the expected array, instead of the array itself.",
        "{what}: 배열이 아니라 그 배열의 평균을 반환했습니다.",
    ),
    "finding_reduced_sum": (
        "{what}: the sum of the expected array, instead of the array itself.",
        "{what}: 배열이 아니라 그 배열의 합을 반환했습니다.",
    ),
    "finding_reduced_max": (
        "{what}: the maximum of the expected array, instead of the array itself.",
        "{what}: 배열이 아니라 그 배열의 최댓값을 반환했습니다.",
    ),
    "finding_one_slice": (
        "{what}: only the {end} {part} of what is expected is returned.",
        "{what}: 기대한 값 가운데 {end} {part}만 반환했습니다.",
    ),
    "finding_wrong_only": (
        "{what}: right everywhere except in the {end} {part}.",
        "{what}: {end} {part}만 틀렸고 나머지는 모두 맞습니다.",
    ),
    "finding_right_only": (
        "{what}: the {end} {part} is right; what is wrong is in the other {parts}.",
        "{what}: {end} {part}에는 틀린 값이 없습니다. 틀린 값은 다른 {parts}에 있습니다.",
    ),
    "finding_right_only_first_many": (
        "{what}: the first {value} {parts} are right; what is wrong comes after them.",
        "{what}: 처음 {value}개의 {parts}에는 틀린 값이 없습니다. 틀린 값은 그 뒤에 있습니다.",
    ),
    "finding_right_only_last_many": (
        "{what}: the last {value} {parts} are right; what is wrong comes before them.",
        "{what}: 마지막 {value}개의 {parts}에는 틀린 값이 없습니다. 틀린 값은 그 앞에 있습니다.",
    ),
    "finding_borders": ("{what}: right inside and wrong at the border.", "{what}: 안쪽은 맞고 가장자리가 틀렸습니다."),
    "finding_equal_to_input": (
        "{what}: the argument {name} is returned unchanged.",
        "{what}: 받은 인자를 그대로 반환했습니다: {name}.",
    ),
    "finding_outputs_swapped": (
        "{first} and {second} are right, but swapped.",
        "{first}, {second}: 값은 맞지만 서로 자리가 바뀌었습니다.",
    ),
    "finding_outputs_reordered": (
        "The returned values are right, but in another order: {what} instead of {right}.",
        "반환한 값은 맞지만 순서가 다릅니다. {right} 순서여야 하는데 {what} 순서로 반환했습니다.",
    ),
    "finding_returned_twice": (
        "{first} is returned twice: also where {second} is expected.",
        "{first}의 값이 {second} 자리에도 들어가 두 번 반환되었습니다.",
    ),
    "finding_partly_right": (
        "Right on every input tried: {right}. Wrong: {what}.",
        "시험해 본 모든 입력에서 맞은 것: {right}. 틀린 것: {what}.",
    ),
    "finding_only_not_square": (
        "{function} is right where {first} equals {second}: of the inputs tried, it fails only where they differ. Are the two mixed up somewhere?",
        "{function} 함수는 {first}, {second} 값이 서로 같으면 맞습니다. 시험해 본 입력에서는 둘이 다를 때만 틀리거나 오류가 납니다. 둘을 바꾸어 쓴 곳이 없는지 보세요.",
    ),
    "finding_only_above_one": (
        "{function} is right where {name} is {least}: of the inputs tried, it fails only where {name} is larger{size}.",
        "{function} 함수는 {name} 값이 {least}일 때 맞습니다. 시험해 본 입력에서는 그보다 클 때만 틀리거나 오류가 납니다{size}.",
    ),
    "finding_only_for_one": (
        "{function} is right where {name} is larger than 1: of the inputs tried, it fails only where {name} is 1{size}.",
        "{function} 함수는 {name} 값이 1보다 크면 맞습니다. 시험해 본 입력에서는 1일 때만 틀리거나 오류가 납니다{size}.",
    ),
    "finding_only_zero": (
        "{function} is right where {name} is not 0: of the inputs tried, it fails only where {name} is 0{size}.",
        "{function} 함수는 {name} 값이 0이 아니면 맞습니다. 시험해 본 입력에서는 0일 때만 틀리거나 오류가 납니다{size}.",
    ),
    "finding_only_not_zero": (
        "{function} is right where {name} is 0: of the inputs tried, it fails only where {name} is not 0{size}.",
        "{function} 함수는 {name} 값이 0이면 맞습니다. 시험해 본 입력에서는 0이 아닐 때만 틀리거나 오류가 납니다{size}.",
    ),
    "finding_only_text": (
        "Of the inputs tried, {function} fails only where {name} is {right}.",
        "시험해 본 입력에서 {function} 함수는 {name} 값이 {right}일 때만 틀리거나 오류가 납니다.",
    ),
    "finding_one_size": (
        "{function} is right only where {name} is {value}, and fails for every other size that was tried{size}. Is that number hard-coded?",
        "{function} 함수는 {name} 값이 {value}일 때만 맞고 시험해 본 다른 크기에서는 틀리거나 오류가 납니다{size}. 그 수를 코드에 직접 적지 않았나요?",
    ),
    "finding_only_integers": (
        "{function} is right where {name} holds fractions (float): of the inputs tried, it fails only where {name} holds integers. Look at the dtype of the arrays that you make from it.",
        "{function} 함수는 {name}에 소수(float)가 들어 있으면 맞습니다. 시험해 본 입력에서는 정수가 들어 있을 때만 틀리거나 오류가 납니다. 그것으로 만드는 배열의 dtype을 살펴보세요.",
    ),
    "finding_only_negative": (
        "Of the inputs tried, {function} fails only where {name} holds a negative number.",
        "시험해 본 입력에서 {function} 함수는 {name}에 음수가 있을 때만 틀리거나 오류가 납니다.",
    ),
    "finding_only_large": (
        "Of the inputs tried, {function} fails only where {name} holds numbers beyond 100 or -100.",
        "시험해 본 입력에서 {function} 함수는 {name}에 절댓값이 100을 넘는 수가 있을 때만 틀리거나 오류가 납니다.",
    ),
    "finding_differs_between_runs": (
        "{function} returns a different value on every run for the same input. Does it draw random numbers, or read the clock?",
        "{function} 함수는 같은 입력에도 실행할 때마다 다른 값을 반환합니다. 난수를 뽑거나 시계를 읽지 않나요?",
    ),
    "finding_depends_on_calls": (
        "{function} returns a different value when it is called a second time with the same input. Does it draw random numbers, or keep something between calls, in a global variable or a default argument?",
        "{function} 함수를 같은 입력으로 두 번째 호출하면 다른 값이 나옵니다. 난수를 뽑거나, 전역 변수나 기본 인자처럼 호출 사이에 남는 것이 있나요?",
    ),
}
