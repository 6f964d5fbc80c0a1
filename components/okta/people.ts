import * as okta from "@pulumi/okta";
import * as pulumi from "@pulumi/pulumi";
import { type EnvironmentNames, shorten } from "../core/names";
import { MAX_SESSION_SECONDS } from "../iam/role";
import { clientNames } from "./client-names";
import { federationSettings } from "./federation-app";
import { groupName, PEOPLE, type People, peopleRole, RULE_NAME_LIMIT } from "./groups";

export interface PeopleAccessArgs {
  readonly names: EnvironmentNames;
  /** Okta expression that fills each group. */
  readonly members: Readonly<Record<People, string>>;
}

/**
 * How people get in: a group for each role, filled by a rule; the federation app that turns membership into a role; and the app that
 * terminals sign in with by device flow, as `okta-aws-cli` does.
 */
export class PeopleAccess extends pulumi.ComponentResource {
  readonly groups: Readonly<Record<People, okta.group.Group>>;
  readonly federationApp: okta.app.Saml;
  readonly nativeApp: okta.app.OAuth;

  constructor(name: string, { names, members }: PeopleAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("app-of-apps:access:PeopleAccess", name, {}, opts);
    this.groups = this.createGroups(name, names);
    this.createRules(name, names, members);
    this.nativeApp = this.createNativeApp(name, names);
    this.federationApp = this.createFederationApp(name, names);
    this.assign(`${name}-federation`, this.federationApp);
    this.assign(`${name}-native`, this.nativeApp);
    this.registerOutputs({ federationAppId: this.federationApp.id, nativeClientId: clientNames(names).native });
  }

  private createGroups(name: string, names: EnvironmentNames): Record<People, okta.group.Group> {
    const group = (people: People) =>
      new okta.group.Group(
        `${name}-${people}`,
        {
          name: groupName(names, peopleRole(names, people)),
          description: `Members assume ${peopleRole(names, people).name} in account ${names.scope.account}`,
        },
        { parent: this },
      );
    return { operator: group("operator"), viewer: group("viewer") };
  }

  /** One after another: Okta answers rules that are created side by side with a lock exception. */
  private createRules(name: string, names: EnvironmentNames, members: Readonly<Record<People, string>>): void {
    let before: pulumi.Resource[] = [];
    for (const people of PEOPLE) {
      const rule = new okta.group.Rule(
        `${name}-${people}`,
        {
          name: shorten(`${names.base}_${people}`, RULE_NAME_LIMIT),
          status: "ACTIVE",
          expressionType: "urn:okta:expression:1.0",
          expressionValue: members[people],
          groupAssignments: [this.groups[people].id],
        },
        { parent: this, dependsOn: before },
      );
      before = [rule];
    }
  }

  /** Redirects go to the loopback address only (RFC 8252); the device flow uses none. */
  private createNativeApp(name: string, names: EnvironmentNames): okta.app.OAuth {
    return new okta.app.OAuth(
      `${name}-native`,
      {
        label: `${names.base} terminal sign-in`,
        type: "native",
        clientId: clientNames(names).native,
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

  private createFederationApp(name: string, names: EnvironmentNames): okta.app.Saml {
    return new okta.app.Saml(
      `${name}-federation`,
      {
        label: `${names.base} AWS`,
        preconfiguredApp: "amazon_aws",
        appSettingsJson: federationSettings(names, MAX_SESSION_SECONDS, clientNames(names).native),
      },
      // The settings name the native app's client, which Okta checks.
      { parent: this, dependsOn: [this.nativeApp] },
    );
  }

  private assign(name: string, app: okta.app.Saml | okta.app.OAuth): void {
    new okta.AppGroupAssignments(
      name,
      {
        appId: app.id,
        groups: PEOPLE.map((people, index) => ({ id: this.groups[people].id, priority: index + 1, profile: "{}" })),
      },
      { parent: this },
    );
  }
}
