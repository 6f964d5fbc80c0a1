"""GitHub Actions as an identity provider: the claims that STS reads, and what IAM asks of a trust in GitHub.

AWS, "AWS STS now supports validation of select identity provider specific claims" (January 2026) for the claims. The
refusal is as AWS answers it: of several values, it reads the first one only, and any other text than `*` passes.
"""

HOST = "token.actions.githubusercontent.com"
#: Claims of GitHub that are condition keys, in addition to those of every provider.
CLAIMS = (
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "workflow",
)
OPERATORS = ("stringequals", "stringlike", "stringequalsignorecase")
#: Keys of which one has to be tested.
BOUNDS = (f"{HOST}:sub", f"{HOST}:job_workflow_ref")


def condition_keys(host, claims):
    """Condition keys of a token beyond those of every provider; none where the issuer is not GitHub."""
    return {f"{HOST}:{name}": str(claims[name]) for name in CLAIMS if host == HOST and name in claims}


def trust_problem(found):
    """What IAM refuses in the statements of a trust policy that name GitHub's provider, or None."""
    for each in found:
        principal = each.get("Principal")
        named = principal.get("Federated", []) if isinstance(principal, dict) else []
        for arn in [named] if isinstance(named, str) else named:
            if each.get("Effect") == "Allow" and arn.endswith(f":oidc-provider/{HOST}") and not _bounded(each):
                return (
                    f"Trust policy with trusted principal {arn} must evaluate, using StringEquals, StringLike or"
                    f" StringEqualsIgnoreCase, {' or '.join(BOUNDS)} which is not scoped to all"
                )
    return None


def _bounded(statement):
    for operator, keys in (statement.get("Condition") or {}).items():
        if operator.lower().rsplit(":", 1)[-1] not in OPERATORS:
            continue
        for key, values in keys.items():
            first = (values if isinstance(values, list) else [values])[:1]
            if key.lower() in BOUNDS and first and str(first[0]).strip("*") != "":
                return True
    return False
