import assert from "node:assert/strict";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProviderTagsCommand,
  ListRolesCommand,
  ListSAMLProviderTagsCommand,
  PutRolePolicyCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  TagOpenIDConnectProviderCommand,
  TagSAMLProviderCommand,
  UntagOpenIDConnectProviderCommand,
  UntagSAMLProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import type { EmbeddedAws } from "../../../../sandbox/aws";
import {
  ACCOUNT,
  type Clients,
  clientsOf,
  policy,
  refused,
  serviceRole,
  startTestCloud,
  user,
} from "../../../helpers/embedded-aws";

const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

describe("embedded AWS: identities", () => {
  let cloud: EmbeddedAws;
  let root: Clients;
  let person: Clients;

  before(async () => {
    cloud = await startTestCloud();
    root = clientsOf(cloud);
    person = clientsOf(cloud, await user(root, "person", [{ Action: "sts:AssumeRole", Resource: "*" }]));
  });
  after(() => cloud.stop());

  const role = async (name: string, principal: object, more: object = {}) => {
    const trust = policy({ Principal: principal, Action: "sts:AssumeRole" });
    await root.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, ...more }));
  };
  const assume = async (clients: Clients, name: string, more: object = {}) => {
    const { Credentials } = await clients.sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn(name), RoleSessionName: "session", ...more }),
    );
    return clientsOf(cloud, {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    });
  };
  const whoami = async (clients: Clients) => (await clients.sts.send(new GetCallerIdentityCommand({}))).Arn;

  it("knows a chained session by the last role", async () => {
    await role("first", { AWS: `arn:aws:iam::${ACCOUNT}:user/person` });
    await role("second", { AWS: roleArn("first") });
    await root.iam.send(
      new PutRolePolicyCommand({
        RoleName: "first",
        PolicyName: "chain",
        PolicyDocument: policy({ Action: "sts:AssumeRole", Resource: roleArn("second") }),
      }),
    );
    const first = await assume(person, "first");
    assert.equal(await whoami(first), `arn:aws:sts::${ACCOUNT}:assumed-role/first/session`);
    const second = await assume(first, "second");
    assert.equal(await whoami(second), `arn:aws:sts::${ACCOUNT}:assumed-role/second/session`);
    await refused(assume(person, "second"), "AccessDenied", /sts:AssumeRole on resource: .*second/);
    await refused(assume(first, "second", { DurationSeconds: 3601 }), "ValidationError", /role chaining/);
  });

  it("holds sessions to the role's longest", async () => {
    await role("long", { AWS: ACCOUNT }, { MaxSessionDuration: 7200 });
    await role("short", { AWS: ACCOUNT });
    await assume(person, "long", { DurationSeconds: 7200 });
    await refused(assume(person, "long", { DurationSeconds: 7201 }), "ValidationError", /MaxSessionDuration/);
    await refused(assume(person, "short", { DurationSeconds: 3601 }), "ValidationError", /MaxSessionDuration/);
    await refused(assume(person, "short", { DurationSeconds: 899 }), "ValidationError", /900/);
  });

  it("refuses a service's trust, a wildcard, and root", async () => {
    await serviceRole(root, "service", "states.amazonaws.com");
    await refused(assume(person, "service"), "AccessDenied", /service/);
    await refused(assume(root, "service"), "AccessDenied", /root accounts/);
    await refused(
      role("wild", { AWS: `arn:aws:iam::${ACCOUNT}:user/per*` }),
      "MalformedPolicyDocumentException",
      /Invalid principal/,
    );
    await refused(assume(person, "missing"), "AccessDenied", /user\/person .*role\/missing/);
  });

  it("accepts only the root key with its secret as root", async () => {
    for (const credentials of [
      { accessKeyId: "test", secretAccessKey: "test" },
      { accessKeyId: ACCOUNT, secretAccessKey: "test" },
    ]) {
      await refused(
        clientsOf(cloud, credentials).iam.send(new ListRolesCommand({})),
        "InvalidClientTokenId",
        /token included in the request is invalid/,
      );
    }
    const wrong = { ...cloud.rootCredentials, secretAccessKey: "wrong" };
    await refused(clientsOf(cloud, wrong).iam.send(new ListRolesCommand({})), "SignatureDoesNotMatch", /signature/);
    assert.equal(await whoami(root), `arn:aws:iam::${ACCOUNT}:root`);
  });

  it("names the resource that it refuses, in every protocol", async () => {
    await refused(person.iam.send(new ListRolesCommand({})), "AccessDenied", /iam:ListRoles on resource: \*/);
    await refused(
      person.cloudwatch.send(new DescribeAlarmsCommand({})),
      "AccessDeniedException",
      /cloudwatch:DescribeAlarms on resource/,
    );
  });

  it("changes and tags an OIDC provider in place", async () => {
    const { OpenIDConnectProviderArn } = await root.iam.send(
      new CreateOpenIDConnectProviderCommand({ Url: "https://issuer.example/a", ClientIDList: ["one"] }),
    );
    const provider = async () => await root.iam.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
    await root.iam.send(new AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "two" }));
    await root.iam.send(
      new RemoveClientIDFromOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: "one" }),
    );
    const ThumbprintList = ["a".repeat(40)];
    await root.iam.send(new UpdateOpenIDConnectProviderThumbprintCommand({ OpenIDConnectProviderArn, ThumbprintList }));
    const { ClientIDList, ThumbprintList: stored } = await provider();
    assert.deepEqual([ClientIDList, stored], [["two"], ThumbprintList]);
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ];
    await root.iam.send(new TagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, Tags }));
    await root.iam.send(new UntagOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, TagKeys: ["a"] }));
    const listed = await root.iam.send(new ListOpenIDConnectProviderTagsCommand({ OpenIDConnectProviderArn }));
    assert.deepEqual(listed.Tags, [{ Key: "b", Value: "2" }]);
    await refused(
      root.iam.send(
        new AddClientIDToOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: `${OpenIDConnectProviderArn}x`,
          ClientID: "x",
        }),
      ),
      "NoSuchEntityException",
      /not found/,
    );
  });

  it("changes tags of SAML providers, and refuses those that IAM refuses", async () => {
    const SAMLMetadataDocument = `<EntityDescriptor>${"x".repeat(1_000)}</EntityDescriptor>`;
    const Tags = [
      { Key: "owner", Value: "platform" },
      { Key: "app", Value: "shop" },
    ];
    const { SAMLProviderArn } = await root.iam.send(
      new CreateSAMLProviderCommand({ Name: "tagged", SAMLMetadataDocument, Tags }),
    );
    const tag = (...tags: [string, string][]) =>
      root.iam.send(
        new TagSAMLProviderCommand({ SAMLProviderArn, Tags: tags.map(([Key, Value]) => ({ Key, Value })) }),
      );
    const tags = async () =>
      (await root.iam.send(new ListSAMLProviderTagsCommand({ SAMLProviderArn }))).Tags?.map(
        ({ Key, Value }) => `${Key}=${Value}`,
      );
    await tag(["owner", "payments"], ["Owner", "other"]);
    await root.iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys: ["app"] }));
    assert.deepEqual(await tags(), ["owner=payments", "Owner=other"]);
    await refused(tag(["aws:x", "1"]), "InvalidInputException", /System tag keys/);
    await refused(tag(["a", "1"], ["a", "2"]), "InvalidInputException", /Duplicate tag keys/);
    await refused(tag(["a", "<1>"]), "ValidationError", /must satisfy regular expression/i);
    const many = Array.from({ length: 49 }, (_, index): [string, string] => [`k${index}`, "v"]);
    await refused(tag(...many), "LimitExceededException", /maximum limit/);
    assert.equal((await tags())?.length, 2);
    await tag(...many.slice(1));
    const absent = new TagSAMLProviderCommand({ SAMLProviderArn: `${SAMLProviderArn}x`, Tags });
    await refused(root.iam.send(absent), "NoSuchEntityException", /not found/);
    await refused(
      person.iam.send(new UntagSAMLProviderCommand({ SAMLProviderArn, TagKeys: ["k1"] })),
      "AccessDenied",
      /iam:UntagSAMLProvider/,
    );
  });
});
