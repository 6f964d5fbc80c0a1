"""AssumeRole sets a source identity and transitive tags, and a session that is chained from another keeps them.

IAM User Guide, "Monitor and control actions taken with assumed roles" (the source identity cannot change, and needs
sts:SetSourceIdentity of caller and trust) and "Chaining roles with session tags". MiniStack knows neither.
"""

import contextvars

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_region
from ministack.services import iam, sts

from iam import authorize

#: What the request under way asks for, beyond what MiniStack reads: members of the session.
_requested = contextvars.ContextVar("requested", default={})


def _transitive(session):
    keys = {key.lower() for key in session.get("TransitiveTagKeys") or []}
    return [tag for tag in session.get("SessionTags") or [] if tag["Key"].lower() in keys]


def refused(request, caller, role):
    """The answer that refuses AssumeRole for what the new session would carry, or None."""
    source = sts._sessions.get(caller.access_key_id) or {}
    given, kept = request.data.get("SourceIdentity"), source.get("SourceIdentity")
    keys = [value for name, value in request.data.items() if name.startswith("TransitiveTagKeys.member.")]
    _requested.set({"SourceIdentity": given or kept, "TransitiveTagKeys": keys})
    if given and kept and given != kept:
        message = "The requested SourceIdentity is not the one that the calling session has"
        return iam._error(403, "AccessDenied", message, ns="sts")
    needed = [
        *(["sts:SetSourceIdentity"] if given or kept else []),
        *(["sts:TagSession"] if _transitive(source) else []),
    ]
    for action in needed:
        context = {"sts:sourceidentity": given or kept}
        answer = authorize.also_needs(request, "sts", action, role["Arn"], context)
        if answer is None and not _trusted(role, caller, action, context):
            text = f"User: {caller.principal_arn} is not authorized to perform: {action} on resource: {role['Arn']}"
            answer = iam._error(403, "AccessDenied", text, ns="sts")
        if answer is not None:
            return answer
    return None


def _trusted(role, caller, action, context):
    evaluation = evaluator.EvalContext(
        principal_arn=caller.principal_arn,
        principal_type=caller.principal_type,
        principal_account=caller.account_id,
        action=action,
        resource_arn=role["Arn"],
        region=get_region(),
        service_context=context,
        principal_keys=evaluator._principal_keys(caller),
    )
    return evaluator.evaluate_trust_policy(role["AssumeRolePolicyDocument"], caller.principal_arn, evaluation)


def install():
    register, principal_keys = sts.register_session, evaluator._principal_keys

    def inheriting(access_key, session):
        source = sts._sessions.get(session.get("SourceAccessKeyId")) or {}
        own = session.get("SessionTags") or []
        names = {tag["Key"].lower() for tag in own}
        kept = [tag for tag in _transitive(source) if tag["Key"].lower() not in names]
        if "SourceAccessKeyId" in session:
            asked = _requested.get()
            transitive = [*asked.get("TransitiveTagKeys", []), *(tag["Key"] for tag in kept)]
            session = {**session, **asked, "SessionTags": [*own, *kept], "TransitiveTagKeys": transitive}
        register(access_key, session)

    def keys(credential):
        session = sts._sessions.get(credential.access_key_id) or {}
        return {**principal_keys(credential), "aws:sourceidentity": session.get("SourceIdentity")}

    sts.register_session = inheriting
    evaluator._principal_keys = keys
