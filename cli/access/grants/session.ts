import { GRANTS_SCOPE } from "../../../components/okta/grants-scope";
import { accessOf } from "../../runs/access";
import { RunsApiError } from "../../runs/client";
import { type Answer, request, textOf } from "../../runs/http";
import type { SignInDependencies } from "../../runs/session";
import { signIn } from "../../runs/sign-in";
import { waitByClock } from "../../wait";

/** Options that every command about grants has. */
export const GRANTS_OPTIONS = {
  stack: { value: "ENVIRONMENT", required: true, help: "the stack; its outputs say where its runs API is" },
  outputs: {
    value: "FILE",
    help: "outputs of the stack, from `pulumi stack output --json`, where no backend is at hand",
  },
} as const;

interface SessionArgs {
  readonly options: { readonly stack: string; readonly outputs?: string | undefined };
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
}

/** Calls of `/grants` of the runs API, as the person who signed in. */
export type GrantsCall = (method: string, path: string, body?: object) => Promise<Answer>;

/** Signs a person in, with the one scope of grants. The token is neither printed nor stored, and is not renewed. */
export async function grantsSession(
  { options, signal, progress }: SessionArgs,
  { outputs, fetch = globalThis.fetch, wait = waitByClock, ...more }: SignInDependencies,
): Promise<GrantsCall> {
  const access = accessOf(options.stack, options.outputs, outputs);
  const { prompt = ({ address, code }) => progress(`sign in at ${address} and confirm the code ${code}`) } = more;
  const { value } = await signIn({ access, scopes: [GRANTS_SCOPE], machine: undefined, fetch, wait, signal, prompt });
  return async (method, path, body) => {
    const answer = await request(fetch, `${access.endpoint}/grants${path}`, {
      method,
      headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer.status >= 300) {
      throw new RunsApiError(answer.status, textOf(answer, "message") || `${method} /grants${path}: ${answer.status}`);
    }
    return answer;
  };
}
