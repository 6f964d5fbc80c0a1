import type { Command } from "../../command";
import { UsageError } from "../../command";
import { orRefusal } from "../../runs/client";
import { type Answer, textOf } from "../../runs/http";
import type { SignInDependencies } from "../../runs/session";
import { waitByClock } from "../../wait";
import { GRANTS_OPTIONS, type GrantsCall, grantsSession } from "./session";
import { grantLine, grantsText } from "./text";

const REQUEST_OPTIONS = {
  ...GRANTS_OPTIONS,
  minutes: { value: "N", required: true, help: "for how many minutes, from 15 to what the access map allows" },
  reason: {
    value: "TEXT",
    required: true,
    help: "why, in one line of 10 to 300 characters; the access map may ask for a pattern",
  },
  ticket: { value: "ID", help: "the ticket that it is about" },
  "break-glass": { help: "in an emergency, without the approval; everybody is told" },
  json: { help: `{"id", "role", "person", "minutes", "reason", "state", "until"}` },
} as const;

const ANSWER_OPTIONS = {
  ...GRANTS_OPTIONS,
  json: { help: "the answer of the runs API" },
} as const;

const EXIT_CODES = "0 done, 1 refused, or still waiting, 2 bad usage or bad input";

/** Milliseconds between two polls, and polls until a token of five minutes ends. */
const POLL = 3_000;
const POLLS = 80;

/** `npm run -s access -- request ROLE`: asks for a role and waits for it. */
export function requestCommand(dependencies: SignInDependencies = {}): Command<typeof REQUEST_OPTIONS> {
  return {
    name: "access",
    usage: 'request ROLE --stack ENVIRONMENT --minutes N --reason "TEXT" [--ticket ID] [--break-glass]',
    argument: "ROLE",
    options: REQUEST_OPTIONS,
    description: `
Asks for a role that the access map grants on request, and waits until it is active: a line on stderr whenever that changes. You sign in at Okta in any
browser. Where somebody has to approve, they get a message with the command to answer.`,
    notes: `
When it is active, use the role as any other, e.g. by the profiles of \`npm run -s access -- aws-config --stack ENVIRONMENT\`. It ends by itself, or
by \`revoke\`. For longer, ask again.`,
    exitCodes: EXIT_CODES,
    finishesOnInterrupt: true,
    async run({ argument: role, options, signal, progress }) {
      const { minutes, reason, ticket, "break-glass": breakGlass } = options;
      if (!/^\d+$/.test(minutes)) {
        throw new UsageError(`--minutes "${minutes}" is not a whole number`);
      }
      const call = await grantsSession({ options, signal, progress }, dependencies);
      return await orRefusal(async () => {
        const asked = { role, minutes: Number(minutes), reason, ...(ticket === undefined ? {} : { ticket }) };
        const { fields } = await call("POST", "", { ...asked, ...(breakGlass ? { breakGlass } : {}) });
        const id = String(fields.id);
        progress(`grant ${id}: ${fields.approval === true ? "waits for an approval" : "begins"}`);
        const follow = { call, id, signal, progress, wait: dependencies.wait };
        const last = await followed({ ...follow, until: ["active", "ended"] });
        const isActive = last.fields.state === "active";
        return { status: isActive ? 0 : 1, text: `${grantLine(last.fields)}\n`, data: last.fields };
      });
    },
  };
}

/** `npm run -s access -- approve|refuse|revoke ID` */
export function answerCommand(
  verb: "approve" | "refuse" | "revoke",
  dependencies: SignInDependencies = {},
): Command<typeof ANSWER_OPTIONS> {
  const does = {
    approve: "Agrees to a request for a role. Nobody answers their own.",
    refuse: "Refuses a request for a role.",
    revoke:
      "Ends a grant, or takes back a request, and waits until sessions are denied. The person and those who approve may.",
  };
  return {
    name: "access",
    usage: `${verb} ID --stack ENVIRONMENT`,
    argument: "ID",
    options: ANSWER_OPTIONS,
    description: `\n${does[verb]} You sign in at Okta in any browser.`,
    exitCodes: EXIT_CODES,
    finishesOnInterrupt: true,
    async run({ argument: id, options, signal, progress }) {
      if (!/^[a-z0-9][A-Za-z0-9-]{1,63}$/.test(id)) {
        throw new UsageError(`"${id}" is not the id of a grant`);
      }
      const call = await grantsSession({ options, signal, progress }, dependencies);
      return await orRefusal(async () => {
        const answer = await (verb === "revoke" ? call("DELETE", `/${id}`) : call("POST", `/${id}/${verb}`));
        if (verb !== "revoke") {
          return { text: `${id}: ${verb === "approve" ? "approved" : "refused"}\n`, data: answer.fields };
        }
        const last = await followed({ call, id, signal, progress, wait: dependencies.wait, until: ["ended"] });
        return {
          status: last.fields.state === "ended" ? 0 : 1,
          text: `${grantLine(last.fields)}\n`,
          data: last.fields,
        };
      });
    },
  };
}

/** `npm run -s access -- list`: open grants, and what one may ask for. */
export function listCommand(dependencies: SignInDependencies = {}): Command<typeof ANSWER_OPTIONS> {
  return {
    name: "access",
    usage: "list --stack ENVIRONMENT",
    options: ANSWER_OPTIONS,
    description: `
Lists your open grants, those that you may answer, and the roles that you may ask for. You sign in at Okta in any browser.`,
    exitCodes: EXIT_CODES,
    async run({ options, signal, progress }) {
      const call = await grantsSession({ options, signal, progress }, dependencies);
      return await orRefusal(async () => {
        const { fields } = await call("GET", "");
        return { text: grantsText(fields), data: fields };
      });
    },
  };
}

interface FollowArgs {
  readonly call: GrantsCall;
  readonly id: string;
  readonly until: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  readonly wait: SignInDependencies["wait"];
}

/** Polls a grant until it is in a state, the token ends or the command is interrupted. */
async function followed({ call, id, until, signal, progress, wait = waitByClock }: FollowArgs): Promise<Answer> {
  let shown = "";
  let answer = await call("GET", `/${id}`);
  for (let poll = 0; poll < POLLS; poll += 1) {
    const state = textOf(answer, "state");
    if (state !== shown) {
      progress(`${id}: ${state}`);
      shown = state;
    }
    const isJoining = state === "active" && answer.fields.joined !== true;
    if ((until.includes(state) && !isJoining) || signal.aborted) {
      return answer;
    }
    await wait(POLL, signal);
    answer = await call("GET", `/${id}`);
  }
  return answer;
}
