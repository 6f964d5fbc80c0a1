import { conditionsOn, hasVariable, isExact, isTest, showCondition } from "../iam/conditions";
import type { Condition, Statement } from "../iam/document";
import { hasWildcard } from "../iam/patterns";
import type { TrustFlaw } from "../iam/trust";

const HOST = "token.actions.githubusercontent.com";

/** GitHub Actions; an enterprise may have an issuer of its own, with its name as path. */
export function isGithub(provider: string): boolean {
  return provider === HOST || provider.startsWith(`${HOST}/`);
}

/**
 * Flaws of how a trust in GitHub bounds whom a token is about. All conditions of a statement hold together, so that any
 * claim that names one repository or one workflow bounds the token, whatever the others say.
 */
export function githubSubject(statement: Statement, provider: string, exact: boolean): readonly TrustFlaw[] {
  const on = (claim: string) => conditionsOn(statement, `${provider}:${claim}`);
  const subjects = on("sub");
  const isBound = (pattern: RegExp) => (test: Condition) =>
    isExact(test) ||
    (!exact &&
      isTest(test, ["stringlike"]) &&
      test.values.every((value) => !hasVariable(value) && (!hasWildcard(value) || pattern.test(value))));
  const names = subjects.filter((test) => !(isExact(test) && test.values.some(isAnyones)));
  const repository = ["repository", "repository_id"].some((claim) => on(claim).some(isExact));
  const within = ["environment", "ref"].some((claim) => on(claim).some(isExact)) || (!exact && subjects.length > 0);
  if (names.some(isBound(SUBJECT)) || on("job_workflow_ref").some(isBound(WORKFLOW)) || (repository && within)) {
    return [];
  }
  const fix = `Compare "sub" with "repo:<organisation>/<name>:..." complete${exact ? ", without a wildcard" : ""}, or both "repository_id" and "environment" exactly`;
  if (subjects.length === 0) {
    return [{ found: `tokens of "${provider}" are accepted for any subject (no condition on "${provider}:sub")`, fix }];
  }
  return [{ found: `the subject is not bounded (${subjects.map(showCondition).join(", ")})`, fix }];
}

/** One workflow of one repository: `acme/pipelines/.github/workflows/deploy.yml@...`. */
const WORKFLOW = /^[^*?/:]+\/[^*?/:]+\/[^*?]+@/;

/**
 * One repository, or one workflow of it, with whatever behind: by name (`repo:acme/shop:...`, with ids where GitHub
 * adds them), by id, or by the workflow that runs. Templates of subjects put other claims there.
 * https://docs.github.com/actions/reference/openid-connect-reference#customizing-the-token-claims
 */
const SUBJECT =
  /^(?:repo(?:sitory)?:[^*?/:]+\/[^*?/:]+:.|(?:[^*?]*:)?repository_id:\d+:.|(?:[^*?]*:)?(?:job_)?workflow_ref:[^*?/:]+\/[^*?/:]+\/[^*?]+@)/;

/** A template may leave out whose repository it is: every repository of GitHub can have such a subject. */
function isAnyones(subject: string): boolean {
  return (
    /^(?:actor|base_ref|context|environment|event_name|head_ref|ref|ref_type|runner_environment|workflow):/.test(
      subject,
    ) &&
    !/:(?:repo|repository|repository_id|repository_owner|repository_owner_id|enterprise|enterprise_id|(?:job_)?workflow_ref):/.test(
      subject,
    )
  );
}
