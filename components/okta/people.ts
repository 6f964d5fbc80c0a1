import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { sessionTagStatement } from "./federation-app";
import type { PeopleGroup } from "./groups";

/** Arguments of `PeopleAccess`. */
export interface PeopleAccessArgs {
  /** Beginning of the labels of both apps, up to 80 characters. A change updates the apps in place. */
  readonly label: string;
  /**
   * Groups by entry of the access map, at least one, from `peopleGroups`. A change updates the environment's own groups
   * in place.
   */
  readonly groups: Readonly<Record<string, PeopleGroup>>;
  /**
   * Client id of the app that terminals sign in with, 6 to 100 letters, digits, `_` and `-`. A change replaces the app.
   */
  readonly nativeClientId: string;
  /** Settings of the federation app as JSON, from `federationSettings`. A change updates the app in place. */
  readonly federationSettings: string;
  /**
   * Attribute that is a person's team, `user.<attribute>`: assertions state it as the session tag `team`. A change
   * updates the app in place. @default none
   */
  readonly teamAttribute?: string | undefined;
}

/**
 * Access of people: a group for each role, filled by a rule or existing already; the federation app, which turns
 * membership into a role; and the app that terminals sign in with by device flow, as `okta-aws-cli` does.
 *
 * @example
 * const names = environmentNames(
 *   scopeOf({ blueprint: "retail", environment: "dev", account: "111111111111", region: "eu-central-1" }),
 * );
 * const groups = peopleGroups(names, {
 *   operator: { members: 'user.department=="platform"' },
 *   viewer: { members: 'isMemberOfGroupName("AD-Engineering")' },
 * });
 * new PeopleAccess("retail-dev", {
 *   label: "retail-dev",
 *   groups,
 *   nativeClientId: "retail-dev_native",
 *   federationSettings: federationSettings(names, groups, 3600, "retail-dev_native"),
 * });
 */
export class PeopleAccess extends pulumi.ComponentResource {
  /** The app that turns membership of a group into a role. */
  readonly federationApp: okta.app.Saml;
  /** The app that terminals sign in with. */
  readonly nativeApp: okta.app.OAuth;
  /** Ids of the groups by entry of people. */
  readonly groupIds: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(
    private readonly name: string,
    private readonly args: PeopleAccessArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const { label, groups, nativeClientId } = args;
    super("app-of-apps:access:PeopleAccess", name, { label, groups, nativeClientId }, opts);
    this.groupIds = new Map(Object.entries(groups).map(([entry, group]) => [entry, this.groupId(entry, group)]));
    this.createRules();
    this.nativeApp = this.createNativeApp();
    this.federationApp = this.createFederationApp(this.nativeApp);
    this.assign(`${name}-federation`, this.federationApp);
    this.assign(`${name}-native`, this.nativeApp);
    this.registerOutputs({ federationAppId: this.federationApp.id, nativeClientId });
  }

  private groupId(entry: string, group: PeopleGroup): pulumi.Output<string> {
    if (group.exists) {
      return okta.group.getGroupOutput({ name: group.name }, { parent: this }).id;
    }
    const { name, description } = group;
    return new okta.group.Group(`${this.name}-${entry}`, { name, description }, { parent: this }).id;
  }

  /** One after another: Okta rejects rules that are created in parallel with a lock exception. */
  private createRules(): void {
    let dependsOn: pulumi.Resource[] = [];
    for (const [entry, id] of this.groupIds) {
      const group = this.args.groups[entry];
      if (group === undefined || !("ruleName" in group)) {
        continue;
      }
      const { ruleName, members } = group;
      const rule = new okta.group.Rule(
        `${this.name}-${entry}`,
        {
          name: ruleName,
          status: "ACTIVE",
          expressionType: "urn:okta:expression:1.0",
          expressionValue: members,
          groupAssignments: [id],
        },
        { parent: this, dependsOn },
      );
      dependsOn = [rule];
    }
  }

  /** Redirects lead to the loopback address only (RFC 8252); the device flow uses none. */
  private createNativeApp(): okta.app.OAuth {
    return new okta.app.OAuth(
      `${this.name}-native`,
      {
        label: `${this.args.label} terminal sign-in`,
        type: "native",
        clientId: this.args.nativeClientId,
        grantTypes: [
          "authorization_code",
          "urn:ietf:params:oauth:grant-type:device_code",
          "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        responseTypes: ["code"],
        redirectUris: ["http://127.0.0.1:8400/callback"],
        tokenEndpointAuthMethod: "none",
        pkceRequired: true,
        hideIos: true,
        hideWeb: true,
      },
      { parent: this },
    );
  }

  private createFederationApp(nativeApp: okta.app.OAuth): okta.app.Saml {
    return new okta.app.Saml(
      `${this.name}-federation`,
      {
        label: `${this.args.label} AWS`,
        preconfiguredApp: "amazon_aws",
        appSettingsJson: this.args.federationSettings,
        ...(this.args.teamAttribute === undefined
          ? {}
          : { attributeStatements: [sessionTagStatement("team", this.args.teamAttribute)] }),
      },
      // The settings name the native app's client, and Okta checks that it exists.
      { parent: this, dependsOn: [nativeApp] },
    );
  }

  private assign(name: string, app: okta.app.Saml | okta.app.OAuth): void {
    new okta.AppGroupAssignments(
      name,
      {
        appId: app.id,
        groups: [...this.groupIds.values()].map((id, index) => ({ id, priority: index + 1, profile: "{}" })),
      },
      { parent: this },
    );
  }
}
