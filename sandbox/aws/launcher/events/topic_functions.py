"""SNS invokes a function only if the function's policy lets sns.amazonaws.com, with the topic as aws:SourceArn."""

import logging

from ministack.services import lambda_svc, sns

from iam import principals

log = logging.getLogger("embedded.topics")

SNS = "sns.amazonaws.com"


def install():
    original = sns._deliver_to_lambda

    def deliver(endpoint, envelope, topic_arn, *more):
        found = lambda_svc.function_policy_for_arn(endpoint)
        if found and principals.service_allowed(found[0], SNS, "lambda:InvokeFunction", endpoint, topic_arn):
            return original(endpoint, envelope, topic_arn, *more)
        log.warning("topic %s: %s is not authorized to perform: lambda:InvokeFunction on %s", topic_arn, SNS, endpoint)
        return None

    sns._deliver_to_lambda = deliver
