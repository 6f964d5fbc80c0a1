import assert from "node:assert/strict";
import type { z } from "zod";
import type { appSchema } from "../../../components/blueprint/blueprint";
import { type AppInput, type BlueprintInput, defineBlueprint } from "../../../components/blueprint/define";
import { parseBlueprint } from "../../../components/blueprint/parse";
import type { CallbackTask, callbackSchema } from "../../../components/tasks/callback";
import type { CodeBuildTask, codeBuildSchema } from "../../../components/tasks/codebuild";
import type { EcsTask, ecsSchema } from "../../../components/tasks/ecs";
import type { GlueTask, glueSchema } from "../../../components/tasks/glue";
import type { HttpTask, httpSchema } from "../../../components/tasks/http";
import { TASK_KINDS, type Task } from "../../../components/tasks/index";
import type { LambdaTask, lambdaSchema } from "../../../components/tasks/lambda";
import type { SdkTask, sdkSchema } from "../../../components/tasks/sdk";
import type { StateMachineTask, stateMachineSchema } from "../../../components/tasks/state-machine";

/** `true` only for two identical types; optional and `undefined` are told apart. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** zod's types are mutable, the declared ones are not. JSON values stay as they are: their type is recursive. */
type Frozen<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : { readonly [Key in keyof T]: Frozen<T[Key]> };

/** Compiles only where both types are the same. */
const same = <A, B>(proof: Same<Frozen<A>, Frozen<B>>) => proof;

/** What is wrong here is found by `npm run types`; at run time these are only values. */
describe("types of a blueprint", () => {
  it("are those that the schemas of the kinds accept", () => {
    const proofs: Record<Task["kind"], true> = {
      lambda: same<z.input<typeof lambdaSchema>, LambdaTask>(true),
      ecs: same<z.input<typeof ecsSchema>, EcsTask>(true),
      codebuild: same<z.input<typeof codeBuildSchema>, CodeBuildTask>(true),
      glue: same<z.input<typeof glueSchema>, GlueTask>(true),
      http: same<z.input<typeof httpSchema>, HttpTask>(true),
      stateMachine: same<z.input<typeof stateMachineSchema>, StateMachineTask>(true),
      callback: same<z.input<typeof callbackSchema>, CallbackTask>(true),
      sdk: same<z.input<typeof sdkSchema>, SdkTask>(true),
    };
    // @ts-expect-error another kind's type is not the same
    same<z.input<typeof lambdaSchema>, GlueTask>(true);
    // @ts-expect-error an argument that may be left out is not one that must be written
    same<z.input<typeof glueSchema>, Required<GlueTask>>(true);
    assert.deepEqual(Object.keys(proofs).sort(), [...TASK_KINDS].sort());
  });

  it("are those that the schema of an app accepts, its tasks apart", () => {
    type Accepted = z.input<typeof appSchema>;
    type OwnKeys = Exclude<keyof AppInput, "task" | "rollback">;
    same<keyof Accepted, keyof AppInput>(true);
    same<Pick<Accepted, OwnKeys>, Pick<AppInput, OwnKeys>>(true);
    type Rollback<T extends { readonly rollback?: unknown }> = NonNullable<T["rollback"]>;
    same<keyof Rollback<Accepted>, keyof Rollback<AppInput>>(true);
    const timeout = same<Rollback<Accepted>["timeoutSeconds"], Rollback<AppInput>["timeoutSeconds"]>(true);
    assert.ok(timeout);
  });
});

const task = { kind: "lambda", function: "f" } as const;

describe("defineBlueprint", () => {
  it("returns plain data that loads, with names in after that are its own apps", () => {
    const blueprint = defineBlueprint({
      name: "shop",
      siblings: "finish",
      apps: {
        database: { task: { kind: "glue", job: "load" }, secrets: { password: { maxAgeDays: 7 } } },
        constructor: { task, after: ["database"], rollback: { task } },
        orders: { task, after: ["constructor", "database"], onFailure: "continue", expectedSeconds: 3 },
      },
    });
    assert.deepEqual(JSON.parse(JSON.stringify(blueprint)), blueprint);
    const parsed = parseBlueprint(blueprint);
    assert.ok("blueprint" in parsed);
    assert.deepEqual(parsed.blueprint.apps.orders?.after, ["constructor", "database"]);
  });

  it("accepts apps that a program makes, whose names are not known to the compiler", () => {
    const apps: Record<string, AppInput> = {};
    for (const name of ["a", "b"]) {
      apps[name] = { task, after: Object.keys(apps) };
    }
    const blueprint: BlueprintInput = defineBlueprint({ name: "shop", apps });
    assert.ok("blueprint" in parseBlueprint(blueprint));
  });

  for (const [mistake, blueprint, message] of [
    [
      "an unknown key",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", app: {}, apps: { a: { task } } }),
      /app: unknown key "app"/,
    ],
    [
      "an unknown key of an app",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task, afterr: [] } } }),
      /apps\.a\.afterr: unknown key "afterr"/,
    ],
    [
      "an unknown key of a task",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task: { kind: "lambda", function: "f", fn: "g" } } } }),
      /apps\.a\.task\.fn: unknown key "fn"/,
    ],
    [
      "a key of another kind of task",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task: { kind: "lambda", function: "f", job: "g" } } } }),
      /apps\.a\.task\.job: unknown key "job"/,
    ],
    [
      "an unknown kind of task",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task: { kind: "lamda", function: "f" } } } }),
      /apps\.a\.task\.kind: "lamda" is not a kind of task/,
    ],
    [
      "a missing argument",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task: { kind: "callback", to: "queue/q" } } } }),
      /apps\.a\.task\.heartbeatSeconds: is missing/,
    ],
    [
      "an argument of another type",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task: { kind: "glue", job: 7 } } } }),
      /apps\.a\.task\.job: 7 is not a string/,
    ],
    [
      "an unknown app in after",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { orders: { task }, ui: { task, after: ["order"] } } }),
      /apps\.ui\.after\[0\]: unknown app "order"/,
    ],
    [
      "an unknown onFailure",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task, onFailure: "ignore" } } }),
      /apps\.a\.onFailure: "ignore" is not "fail" or "continue"/,
    ],
    [
      "a rollback without a task",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: { task, rollback: {} } } }),
      /apps\.a\.rollback\.task: is missing/,
    ],
    [
      "no task",
      // @ts-expect-error
      () => defineBlueprint({ name: "shop", apps: { a: {} } }),
      /apps\.a\.task: is missing/,
    ],
  ] as const) {
    it(`is marked by the compiler and refused when loaded for ${mistake}`, () => {
      const parsed = parseBlueprint(blueprint());
      assert.ok("problems" in parsed);
      const problems = parsed.problems.map((problem) => `${problem.place}: ${problem.message}`);
      assert.equal(problems.length, 1, problems.join("\n"));
      assert.match(problems[0] ?? "", message);
    });
  }
});
