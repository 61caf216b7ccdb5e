"""The phrases about classes, arguments and signatures; and in what a value differs where a few words for both do not say it."""

PHRASES = {
    "not_defined_member": (
        "No {member} was found in your class {owner}. Compare the class with the handout.",
        "클래스 {owner}에서 다음을 찾지 못했습니다: {member}. 클래스를 안내문과 비교해 보세요.",
    ),
    "changes_argument": (
        "{function} changes its argument {argument} in place. This costs no points here, since it gets a copy, but a caller who still needs the old values would lose them. Work on {argument}.copy() if you did not intend that.",
        "{function} 함수가 받은 인자 자체를 바꿉니다: {argument}. 여기서는 복사본을 받으므로 점수를 잃지 않지만, 원래 값이 필요한 호출자에게는 문제가 됩니다. 의도한 것이 아니라면 {argument}.copy()로 작업하세요.",
    ),
    "changes_argument_failed": (
        "{function} changes its argument {argument} in place: whoever uses {argument} afterwards gets the changed values. Work on {argument}.copy() if that is not meant.",
        "{function} 함수가 받은 인자 자체를 바꿉니다: {argument}. 그 뒤에 이 인자를 쓰는 곳에서는 바뀐 값을 보게 됩니다. 의도한 것이 아니라면 {argument}.copy()로 작업하세요.",
    ),
    "takes_arguments": (
        "{function}() takes {takes:# argument|# arguments} in your file; it is called with {given}. Compare the line 'def {name}(...)' with the handout.",
        "제출한 파일의 {function}() 함수는 인자를 {takes}개 받는데, {given}개로 호출됩니다. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
    ),
    "takes_between": ("from {least} to {most}", "{least}~{most}"),
    "takes_method": (
        "{function} raised TypeError: {text}. Is self the first parameter in the line 'def {name}(...)'? Compare that line with the handout.",
        "{function} 함수에서 TypeError 오류가 발생했습니다: {text}. 'def {name}(...)' 줄의 첫 번째 인자가 self인가요? 그 줄을 안내문과 비교해 보세요.",
    ),
    "lacks_argument": (
        "{function}() in your file requires {missing}, which is not passed in the call. Compare the line 'def {name}(...)' with the handout.",
        "제출한 파일의 {function}() 함수가 요구하는 인자가 호출할 때 주어지지 않습니다: {missing}. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
    ),
    "unknown_argument": (
        "{function}() in your file has no argument named {argument}, but it is called with one. Compare the line 'def {name}(...)' with the handout.",
        "제출한 파일의 {function}()에는 이름이 {argument}인 인자가 없는데, 그 이름으로 호출됩니다. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
    ),
    # what a value is, in a few words: "expected integers, got floats"
    "kind_shape": ("shape {rest}", "모양 {rest}"),
    "kind_dtype": ("dtype {rest}", "dtype {rest}"),
    "kind_bools": ("booleans", "불리언"),
    "kind_integers": ("integers", "정수"),
    "kind_floats": ("floats", "실수(float)"),
    "kind_complexes": ("complex numbers", "복소수"),
    "kind_texts": ("text", "문자열"),
    "kind_shaped": ("an array of shape {rest}", "모양이 {rest}인 배열"),
    "kind_one_number": ("a number", "숫자 하나"),
    "kind_tuple_of": ("a tuple of length {rest}", "원소가 {rest}개인 튜플"),
    "kind_list_of": ("a list of length {rest}", "원소가 {rest}개인 리스트"),
    "kind_dict_of": ("a dict of {rest:# key|# keys}", "키가 {rest}개인 딕셔너리"),
    "kind_set_of": ("a set of {rest:# element|# elements}", "원소가 {rest}개인 집합"),
    "kind_object": ("an object of type {rest}", "{rest} 객체"),
    "kind_string": ("text", "문자열"),
    "kind_bytes": ("bytes", "바이트열"),
    "wrong_keys": ("{what}: {parts}.", "{what}: {parts}."),
    "keys_missing": ("missing keys: {names}", "빠진 키: {names}"),
    "keys_extra": ("unexpected keys: {names}", "없어야 할 키: {names}"),
    "elements_missing": ("missing elements: {names}", "빠진 원소: {names}"),
    "elements_extra": ("unexpected elements: {names}", "없어야 할 원소: {names}"),
    "wrong_characters": (
        "{what}: the text differs from character {place} on: expected {expected}, got {actual}.",
        "{what}: {place}번째 글자부터 문자열이 다릅니다. 기대한 값은 {expected}, 실제 값은 {actual}입니다.",
    ),
    "text_end": ("the end of the text", "문자열의 끝"),
    "wrong_texts": (
        "{what}: at {index} expected {expected}, got {actual}; {wrong} of {total} {total:entry|entries} {wrong:differs|differ}.",
        "{what}: {index}에서 기대한 값은 {expected}, 실제 값은 {actual}입니다. 원소 {total}개 중 {wrong}개가 다릅니다.",
    ),
    "wrong_value_counted": (
        "{what} differs from the expected value in {wrong} of {total} {total:entry|entries}.",
        "{what}: 원소 {total}개 중 {wrong}개가 기대한 값과 다릅니다.",
    ),
    "reason_too_many": ("It has far more parts than expected.", "기대한 것보다 구성 요소가 훨씬 많습니다."),
    "reason_too_deep": ("Its lists are nested too deeply for an array.", "리스트가 너무 깊게 중첩되어 배열이 될 수 없습니다."),
    "reason_text": ("It holds text where numbers are expected.", "숫자가 있어야 할 곳에 문자열이 들어 있습니다."),
    "reason_no_text": ("It holds no text, and text is expected.", "문자열이 있어야 하는데 들어 있지 않습니다."),
    "reason_no_array": (
        "An array of texts is expected: return np.array(...) of it.",
        "문자열의 배열이어야 합니다. np.array(...)로 만들어 반환하세요.",
    ),
    "reason_long_text": (
        "As an array, its texts would take far more memory than the expected ones.",
        "배열로 만들면 기대한 것보다 훨씬 많은 공간을 차지하는 문자열이 들어 있습니다.",
    ),
    "reason_none": ("One of its entries is None.", "원소 가운데 None이 있습니다."),
    "reason_object": ("One of its entries is neither a number nor text.", "원소 가운데 숫자도 문자열도 아닌 것이 있습니다."),
    "reason_ragged": (
        "Its parts differ in length or form, so they do not form an array.",
        "각 부분의 길이나 형태가 서로 달라 배열이 될 수 없습니다.",
    ),
    "reason_huge": ("An integer in it has more than 64 bits.", "64비트를 넘는 정수가 들어 있습니다."),
    "reason_complex": ("It is a complex number, and a real one is expected.", "실수여야 하는데 복소수를 반환했습니다."),
    "reason_unknown": ("What is in such an object cannot be compared.", "이런 객체의 내용은 비교할 수 없습니다."),
}
