"""The phrases of signing in from elsewhere: a school's own accounts, and learning platforms."""

PHRASES = {
    "school_sign_in": ("Sign in with your school's account", "학교 계정으로 로그인"),
    "school_away": (
        "Your school's sign-in does not answer. Try again later.",
        "학교 로그인 서버가 응답하지 않습니다. 나중에 다시 해 보세요.",
    ),
    "school_again": (
        "This sign-in was started elsewhere or too long ago. Start again.",
        "다른 곳에서 시작했거나 너무 오래된 로그인입니다. 다시 시작하세요.",
    ),
    "school_not_proved": (
        "What came back does not prove who you are, so nobody was signed in. Start again.",
        "돌아온 내용으로 누구인지 확인할 수 없어 로그인하지 않았습니다. 다시 시작하세요.",
    ),
    "school_no_id": (
        "Your school's account has no {claim} that can be a user name here. Tell whoever runs this server.",
        "학교 계정에 사용자 이름으로 쓸 {claim} 항목이 없습니다. 서버 관리자에게 알리세요.",
    ),
    "school_taken": (
        "There is an account {login} here already. Sign in to it with its password, or ask an administrator.",
        "이미 {login} 계정이 있습니다. 그 비밀번호로 로그인하거나 관리자에게 문의하세요.",
    ),
    "lti_unknown": (
        "No such platform is registered here, or it asks for something that is not supported.",
        "등록되지 않은 플랫폼이거나 지원하지 않는 요청입니다.",
    ),
    "lti_not_installed": (
        "What reads signatures is not installed on this server: pip install 'grader[school]'",
        "서명을 읽는 패키지가 설치되어 있지 않습니다: pip install 'grader[school]'",
    ),
    "lti_incomplete": (
        "A platform needs a course, issuer, client id, deployment id and three https addresses.",
        "플랫폼에는 강좌, issuer, client id, deployment id와 https 주소 세 개가 필요합니다.",
    ),
    "lti_choose": ("Which assignment does the link open?", "링크로 열 과제를 고르세요"),
    "lti_choose_how": (
        "Choose one: it goes back to the learning platform as a link, with a column for its points where the platform takes one.",
        "하나를 고르면 학습 플랫폼에 링크로 들어가고, 플랫폼이 받으면 점수 열도 함께 만들어집니다.",
    ),
    "lti_choose_do": ("Choose", "고르기"),
    "lti_choose_none": ("This course has no assignment yet.", "이 강좌에는 아직 과제가 없습니다."),
    "lti_no_answer": ("The platform did not answer as it should: {why}", "플랫폼이 제대로 응답하지 않았습니다: {why}"),
    "lti_no_members": (
        "No platform has said yet where its roster is. Open the course once from the platform.",
        "명단 주소를 알려 준 플랫폼이 없습니다. 플랫폼에서 강좌를 한 번 여세요.",
    ),
    "lti_no_line": (
        "No platform has a place for the grades of this assignment yet. Open it once from the platform.",
        "이 과제의 성적을 받는 플랫폼이 아직 없습니다. 플랫폼에서 한 번 여세요.",
    ),
    "lti_hidden": (
        "Release the points first: students do not see them yet.",
        "먼저 점수를 공개하세요. 학생이 아직 볼 수 없습니다.",
    ),
    "lti_sent": ("The grades were sent.", "성적을 보냈습니다."),
    "lti_send": ("Send grades to the learning platform", "학습 플랫폼으로 성적 보내기"),
    "lti_fetch": ("Fetch the roster from the learning platform", "학습 플랫폼에서 명단 가져오기"),
    "lti_platforms": ("Learning platforms (LTI 1.3)", "학습 플랫폼(LTI 1.3)"),
    "lti_tell": (
        "Tell the platform: sign-in {address}/lti/begin, launch {address}/lti/launch, keys {address}/lti/keys",
        "플랫폼에 등록할 주소: 로그인 {address}/lti/begin, 시작 {address}/lti/launch, 키 {address}/lti/keys",
    ),
    "lti_register": ("Register", "등록"),
    "lti_field_issuer": ("Issuer", "발급자(issuer)"),
    "lti_field_client_id": ("Client id", "클라이언트 id"),
    "lti_field_deployment": ("Deployment id", "배포(deployment) id"),
    "lti_field_sign_in_url": ("Address of its sign-in", "로그인 주소"),
    "lti_field_token_url": ("Address of its tokens", "토큰 주소"),
    "lti_field_keys_url": ("Address of its keys", "키 주소"),
}
