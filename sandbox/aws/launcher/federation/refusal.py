"""The refusals of STS to federated callers (STS API Reference, AssumeRoleWithWebIdentity and AssumeRoleWithSAML)."""

STATUS = {"AccessDenied": 403}


class Refusal(Exception):
    """An error that STS answers with: its code and message."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = STATUS.get(code, 400)


def invalid_token(message):
    return Refusal("InvalidIdentityToken", message)


def expired(message):
    return Refusal("ExpiredTokenException", message)


def not_authorized(action):
    return Refusal("AccessDenied", f"Not authorized to perform {action}")
