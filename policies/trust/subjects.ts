import { hasVariable } from "../iam/conditions";
import { hasWildcard } from "../iam/patterns";

/**
 * Subjects of providers that put several things into one text: up to where they name one project, workspace or
 * namespace. By what they begin with, as such providers also run on hosts of a company's own.
 */
const NAMED: Readonly<Record<string, RegExp>> = {
  // https://docs.github.com/en/enterprise-server@latest/actions/reference/openid-connect-reference
  "repo:": /^repo:[^:/]+\/[^:/]+:/,
  // https://docs.gitlab.com/ci/cloud_services/
  "project_path:": /^project_path:[^:/]+(?:\/[^:/]+)+:/,
  // https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
  "system:serviceaccount:": /^system:serviceaccount:[^:]+:/,
  // https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
  "organization:": /^organization:[^:]+:(?:project|pipeline):[^:]+:/,
  // https://circleci.com/docs/openid-connect-tokens/
  "org/": /^org\/[^/]+\/project\/[^/]+\//,
  // https://www.pulumi.com/docs/pulumi-cloud/access-management/oidc/provider/aws/
  "pulumi:": /^pulumi:[^:]+:org:[^:]+:[^:]+:[^:]+:/,
  // https://docs.spacelift.io/integrations/cloud-providers/oidc/
  "space:": /^space:[^:]+:/,
  // https://vercel.com/docs/oidc/reference
  "owner:": /^owner:[^:]+:project:[^:]+:/,
};

/**
 * True if a subject is bounded: written in full, or in full up to the thing that it names, as what follows only narrows
 * it further. Of other providers' subjects a wildcard is the last character, behind a separator.
 */
export function namesSubject(subject: string): boolean {
  if (hasVariable(subject)) {
    return false;
  }
  if (!hasWildcard(subject)) {
    return true;
  }
  const written = subject.split(/[*?]/)[0] ?? "";
  const known = Object.keys(NAMED).find((begin) => written.startsWith(begin) || begin.startsWith(written));
  return known === undefined
    ? /[:/|#]\*$/.test(subject) && written.length === subject.length - 1
    : NAMED[known]?.test(written) === true;
}
