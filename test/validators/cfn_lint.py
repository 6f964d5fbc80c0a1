"""Validates state machine definitions with cfn-lint's rule E3601, as it judges the Definition of an AWS::StepFunctions::StateMachine.

Standard input: one definition a line, JSON. Standard output: for each, in the same order, a JSON list of complaints. The rule is called without the rest
of cfn-lint, in as many processes as there are processors, since it takes some 4 ms a state.
"""

import json
import multiprocessing
import sys

from cfnlint.context import create_context_for_template
from cfnlint.jsonschema import CfnTemplateValidator
from cfnlint.rules.resources.stepfunctions.StateMachineDefinition import (
    StateMachineDefinition,
)
from cfnlint.template import Template

TEMPLATE = Template("definitions", {"Resources": {}}, ["us-east-1"])
VALIDATOR = CfnTemplateValidator({}).evolve(
    cfn=TEMPLATE, context=create_context_for_template(TEMPLATE)
)
RULE = StateMachineDefinition()


def complaints(line):
    instance = {"Definition": json.loads(line)}
    errors = RULE.validate(VALIDATOR, None, instance, {})
    return [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors]


if __name__ == "__main__":
    with multiprocessing.Pool() as pool:
        for found in pool.imap(complaints, sys.stdin, chunksize=16):
            print(json.dumps(found))
