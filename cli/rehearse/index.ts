import { ProblemsError, unknownName } from "../../components/core/problem";
import { planEnvironment } from "../../components/environment/plan";
import type { RehearsalApis } from "../../components/versions/deployment";
import type { ConfigSource } from "../../stacks/config";
import type { Command } from "../command";
import { main } from "../main";
import { accessOf, type ReadOutputs } from "../runs/access";
import { SIGN_IN_OPTIONS } from "../runs/key";
import { runsSession, type SessionArgs } from "../runs/session";
import { readStack, STACK_OPTION, type StackDependencies } from "../stack-inputs";
import { waitByClock } from "../wait";
import { startedByApi } from "./by-api";
import { rehearse } from "./rehearse";
import { rowsText } from "./text";

export interface RehearseDependencies extends StackDependencies {
  /** @default AWS's APIs, with the stack's configuration */
  readonly apis?: (stack: string, source: ConfigSource) => RehearsalApis;
  /** Waits so many milliseconds. @default by the clock */
  readonly wait?: (milliseconds: number) => Promise<void>;
  /** Outputs of a stack as JSON. @default as the Pulumi CLI reads them */
  readonly outputs?: ReadOutputs;
  /** How a caller signs in at the runs API. @default over the network, with a line on stderr for a person */
  readonly signIn?: Pick<SessionArgs, "fetch" | "prompt" | "env">;
}

const OPTIONS = {
  stack: STACK_OPTION,
  app: { value: "APP", help: "one app, through its own alias @default all" },
  ...SIGN_IN_OPTIONS,
  json: {
    help: `{"rows": [{"app", "role" (null where it was not assumed), "chain", "secrets": [{"name", "ageDays", "due"}], "permissions": {"simulated"
(a number), "denied" and "notSimulated" (sentences)}, "verdict" ("proven" or "broken"), "error", "cause", "next" (a command)}]}`,
  },
} as const;

/** `npm run -s rehearse -- --stack ENVIRONMENT`: proves role chains, secrets and permissions of an environment. */
export function rehearseCommand(dependencies: RehearseDependencies = {}): Command<typeof OPTIONS> {
  const { apis = awsApis, wait, outputs, signIn } = dependencies;
  return {
    name: "rehearse",
    options: OPTIONS,
    description: `
Rehearses a deployed environment, at any time: it runs no task, rotates no secret and notifies nobody. The parent, started by its alias with
{"rehearse": true, "quiet": true}, walks every app's role chain and describes its secrets; IAM's simulator says whether every role still has the
permissions that it was made with. Prints a table: app, role, chain, secrets (age in days, and whether a run would rotate them), permissions, verdict, error.`,
    notes: `
The caller needs states:StartExecution on the alias that is started, states:DescribeExecution on its executions, and iam:SimulatePrincipalPolicy on the
environment's roles, as operators of the environment have. Where a runs API alone may start the parent (app-of-apps:runsApi), a caller whom AWS denies
the start signs in there, as with \`npm run -s start\`, and needs the right start in the access map.
An interrupt ends the command; the rehearsal that it started ends by itself.`,
    exitCodes: "0 everything is proven, 1 something is broken, 2 bad usage or bad input",
    async run({ options, signal, progress }) {
      const { stack, app } = options;
      const needs = { values: true };
      const { inputs, source } = await readStack(stack, dependencies, needs);
      const plan = planEnvironment(inputs);
      const apps = Object.keys(plan.apps);
      if (app !== undefined && !apps.includes(app)) {
        throw new ProblemsError("rehearse", [unknownName("--app", "app", app, apps)]);
      }
      const session = async () =>
        await runsSession({
          ...signIn,
          access: accessOf(stack, options.outputs, outputs),
          options,
          rights: ["start"],
          wait: wait ?? waitByClock,
          signal,
          progress,
        });
      const called = apis(stack, source);
      const stepFunctions =
        inputs.runsApi === undefined
          ? called.stepFunctions
          : startedByApi(called.stepFunctions, plan.names.parent.aliasArn, session);
      const rows = await rehearse({ plan, app, apis: { ...called, stepFunctions }, wait, progress });
      const isProven = rows.every(({ verdict }) => verdict === "proven");
      return { status: isProven ? 0 : 1, text: rowsText(rows), data: { rows } };
    },
  };
}

/** The AWS SDK takes long to load: only once something is to be called. */
function awsApis(stack: string, source: ConfigSource): RehearsalApis {
  const { deploymentApis } =
    require("../../stacks/aws/deployment-apis") as typeof import("../../stacks/aws/deployment-apis");
  return deploymentApis(stack, source);
}

if (require.main === module) {
  void main(rehearseCommand());
}
