import { DisableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { paginateListExecutions, SFNClient, StopExecutionCommand } from "@aws-sdk/client-sfn";
import { environmentNames, scopeOf } from "../../../components/core/names";
import { grantsNames } from "../../../components/grants/names";
import { ACCOUNT, ENVIRONMENT, REGION } from "../../place";
import type { RunContext } from "../context";
import { destroyStack } from "../environment/deployment";

/** Destroys the stack, deletes the sample apps and checks that nothing is left in AWS and Okta. */
export async function tearDown(context: RunContext): Promise<void> {
  const { console, checks, cloud } = context;
  await stopGrants(context);
  const summary = await destroyStack(context.stack, console, context.signal);
  console.fact(`${summary.changes.delete ?? 0} resources deleted in ${summary.seconds.toFixed(0)} s`);
  await context.samples.remove();
  await context.inbox.remove();
  const aws = listed(await cloud.aws.inventory());
  checks.expect("nothing is left in the AWS account", aws.length === 0, aws.join(", "));
  const okta = listed(cloud.okta.inventory());
  checks.expect("nothing is left in the Okta org", okta.length === 0, okta.join(", "));
}

/**
 * A state machine is deleted when its last execution has ended, and workflows of grants wait for an hour. Stopped ones
 * are cleaned up for by their event, so the rule is disabled before.
 */
async function stopGrants({ cloud, blueprint, console }: RunContext): Promise<void> {
  const place = { blueprint: blueprint.name, environment: ENVIRONMENT, account: ACCOUNT, region: REGION };
  const { machine, rule, goneRule } = grantsNames(environmentNames(scopeOf(place)));
  const events = new EventBridgeClient(cloud.root.config);
  for (const { name: Name } of [rule, goneRule]) {
    await events.send(new DisableRuleCommand({ Name }));
  }
  const client = new SFNClient(cloud.root.config);
  const running = { stateMachineArn: machine.arn, statusFilter: "RUNNING" as const };
  for await (const { executions = [] } of paginateListExecutions({ client }, running)) {
    for (const { executionArn, name } of executions) {
      await client.send(new StopExecutionCommand({ executionArn, cause: "the environment is destroyed" }));
      console.fact(`${name} is stopped: access has ended, and its role is deleted with the denial`);
    }
  }
}

/** An inventory, by kind, as one list of `kind name`. */
function listed(inventory: object): string[] {
  return Object.entries(inventory as Record<string, readonly string[]>).flatMap(([kind, names]) =>
    names.map((name) => `${kind} ${name}`),
  );
}
