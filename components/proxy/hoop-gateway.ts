import type * as pulumi from "@pulumi/pulumi";
import { HOOP } from "./conventions";
import { IdentityProxy, type IdentityProxyArgs } from "./identity-proxy";

/**
 * A hoop.dev gateway: an {@link IdentityProxy} with hoop's names and addresses.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * new HoopGateway("retail-dev", {
 *   url: "https://hoop.example.com",
 *   groups: [{ name: "operators", id: "00g1" }],
 *   plan: planProxy(names),
 *   orgUrl: "https://example.okta.com",
 *   keyArn: "arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab",
 *   boundaryArn: names.boundary.arn,
 *   maxAgeDays: 30,
 *   retentionDays: 365,
 *   recoveryWindowDays: 30,
 *   keyDeletionDays: 30,
 *   tags: { environment: "dev", app: "retail", owner: "platform" },
 * });
 */
export class HoopGateway extends IdentityProxy {
  constructor(name: string, args: Omit<IdentityProxyArgs, "conventions">, opts?: pulumi.ComponentResourceOptions) {
    super(name, { ...args, conventions: HOOP }, opts, "app-of-apps:proxy:HoopGateway");
  }
}
