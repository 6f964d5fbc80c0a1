import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { errorMessage } from "../../components/core/errors";

/** Pull request of a comment, and the token to write it. */
export interface CommentTarget {
  /** `https://api.github.com`, or the address of an own GitHub server. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  /** Number of the pull request. */
  readonly pullRequest: number;
  /** Token with `pull-requests: write`; never part of a message. */
  readonly token: string;
}

/** A request that GitHub refused; the message has the request, the status and GitHub's message. */
export class GithubError extends Error {
  override readonly name = "GithubError";
}

export interface PostOptions {
  /** Milliseconds before the second try and, twice as long, the third. @default 1000 */
  readonly pause?: number;
  /** Milliseconds for each request. @default 30000 */
  readonly timeout?: number;
}

const commentsSchema = z.array(
  z.object({
    id: z.int(),
    body: z.string().nullish(),
    /** Workflows comment as a bot; another user's comment with the marker is not changed. */
    user: z.object({ type: z.string() }).nullish(),
  }),
);

/** Comments per page, GitHub's limit. */
const PAGE = 100;
/** Statuses that are retried: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
const TRANSIENT = new Set([429, 500, 502, 503, 504]);

/**
 * Writes the comment that begins with `marker`: updates the one of an earlier run, or creates one.
 *
 * @throws GithubError
 */
export async function writeComment(
  target: CommentTarget,
  marker: string,
  body: string,
  options: PostOptions = {},
): Promise<"created" | "updated"> {
  const issue = `/repos/${target.repository}/issues`;
  for (let page = 1; ; page++) {
    const answer = await call(
      target,
      "GET",
      `${issue}/${target.pullRequest}/comments?per_page=${PAGE}&page=${page}`,
      options,
    );
    const comments = commentsSchema.safeParse(answer);
    if (!comments.success) {
      throw new GithubError("GitHub did not return a list of comments; check the address of the API");
    }
    const own = comments.data.find(({ body: text, user }) => user?.type === "Bot" && text?.startsWith(marker));
    if (own !== undefined) {
      await call(target, "PATCH", `${issue}/comments/${own.id}`, options, { body });
      return "updated";
    }
    if (comments.data.length < PAGE) {
      break;
    }
  }
  await call(target, "POST", `${issue}/${target.pullRequest}/comments`, options, { body });
  return "created";
}

async function call(
  target: CommentTarget,
  method: "GET" | "PATCH" | "POST",
  path: string,
  { pause = 1000, timeout = 30_000 }: PostOptions,
  body?: object,
): Promise<unknown> {
  const what = `${method} ${path.replace(/\?.*$/, "")}`;
  for (let tries = 1; ; tries++) {
    const outcome = await attempt(target, method, path, timeout, body);
    if ("answer" in outcome) {
      return outcome.answer;
    }
    // A POST is not repeated, as it could create a second comment.
    if (tries === 3 || !outcome.transient || method === "POST") {
      throw new GithubError(`${what}: ${outcome.reason}`);
    }
    await sleep(pause * 2 ** (tries - 1));
  }
}

type Outcome = { readonly answer: unknown } | { readonly transient: boolean; readonly reason: string };

async function attempt(
  { api, token }: CommentTarget,
  method: string,
  path: string,
  timeout: number,
  body: object | undefined,
): Promise<Outcome> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "user-agent": "app-of-apps-preview",
        "x-github-api-version": "2022-11-28",
      },
      // A redirect would send the token elsewhere.
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    text = await response.text();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    return { transient: true, reason: `no response (${errorMessage(error)}${cause})` };
  }
  if (response.ok) {
    return { answer: jsonOf(text) };
  }
  const { status } = response;
  const words = z.object({ message: z.string() }).safeParse(jsonOf(text));
  return {
    transient: TRANSIENT.has(status),
    reason: `${status}${words.success ? ` ${words.data.message}` : ""}${fixFor(status)}`,
  };
}

function fixFor(status: number): string {
  if (status === 401) {
    return ". Set GITHUB_TOKEN to the job's own token, github.token.";
  }
  if (status === 403 || status === 404) {
    return ". The job needs the permission pull-requests: write, which forks never have.";
  }
  return "";
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
