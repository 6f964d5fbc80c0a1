"""EventBridge delivers to a target only if the target's policy lets it, and else to the rule's dead-letter queue.

EventBridge User Guide, "Using resource-based policies" and "Using dead-letter queues": for topics, queues and functions
the principal is events.amazonaws.com with the rule as aws:SourceArn; the queue must let the same principal send.
"""

import contextvars
import logging
import time

from ministack.core.responses import new_uuid
from ministack.services import eventbridge, lambda_svc, sns, sqs

from iam import principals
from step_functions import state_machine_qualifier

log = logging.getLogger("embedded.events")

EVENTS = "events.amazonaws.com"
_delivery = contextvars.ContextVar("delivery", default=None)


def _known_to_key(service, source_arn):
    """The source that a service names to a key. EventBridge names none (SNS Developer Guide, "Key management").

    Of an encrypted queue SQS's guide shows EventBridge without conditions on the source; so the stricter case holds.
    """
    return None if service == EVENTS else source_arn


def topic_refusal(topic_arn, service, source_arn):
    """Why a service may not publish to a topic, as (code, message); None if it may."""
    topic = sns._topics.get(topic_arn)
    if topic is None:
        return "NO_RESOURCE", f"Topic does not exist: {topic_arn}"
    attributes = topic.get("attributes", {})
    # CloudWatch alarms also reach a topic that has the default policy, which requires the account as AWS:SourceOwner.
    owner = {"aws:sourceowner": source_arn.split(":")[4]} if service == "cloudwatch.amazonaws.com" else None
    if not principals.service_allowed(attributes.get("Policy"), service, "sns:Publish", topic_arn, source_arn, owner):
        return "NO_PERMISSIONS", f"{service} is not authorized to perform: sns:Publish on resource: {topic_arn}"
    key = attributes.get("KmsMasterKeyId")
    context = {"kms:encryptioncontext:aws:sns:topicarn": topic_arn}
    if key and not principals.service_may_use_key(key, service, _known_to_key(service, source_arn), context):
        return "NO_PERMISSIONS", f"{service} is not authorized to use the key {key} of topic {topic_arn}"
    return None


def _topic_refusal(topic_arn, rule_arn):
    return topic_refusal(topic_arn, EVENTS, rule_arn)


def _queue_refusal(arn, rule_arn):
    queue = sqs._queue_by_arn(arn)
    if queue is None:
        return "NO_RESOURCE", f"Queue does not exist: {arn}"
    attributes = queue["attributes"]
    if not principals.service_allowed(attributes.get("Policy"), EVENTS, "sqs:SendMessage", arn, rule_arn):
        return "NO_PERMISSIONS", f"{EVENTS} is not authorized to perform: sqs:SendMessage on resource: {arn}"
    key = attributes.get("KmsMasterKeyId")
    context = {"kms:encryptioncontext:aws:sqs:arn": arn}
    if key and not principals.service_may_use_key(key, EVENTS, _known_to_key(EVENTS, rule_arn), context):
        return "NO_PERMISSIONS", f"{EVENTS} is not authorized to use the key {key} of queue {arn}"
    return None


def _function_refusal(arn, rule_arn):
    found = lambda_svc.function_policy_for_arn(arn)
    if found is None:
        return "NO_RESOURCE", f"Function does not exist: {arn}"
    if principals.service_allowed(found[0], EVENTS, "lambda:InvokeFunction", arn, rule_arn):
        return None
    return "NO_PERMISSIONS", f"{EVENTS} is not authorized to perform: lambda:InvokeFunction on resource: {arn}"


def _bury(refusal, payload):
    """Sends what could not be delivered to the target's dead-letter queue, if it has one that lets us."""
    code, message = refusal
    delivery = _delivery.get()
    target, rule_arn = delivery["target"], delivery["rule"]
    log.warning("rule %s: %s: %s", rule_arn, code, message)
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue_arn:
        return
    second = _queue_refusal(queue_arn, rule_arn)
    if second:
        log.warning("dead-letter queue of rule %s: %s: %s", rule_arn, *second)
        return
    attributes = {
        "RULE_ARN": rule_arn,
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
        "RETRY_ATTEMPTS": "0",
    }
    given = {name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()}
    now = time.time()
    message = {
        "id": new_uuid(),
        "body": payload,
        "message_attributes": given,
        "md5_attrs": sqs._md5_msg_attrs(given),
        "sent_at": now,
        "visible_at": now,
    }
    sqs._ensure_msg_fields(message)
    sqs._queue_by_arn(queue_arn)["messages"].append(message)


def _guarded(original, refusal_of):
    def dispatch(target, payload, *more):
        refusal = refusal_of(str(target), _delivery.get()["rule"])
        if refusal:
            return _bury(refusal, payload)
        return original(target, payload, *more)

    return dispatch


def _publish(topic_arn, payload):
    # Messages of EventBridge have no subject.
    sns.publish_internal(topic_arn, payload, "")


def _invoke(original):
    def invoke(target, event, rule, view=None):
        token = _delivery.set({"target": target, "rule": rule["Arn"]})
        try:
            return original(target, event, rule, view)
        finally:
            _delivery.reset(token)

    return invoke


def _to_role_target(original):
    """A state machine is started under the role of the target, which must trust EventBridge and allow the start."""

    def dispatch(arn, payload):
        delivery = _delivery.get()
        role = delivery["target"].get("RoleArn") or ""
        if not principals.trusts_service(role, EVENTS, delivery["rule"]):
            return _bury(("NO_PERMISSIONS", f"{EVENTS} is not allowed to assume the role {role or '(none)'}"), payload)
        base, qualifier = state_machine_qualifier.base_and_qualifier(arn)
        context = {"states:statemachinequalifier": qualifier} if qualifier else None
        if not principals.role_allows(role, "states:StartExecution", base, context):
            return _bury(
                ("NO_PERMISSIONS", f"{role} is not authorized to perform: states:StartExecution on {arn}"), payload
            )
        return original(arn, payload)

    return dispatch


def install():
    eventbridge._invoke_target = _invoke(eventbridge._invoke_target)
    eventbridge._dispatch_to_sns = _guarded(_publish, _topic_refusal)
    eventbridge._dispatch_to_sqs = _guarded(eventbridge._dispatch_to_sqs, _queue_refusal)
    eventbridge._dispatch_to_lambda = _guarded(eventbridge._dispatch_to_lambda, _function_refusal)
    eventbridge._dispatch_to_stepfunctions = _to_role_target(eventbridge._dispatch_to_stepfunctions)
