"""What a verified token or assertion says, in the words of IAM."""

import dataclasses

from federation.session_attributes import SessionAttributes


@dataclasses.dataclass(frozen=True)
class Identity:
    """A caller whom an identity provider of the account vouches for."""

    #: ARN of the IAM OIDC or SAML provider: the Federated principal of a trust policy.
    provider_arn: str
    #: Condition keys of the trust policy, in lower case, such as `saml:aud`.
    keys: dict
    #: Tags and source identity of the session.
    session: SessionAttributes = SessionAttributes()
    #: What the answer repeats of the token, by name of the response element.
    echo: dict = dataclasses.field(default_factory=dict)
    #: Seconds since the epoch after which no session may last; None where the provider says nothing.
    until: float | None = None
