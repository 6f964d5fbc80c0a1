import { runsAsMachine } from "../../components/tasks/index";
import type { RunContext } from "./context";

/** ARN of the role that an app's task runs as: its task role or its machines' own. */
export function verifiedRoleArn(
  { blueprint, outputs }: Pick<RunContext, "blueprint" | "outputs">,
  app: string,
): string | undefined {
  const task = blueprint.apps[app]?.task;
  const roles = outputs.apps[app];
  return task !== undefined && runsAsMachine(task) ? roles?.machineRoleArn : roles?.taskRoleArn;
}
