"""The phrases about classes, arguments and signatures."""

ENGLISH = {
    "not_defined_member": "No {member} was found in your class {owner}. Compare the class with the handout.",
    "changes_argument": "{function} changes its argument {argument} in place. Nothing is lost here, since it works on a copy, but a caller who needs the old values would be surprised. Work on {argument}.copy() if that is not meant.",
    "takes_arguments": "{function}() takes {takes} arguments in your file; it is called with {given}. Compare the line 'def {name}(...)' with the handout.",
    "takes_between": "from {least} to {most}",
    "lacks_argument": "{function}() in your file asks for {missing}, which is not given in the call. Compare the line 'def {name}(...)' with the handout.",
    "unknown_argument": "{function}() in your file has no argument named {argument}; it is called with one. Compare the line 'def {name}(...)' with the handout.",
}

KOREAN = {
    "not_defined_member": "클래스 {owner}에서 {member}을(를) 찾지 못했습니다. 클래스를 안내문과 비교해 보세요.",
    "changes_argument": "{function}이(가) 인자 {argument}을(를) 그 자리에서 바꿉니다. 여기서는 복사본을 받으므로 점수를 잃지 않지만, 원래 값이 필요한 호출자에게는 문제가 됩니다. 의도한 것이 아니라면 {argument}.copy()로 작업하세요.",
    "takes_arguments": "제출한 파일의 {function}()은(는) 인자를 {takes}개 받는데, {given}개로 호출됩니다. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
    "takes_between": "{least}~{most}",
    "lacks_argument": "제출한 파일의 {function}()은(는) {missing}을(를) 받아야 하는데, 호출할 때 주어지지 않습니다. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
    "unknown_argument": "제출한 파일의 {function}()에는 {argument}라는 인자가 없는데, 그 이름으로 호출됩니다. 'def {name}(...)' 줄을 안내문과 비교해 보세요.",
}
