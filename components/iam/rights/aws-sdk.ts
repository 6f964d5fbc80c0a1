import { iamActionsOf } from "../sdk-actions";
import { allow, type Rights } from "./task-view";

/** What a definition does not say of a call of the AWS SDK integrations, and the blueprint does. */
export interface DeclaredRights {
  /** ARNs that the call touches. */
  readonly resources: readonly string[];
  /** IAM actions, where they do not follow from service and action. */
  readonly iam?: readonly string[];
}

/** Rights of `aws-sdk:<service>:<action>` on declared resources; undefined for anything else, and where the actions cannot be told. */
export function awsSdk(integration: string, { resources, iam }: DeclaredRights): Rights | undefined {
  const [, service, action] = /^aws-sdk:([a-z0-9]+):([A-Za-z0-9]+)$/.exec(integration) ?? [];
  if (service === undefined || action === undefined) return undefined;
  const actions = iam ?? iamActionsOf(service, action);
  return actions === undefined ? undefined : () => [allow("CallService", actions, resources)];
}
