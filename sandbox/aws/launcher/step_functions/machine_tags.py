"""A call on a machine, or on one of its executions, is authorized with the machine's tags as aws:ResourceTag.

Step Functions Developer Guide, "Creating tag-based IAM policies": executions inherit the tags of their machine.
MiniStack knows the tags of neither to IAM.
"""

from ministack.services import stepfunctions as sfn
from ministack.services import tagging


def _machine_arn(arn):
    """The machine of a machine's, version's, alias's, execution's or map run's ARN."""
    parts = arn.split(":")
    if len(parts) < 7:
        return arn
    name = parts[6].split("/")[0] if parts[5] in ("execution", "mapRun", "express") else parts[6]
    return ":".join([*parts[:5], "stateMachine", name])


def install():
    original = tagging.resource_tags

    def resource_tags(arn):
        if not arn.startswith("arn:") or arn.split(":")[2] != "states" or ":activity:" in arn:
            return original(arn)
        found = sfn._tags.get(_machine_arn(arn))
        return {tag["key"]: tag["value"] for tag in found} if found else None

    tagging.resource_tags = resource_tags
