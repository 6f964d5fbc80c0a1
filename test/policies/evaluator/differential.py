"""Answers cases by the policy evaluation of MiniStack: one JSON case a line in, one decision a line out."""

import json
import sys

from ministack.core import iam_evaluator as theirs

for line in sys.stdin:
    case = json.loads(line)
    context = theirs.EvalContext(
        principal_arn=case["principal"],
        principal_type="AssumedRole",
        principal_account=case["account"],
        action=case["action"],
        resource_arn=case["resource"],
        region="eu-central-1",
        service_context=case["context"],
        principal_keys={f"aws:principaltag/{key}": value for key, value in case["tags"].items()},
    )
    if case["trust"] is None:
        parsed = [[theirs.parse_policy_document(one)] for one in case["policies"]]
        decision = theirs.evaluate(context, *parsed).decision
    else:
        allowed = theirs.evaluate_trust_policy(case["trust"], case["principal"], context)
        decision = "Allow" if allowed else "ImplicitDeny"
    print(decision, flush=True)
