import type * as pulumi from "@pulumi/pulumi";
import { Federation } from "../../iam/identity-providers";
import { clientNames } from "../../okta/client-names";
import type { PeopleAccess } from "../../okta/people";
import type { MachineAccess } from "../../okta/service-client";
import type { EnvironmentPlan } from "../plan";

interface FederationArgs {
  readonly plan: EnvironmentPlan;
  readonly people: PeopleAccess;
  readonly machines: MachineAccess | undefined;
}

/** Providers of identities at IAM: of people's assertions, and of machines' tokens where there are machines. */
export function createFederation(
  name: string,
  { plan: { names, tags }, people, machines }: FederationArgs,
  opts: pulumi.ComponentResourceOptions,
): Federation {
  return new Federation(
    name,
    {
      samlProvider: names.samlProvider,
      samlMetadata: people.federationApp.metadata,
      ...(machines === undefined ? {} : { tokens: { issuer: machines.issuer, audience: clientNames(names).audience } }),
      tags,
    },
    opts,
  );
}
