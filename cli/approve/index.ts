import { ProblemsError } from "../../components/core/problem";
import { type Command, UsageError } from "../command";
import { main } from "../main";
import { accessOf, type RunsAccess } from "../runs/access";
import { orRefusal } from "../runs/client";
import { SIGN_IN_OPTIONS } from "../runs/key";
import { checkRunName } from "../runs/run-name";
import { runsSession, type SignInDependencies } from "../runs/session";
import { waitByClock } from "../wait";
import { waitingText } from "./text";

const OPTIONS = {
  stack: { value: "ENVIRONMENT", required: true, help: "the stack; its outputs say where its runs API is" },
  run: { value: "NAME", help: "the run @default none: lists the runs that wait" },
  refuse: { help: "refuses the run, which ends it before anything is released" },
  why: { value: "TEXT", help: "why it is refused, one line; it is in the run's failure and in the message" },
  outputs: SIGN_IN_OPTIONS.outputs,
  json: {
    help: `{"approvals": [{"name", "startedBy" (the identity), "since", "until"}]}, or the answer of the runs API`,
  },
} as const;

/** `npm run -s approve -- --stack ENVIRONMENT`: agrees to a run of an agent that waits for a person, or refuses it. */
export function approveCommand(dependencies: SignInDependencies = {}): Command<typeof OPTIONS> {
  const { outputs, fetch, prompt, wait = waitByClock } = dependencies;
  return {
    name: "approve",
    options: OPTIONS,
    usage: "--stack ENVIRONMENT [--run NAME [--refuse --why TEXT]] [--outputs FILE] [--json]",
    description: `
Agrees to the run of an AI agent that waits for a person, or refuses it; without --run it lists the runs that wait: who asks, since when and until when.
You sign in at Okta in any browser. The run says who answered and when.`,
    notes: `
The access map says who may: people whose role has approve, for all apps. An agent never answers, its own runs least of all. A run that nobody answers
within an hour fails. A role that waits for an approval is answered with \`npm run -s access -- approve\`.`,
    exitCodes: "0 done, 1 refused by the API, e.g. because the run does not wait any more, 2 bad usage or bad input",
    async run({ options, signal, progress }) {
      const { stack, run, refuse, why } = options;
      checkRunName("--run", run);
      const wrong = usageProblem(run, refuse, why);
      if (wrong !== undefined) {
        throw new UsageError(wrong);
      }
      const access = withApproval(stack, accessOf(stack, options.outputs, outputs));
      const person = { "key-file": undefined, machine: undefined };
      const session = { access, options: person, rights: ["approve"] as const, wait, signal, progress, fetch, prompt };
      const client = await runsSession({ ...session, env: {} });
      signal.throwIfAborted();
      return await orRefusal(async () => {
        if (run === undefined) {
          const approvals = await client.approvals();
          return { text: waitingText(stack, approvals), data: { approvals } };
        }
        const data = await client.answer(run, refuse ? "refuse" : "approve", why);
        const text = refuse ? "refused; nothing is released" : "approved; it goes on";
        return { text: `run ${run}: ${text}\n`, data };
      });
    },
  };
}

function usageProblem(run: string | undefined, refuse: boolean, why: string | undefined): string | undefined {
  if (run === undefined) {
    return refuse || why !== undefined ? "--run NAME is required with --refuse and --why" : undefined;
  }
  return refuse === (why !== undefined)
    ? undefined
    : refuse
      ? "--refuse needs --why TEXT; it is recorded with the run"
      : "--why is for a refusal: add --refuse, or leave it out";
}

/** @throws {ProblemsError} where no run of the stack waits for an approval */
function withApproval(stack: string, access: RunsAccess): RunsAccess {
  if (access.scopes.approve === undefined) {
    const message = "has no output runsApi.scopes.approve, so no run waits for an approval";
    const fix = "set approval of an agent of the access map to true and deploy the stack";
    throw new ProblemsError("outputs", [{ place: stack, message, fix }]);
  }
  return access;
}

if (require.main === module) {
  void main(approveCommand());
}
