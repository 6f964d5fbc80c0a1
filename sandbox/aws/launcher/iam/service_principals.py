"""Step Functions is also named with its region, `states.us-east-1.amazonaws.com`, and that in this region alone.

CreateStateMachine says so where a role trusts neither name. MiniStack knows the name without a region only.
"""

from ministack.core import iam_evaluator as evaluator
from ministack.core.responses import get_region


def install():
    original = evaluator._service_principal_matches

    def matches(principal, service):
        name, _, domain = service.partition(".")
        regional = name == "states" and original(principal, f"{name}.{get_region()}.{domain}")
        return original(principal, service) or regional

    evaluator._service_principal_matches = matches
