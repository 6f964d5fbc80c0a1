import type { TaskState } from "../../asl/types";
import type { EnvironmentNames } from "../../core/names";
import type { PolicyStatement } from "../../core/policy-document";

/** A state's arguments as a reader of rights sees them. A path names nested arguments: `Overrides.TaskRoleArn`. */
export interface TaskView {
  readonly names: EnvironmentNames;
  /** Base ARN of the machine that the task is in. @throws Error where its definition does not tell */
  machineArn(): string;
  /** A plain string argument. @throws Error naming the argument if it is missing or computed */
  plain(path: string): string;
  /** The same, undefined where the argument is not written. @throws Error naming the argument if it is computed or no string */
  optional(path: string): string | undefined;
  /** An execution ARN that is a constant machine's and ends in this execution's name; gives the ARN up to that name. */
  execution(path: string): string;
}

/** The rights that a task of one integration needs, told from its arguments. @throws Error where they cannot be told */
export type Rights = (task: TaskView) => readonly PolicyStatement[];

/** Rights by integration, without the partition and `states:::`. */
export type RightsTable = Readonly<Record<string, Rights>>;

/** One statement that allows. */
export function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: PolicyStatement["Condition"],
): PolicyStatement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) };
}

/** The view of one task of an environment, in the machine of that base ARN. */
export function taskView(task: TaskState, names: EnvironmentNames, machineArn: string | undefined): TaskView {
  const optional = (path: string): string | undefined => {
    const value = argument(task, path);
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw new Error(`argument ${path} is no string`);
    if (value.startsWith("{%")) throw new Error(`argument ${path} is computed, so its rights cannot be told: ${value}`);
    return value;
  };
  return {
    names,
    machineArn: () => {
      if (machineArn === undefined) throw new Error("its machine is not known");
      return machineArn;
    },
    optional,
    plain: (path) => {
      const value = optional(path);
      if (value === undefined) throw new Error(`argument ${path} is no string`);
      return value;
    },
    execution: (path) => {
      const value = argument(task, path);
      if (typeof value !== "string") throw new Error(`argument ${path} is no string`);
      const arn = executionPrefix(value);
      if (arn === undefined)
        throw new Error(`argument ${path} is not a constant execution prefix and this execution's name: ${value}`);
      return arn;
    },
  };
}

/** The machine's part of an execution ARN that ends in this execution's name; undefined for anything else. */
export function executionPrefix(value: string): string | undefined {
  return /^\{% "(arn:[^"]+:execution:[^":]+:)" & \$states\.context\.Execution\.Name %\}$/.exec(value)?.[1];
}

/** What stands at a path below a task's arguments. */
export function argument({ Arguments }: TaskState, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
      Arguments,
    );
}
