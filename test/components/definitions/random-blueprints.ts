import fc from "fast-check";
import { type Blueprint, ON_FAILURE, SIBLINGS } from "../../../components/blueprint/blueprint";
import { parseBlueprint } from "../../../components/blueprint/parse";
import { USAGES } from "../tasks/every-kind";
import { lambda, randomApps } from "./samples";

export interface RandomOptions {
  /** Most apps. */
  readonly size: number;
  /** Whether apps have tasks of every kind, or each calls the function of its name. */
  readonly kinds: boolean;
}

/** What an app may have beside its place in the graph. */
const extras = (kinds: boolean) =>
  fc.record(
    {
      task: kinds ? fc.constantFrom(...USAGES.map(({ task }) => task)) : fc.constant(undefined),
      secrets: fc.dictionary(fc.constantFrom("db", "constructor"), fc.record({ maxAgeDays: fc.constantFrom(1, 30) })),
      rollback: fc.boolean(),
      onFailure: fc.constantFrom(...ON_FAILURE),
      timeoutSeconds: fc.constantFrom(600, 86_400),
    },
    // A heartbeat has to be shorter than the time-out.
    { requiredKeys: kinds ? ["task", "timeoutSeconds"] : ["task"] },
  );

/** Random blueprints: any graph without a cycle, secrets, rollbacks, what a failure does, and tasks of every kind. Each is one that is accepted. */
export const randomBlueprints = ({ size, kinds }: RandomOptions): fc.Arbitrary<Blueprint> =>
  fc
    .tuple(
      randomApps(size),
      fc.array(extras(kinds), { minLength: size, maxLength: size }),
      fc.option(fc.constantFrom(...SIBLINGS), { nil: undefined }),
    )
    .map(([apps, more, siblings]) => {
      const full = Object.entries(apps).map(([app, place], index) => {
        const { task = lambda(app), rollback = false, ...rest } = more[index] ?? {};
        return [app, { ...place, ...rest, task, ...(rollback ? { rollback: { task: lambda(`${app}-undo`) } } : {}) }];
      });
      return parseBlueprint({
        name: "shop",
        apps: Object.fromEntries(full),
        ...(siblings === undefined ? {} : { siblings }),
      });
    })
    .map((parsed) => {
      if ("problems" in parsed) {
        throw new Error(JSON.stringify(parsed.problems));
      }
      return parsed.blueprint;
    });
