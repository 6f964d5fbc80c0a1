"""SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, for the tasks that wait in the interpreter."""

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions as sfn

from step_functions import interpreter


def _forward(path, members):
    def forward(data):
        body = {name: data[name] for name in ("taskToken", *members) if data.get(name) is not None}
        try:
            status, answer = interpreter.call(f"/tasks/{path}", body)
        except interpreter.Unreachable as error:
            return error_response_json("InternalError", str(error), 500)
        if status == 200:
            return json_response({})
        return error_response_json(answer.get("code", "InvalidToken"), answer.get("message", "Invalid token"), 400)

    return forward


def install():
    sfn._send_task_success = _forward("success", ("output",))
    sfn._send_task_failure = _forward("failure", ("error", "cause"))
    sfn._send_task_heartbeat = _forward("heartbeat", ())
    sfn._OFF_LOOP_ACTIONS.update({"SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat"})
