import { parseBlueprint } from "../../../components/blueprint/parse";
import type { TaskCall } from "../../../components/tasks/task-kind";
import { names } from "../definitions/samples";

/** Place and message of every problem of an app with this task. */
export function problemsOf(task: object, more: object = {}): string[] {
  const parsed = parseBlueprint({ name: "shop", apps: { one: { task, ...more } } });
  return "problems" in parsed ? parsed.problems.map(({ place, message }) => `${place}: ${message}`) : [];
}

/** A release of the app `one`. */
export const call = (scope = names.scope): TaskCall => ({
  scope,
  app: "one",
  action: "release",
  context: "{}",
  timeoutSeconds: 300,
});
