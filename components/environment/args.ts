import type { AccessEntry } from "../access/entry";
import type { Blueprint } from "../blueprint/blueprint";
import type { Scope } from "../core/names";
import type { PolicyDocument } from "../core/policy-document";
import type { Quotas } from "../core/service-quotas";
import type { PreviewSettings } from "../iam/preview-role";
import type { GithubTrust } from "../iam/trust/github";
import type { Subscription } from "../notifications/subscription";
import type { ProxySettings } from "../proxy/schema";
import type { DeploymentApis } from "../versions/deployment";
import type { TrafficSettings } from "../versions/traffic-settings";

/** Settings of an identity-aware proxy, and `https://<org>` of the Okta org that it signs people in at. */
export type IdentityProxySettings = ProxySettings & { readonly orgUrl: string };

/** How an environment keeps its evidence. */
export interface EvidenceSettings {
  /**
   * Days for which nobody can delete a record, 365 or more; bucket, records and key then stay when the environment is
   * destroyed. A change from none replaces the bucket, another holds for new records.
   * @default records are not locked and are deleted with the environment
   */
  readonly retentionDays?: number;
}

/** Arguments of `Environment`: plain values, all known in a preview. */
export interface EnvironmentArgs {
  /**
   * Blueprint name, environment name, account, region, partition and what the organisation demands of names and roles;
   * all names and ARNs follow from it. A change replaces everything; one of the boundary alone updates roles in place.
   */
  readonly scope: Scope;
  /**
   * The checked apps. Adding or removing an app creates or deletes its resources; another change publishes versions.
   */
  readonly blueprint: Blueprint;
  /** Access rules by app, placeholders filled in; `{}` for none. A change updates the task's role in place. */
  readonly accessRules: Readonly<Record<string, PolicyDocument>>;
  /**
   * Who comes in and what is granted: entries of the access map, from `resolveAccess`; at least one of people. Adding
   * or removing one creates or deletes its role and its group or service app; another change updates these in place.
   * Without machines there is no authorization server, which needs Okta's API Access Management, and no OIDC provider.
   */
  readonly access: readonly AccessEntry[];
  /**
   * Whether runs are started by an API alone, which knows who starts them; needs a machine in `access`. A change
   * creates or deletes the API, publishes versions of all machines and updates roles in place.
   * @default no API: roles start the parent, and runs have no identity
   */
  readonly runsApi?: {
    /**
     * Hours after the expiry of its token in which a run's identity starts children, 1 to 168. A change publishes
     * versions of the children.
     */
    readonly identityHours: number;
  };
  /**
   * Whether the entries of `access` that are on request are granted, and the address of the Okta org; needs `runsApi`.
   * A change creates or deletes their workflow, table and function. @default none is granted
   */
  readonly grants?: {
    /** `https://<org>`. A change updates the function and replaces its resource set. */
    readonly orgUrl: string;
  };
  /** Team that answers for shared resources, a tag value of up to 256 characters. A change updates tags in place. */
  readonly owner: string;
  /**
   * Further tags of everything that carries tags, up to 47. A change updates tags in place.
   * @default none but `environment`, `app` and `owner`
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Receivers of failures: at least one, or none with a failure topic of the organisation's. A change of an endpoint
   * replaces that subscription.
   */
  readonly subscriptions: readonly Subscription[];
  /**
   * ARN of a customer managed key of this account and region that exists, for everything that is encrypted; its policy
   * must let the services in that `keyPolicy` names. A change encrypts anew in place, but of log groups.
   * @default the environment's own key
   */
  readonly keyArn?: string;
  /**
   * Days that logs are retained, 365 or more; one of the periods that CloudWatch Logs allows. A change updates the
   * groups in place.
   */
  readonly logRetentionDays: number;
  /**
   * Days in which a deleted secret can be restored: 0 (it is deleted immediately) or 7 to 30. A change updates the
   * secrets in place.
   */
  readonly secretRecoveryDays: number;
  /** Days in which a deleted key can be restored, 7 to 30. A change updates the key in place. */
  readonly keyDeletionDays: number;
  /**
   * Pins and canaries of aliases by machine key. A change updates the aliases in place. @default every alias routes to
   * the newest version
   */
  readonly traffic?: TrafficSettings;
  /** Quotas that AWS has raised for the account; a change changes nothing. @default 1,000 roles, 100,000 machines */
  readonly quotas?: Partial<Quotas>;
  /**
   * GitHub Actions jobs of the environment. A change updates trusts in place. @default none, and no role that previews
   */
  readonly github?: GithubTrust & {
    /**
     * Jobs that preview pull requests. A change updates the previewer's role in place. @default none, and no role for
     * them
     */
    readonly preview?: PreviewSettings;
  };
  /**
   * Whether runs and changes leave evidence records in a bucket of the environment. A change creates or deletes the
   * bucket and what writes to it, and publishes versions of all machines.
   * @default none
   */
  readonly evidence?: EvidenceSettings;
  /**
   * An identity-aware proxy that people sign in to, and the address of the Okta org. A change updates Okta in place.
   * @default none
   */
  readonly identityProxy?: IdentityProxySettings;
  /**
   * Calls of AWS that rehearse, prune and record versions in `up`; a change alone changes nothing. @default none
   */
  readonly apis?: DeploymentApis | undefined;
}
