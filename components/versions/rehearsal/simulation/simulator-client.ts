import {
  type EvaluationResult,
  type IAMClient,
  type ResourceSpecificResult,
  SimulatePrincipalPolicyCommand,
} from "@aws-sdk/client-iam";
import type { SimulatedDecision, SimulationRequest, SimulatorApi } from "./simulator-api";

/** Most results of a page. https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html */
const PAGE_SIZE = 1000;

/** {@link SimulatorApi} over IAM's API: all pages of SimulatePrincipalPolicy. */
export function simulatorClient(iam: Pick<IAMClient, "send">): SimulatorApi {
  return {
    async simulate(request) {
      const decisions: SimulatedDecision[] = [];
      let marker: string | undefined;
      do {
        const page = await iam.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: request.role.arn,
            ActionNames: [...request.actions],
            ResourceArns: [...request.resources],
            ContextEntries: request.context.map((entry) => ({
              ...entry,
              ContextKeyValues: [...entry.ContextKeyValues],
            })),
            MaxItems: PAGE_SIZE,
            Marker: marker,
          }),
        );
        decisions.push(...(page.EvaluationResults ?? []).flatMap((result) => decisionsOf(result, request)));
        if (page.IsTruncated === true && page.Marker === marker) {
          throw new Error(`IAM's answer about ${request.role.name} is cut and does not say where it goes on`);
        }
        marker = page.IsTruncated === true ? page.Marker : undefined;
      } while (marker !== undefined);
      return decisions;
    },
  };
}

/**
 * IAM answers for each action and resource, or, for several resources, for each action with the resources within it.
 * Of the second form the outer decision counts only where it is about a resource of the request that the inner ones
 * leave out.
 */
function decisionsOf(result: EvaluationResult, { resources }: SimulationRequest): SimulatedDecision[] {
  const { EvalActionName: action = "", EvalResourceName: resource = "*" } = result;
  const inner = (result.ResourceSpecificResults ?? []).map(
    (one): SimulatedDecision => ({
      action,
      resource: one.EvalResourceName ?? "*",
      decision: one.EvalResourceDecision ?? "implicitDeny",
      ...reasons(one),
    }),
  );
  const outerCounts =
    inner.length === 0 || (resources.includes(resource) && !inner.some((one) => one.resource === resource));
  const outer = { action, resource, decision: result.EvalDecision ?? "implicitDeny", ...reasons(result) };
  return outerCounts ? [...inner, outer] : inner;
}

function reasons(one: EvaluationResult | ResourceSpecificResult) {
  const organization = "OrganizationsDecisionDetail" in one ? one.OrganizationsDecisionDetail : undefined;
  return {
    policies: (one.MatchedStatements ?? []).flatMap(({ SourcePolicyId }) => SourcePolicyId ?? []),
    boundary: one.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary,
    organization: organization?.AllowedByOrganizations,
    missing: one.MissingContextValues ?? [],
  };
}
