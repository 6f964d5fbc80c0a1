"""Secrets, topics, queues and log groups under a customer managed key require permission to use that key.

Of the caller: Secrets Manager User Guide, "Secret encryption and decryption"; SNS and SQS Developer Guides, "Key
management". The permission may be bound to kms:ViaService and to the encryption context. Of the service that delivers
for a topic: the key's policy. A log group accepts a key only if the key's policy lets CloudWatch Logs use it there
("Encrypt log data using AWS KMS").
"""

from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import kms, sns, sqs
from ministack.services import secretsmanager as secrets

from iam import authorize, principals
from server.interception import intercept

#: What each call does with the key.
SECRET_ACTIONS = {
    "GetSecretValue": ("kms:Decrypt",),
    "PutSecretValue": ("kms:GenerateDataKey", "kms:Decrypt"),
    "CreateSecret": ("kms:GenerateDataKey", "kms:Decrypt"),
    "UpdateSecret": ("kms:GenerateDataKey", "kms:Decrypt"),
}
#: Error name of a refused use of a key, where a service has its own.
CODES = {"sns": "KMSAccessDenied", "sqs": "KmsAccessDenied"}
WRITE = ("kms:GenerateDataKey", "kms:Decrypt")
QUEUE_ACTIONS = {"SendMessage": WRITE, "SendMessageBatch": WRITE, "ReceiveMessage": ("kms:Decrypt",)}


def key_refused(request, key_ref, actions, service, extra=None):
    """The refusal of the first use of a customer managed key that the caller may not make, or None."""
    if not key_ref or "alias/aws/" in key_ref:
        return None
    key = kms._resolve_key(key_ref)
    if key is None:
        return error_response_json("InvalidParameterException", f"The key {key_ref} does not exist", 400)
    context = {"kms:ViaService": f"{service}.{get_region()}.amazonaws.com", **(extra or {})}
    for action in actions:
        denied = authorize.also_needs(request, "kms", action, key["Arn"], context, service, CODES.get(service, ""))
        if denied:
            return denied
    return None


async def _secret(request):
    data = request.data
    _, secret = secrets._resolve(data.get("SecretId"))
    key = data.get("KmsKeyId") or (secret or {}).get("KmsKeyId")
    writes = request.action != "GetSecretValue"
    if writes and not data.get("SecretString") and not data.get("SecretBinary"):
        return await request.proceed()
    context = {"kms:EncryptionContext:SecretARN": secret["ARN"]} if secret else {}
    actions = SECRET_ACTIONS[request.action]
    return key_refused(request, key, actions, "secretsmanager", context) or await request.proceed()


async def _publish(request):
    arn = request.data.get("TopicArn") or request.data.get("TargetArn") or ""
    key = ((sns._topics.get(arn) or {}).get("attributes") or {}).get("KmsMasterKeyId")
    context = {"kms:EncryptionContext:aws:sns:topicArn": arn}
    return key_refused(request, key, WRITE, "sns", context) or await request.proceed()


async def _queue(request):
    name = (request.data.get("QueueUrl") or "").rsplit("/", 1)[-1]
    arn = f"arn:aws:sqs:{get_region()}:{get_account_id()}:{name}"
    key = ((sqs._queue_by_arn(arn) or {}).get("attributes") or {}).get("KmsMasterKeyId")
    context = {"kms:EncryptionContext:aws:sqs:arn": arn}
    return key_refused(request, key, QUEUE_ACTIONS[request.action], "sqs", context) or await request.proceed()


def _delivery(original):
    def allows(queue_arn, service, source_arn, source_account):
        queue = sqs._queue_by_arn(queue_arn)
        key = queue["attributes"].get("KmsMasterKeyId") if queue else None
        context = {"kms:encryptioncontext:aws:sqs:arn": queue_arn}
        if key and not principals.service_may_use_key(key, service, source_arn, context):
            return False
        return original(queue_arn, service, source_arn, source_account)

    return allows


async def _log_group(request):
    data = request.data
    key = data.get("kmsKeyId")
    name = data.get("logGroupName") or ""
    if key:
        arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
        service = f"logs.{get_region()}.amazonaws.com"
        if not principals.service_may_use_key(key, service, arn, {"kms:encryptioncontext:aws:logs:arn": arn}):
            message = "The specified KMS key does not exist or is not allowed to be used with Arn"
            return error_response_json("InvalidParameterException", f"{message} '{arn}'", 400)
    return await request.proceed()


def install():
    intercept("secretsmanager", {action: _secret for action in SECRET_ACTIONS})
    sqs.queue_policy_allows = _delivery(sqs.queue_policy_allows)
    intercept("sqs", {action: _queue for action in QUEUE_ACTIONS})
    intercept("sns", {"Publish": _publish, "PublishBatch": _publish})
    intercept("logs", {"CreateLogGroup": _log_group, "AssociateKmsKey": _log_group})
