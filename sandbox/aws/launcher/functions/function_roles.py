"""A function is created only with a role that Lambda may assume, by a caller who may pass that role.

Lambda Developer Guide, "Defining Lambda function permissions with an execution role".
"""

from ministack.core.responses import error_response_json, get_account_id, get_region

from iam import authorize, principals
from server.interception import intercept

LAMBDA = "lambda.amazonaws.com"


async def _checked(request):
    role = request.data.get("Role")
    if role is None:
        return await request.proceed()
    denied = authorize.also_needs(request, "iam", "iam:PassRole", role, {"iam:PassedToService": LAMBDA}, "lambda")
    if denied:
        return denied
    name = request.data.get("FunctionName") or ""
    function_arn = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:{name}"
    if not principals.trusts_service(role, LAMBDA, function_arn):
        message = "The role defined for the function cannot be assumed by Lambda."
        return error_response_json("InvalidParameterValueException", message, 400, message_key="Message")
    return await request.proceed()


def install():
    intercept("lambda", {"CreateFunction": _checked, "UpdateFunctionConfiguration": _checked})
