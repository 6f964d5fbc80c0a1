import assert from "node:assert/strict";
import type { Aws } from "../../../../sandbox/providers/aws/connection";
import { awsPackage } from "../../../../sandbox/providers/aws/package";
import { Tags } from "../../../../sandbox/providers/aws/tags";
import { Plugin } from "../../../../sandbox/providers/kit/plugin";
import type { Props } from "../../../../sandbox/providers/kit/values";
import { UNKNOWN } from "../../../../sandbox/providers/kit/values";
import { oktaPackage } from "../../../../sandbox/providers/okta/package";

const ROLE = "arn:aws:iam::123456789012:role/r";
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"states.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

/** Enough of a connection for checks and diffs, which call no service. */
const OFFLINE = {
  account: "123456789012",
  partition: "aws",
  region: "us-east-1",
  tags: new Tags({ project: "p" }),
} as unknown as Aws;

async function offline(): Promise<Plugin<Aws>> {
  const plugin = new Plugin<Aws>({ ...awsPackage, configure: async () => OFFLINE });
  await plugin.configure({});
  return plugin;
}

const urn = (type: string) => `urn:pulumi:s::p::${type}::x`;

describe("replacing inputs of the AWS and Okta types", () => {
  // From the argument references of the providers' documentation ("Forces new resource").
  const expected: Record<string, readonly string[]> = {
    "aws:apigatewayv2/api:Api": ["protocolType"],
    "aws:apigatewayv2/authorizer:Authorizer": ["apiId"],
    "aws:apigatewayv2/integration:Integration": ["apiId", "integrationType"],
    "aws:apigatewayv2/route:Route": ["apiId"],
    "aws:apigatewayv2/stage:Stage": ["apiId", "name"],
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": ["actionsEnabled", "alarmName"],
    "aws:cloudwatch/eventRule:EventRule": ["eventBusName", "name"],
    "aws:cloudwatch/eventTarget:EventTarget": ["eventBusName", "rule", "targetId"],
    "aws:cloudwatch/logGroup:LogGroup": ["logGroupClass", "name"],
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": ["logGroupName", "name"],
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": ["policyName"],
    "aws:cloudwatch/metricAlarm:MetricAlarm": ["name"],
    "aws:dynamodb/table:Table": ["hashKey", "name", "rangeKey"],
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ["url"],
    "aws:iam/policy:Policy": ["description", "name", "path"],
    "aws:iam/role:Role": ["name", "path"],
    "aws:iam/rolePolicy:RolePolicy": ["name", "role"],
    "aws:iam/samlProvider:SamlProvider": ["name"],
    "aws:kms/alias:Alias": ["name"],
    "aws:kms/key:Key": ["customerMasterKeySpec", "keyUsage", "multiRegion"],
    "aws:lambda/function:Function": ["name", "packageType"],
    "aws:lambda/permission:Permission": [
      "action",
      "eventSourceToken",
      "function",
      "functionUrlAuthType",
      "principal",
      "principalOrgId",
      "qualifier",
      "sourceAccount",
      "sourceArn",
      "statementId",
    ],
    "aws:s3/bucket:Bucket": ["bucket", "objectLockEnabled"],
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["bucket"],
    "aws:s3/bucketLogging:BucketLogging": ["bucket"],
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ["bucket"],
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ["bucket"],
    "aws:s3/bucketPolicy:BucketPolicy": ["bucket"],
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ["bucket"],
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ["bucket"],
    "aws:s3/bucketVersioning:BucketVersioning": ["bucket"],
    "aws:secretsmanager/secret:Secret": ["name"],
    "aws:secretsmanager/secretPolicy:SecretPolicy": ["secretArn"],
    "aws:secretsmanager/secretRotation:SecretRotation": ["secretId"],
    "aws:sfn/alias:Alias": ["name"],
    "aws:sfn/stateMachine:StateMachine": ["name", "type"],
    "aws:sns/topic:Topic": ["fifoTopic", "name"],
    "aws:sns/topicPolicy:TopicPolicy": ["arn"],
    "aws:sns/topicSubscription:TopicSubscription": ["endpoint", "protocol", "topic"],
    "aws:sqs/queue:Queue": ["fifoQueue", "name"],
    "aws:sqs/queuePolicy:QueuePolicy": ["queueUrl"],
    "okta:app/oAuth:OAuth": ["clientId", "type"],
    "okta:app/oauthRoleAssignment:OauthRoleAssignment": ["clientId", "resourceSet", "role", "type"],
    "okta:app/saml:Saml": ["preconfiguredApp"],
    "okta:auth/server:Server": [],
    "okta:auth/serverClaim:ServerClaim": ["authServerId"],
    "okta:auth/serverPolicy:ServerPolicy": ["authServerId"],
    "okta:auth/serverPolicyRule:ServerPolicyRule": ["authServerId", "policyId"],
    "okta:auth/serverScope:ServerScope": ["authServerId"],
    "okta:group/group:Group": [],
    "okta:group/rule:Rule": ["groupAssignments"],
    "okta:index/adminRoleCustom:AdminRoleCustom": [],
    "okta:index/appGroupAssignments:AppGroupAssignments": ["appId"],
    "okta:index/appOauthApiScope:AppOauthApiScope": ["appId", "issuer"],
    "okta:index/resourceSet:ResourceSet": ["description", "label", "resources"],
  };
  const handlers = [...awsPackage.handlers, ...oktaPackage.handlers];

  it("are listed for every type", () => {
    assert.deepEqual(Object.keys(expected), handlers.map((handler) => handler.type).sort());
  });
  for (const handler of handlers) {
    it(handler.type, () => {
      // A resource of the AWS SDK also moves by replacement when its region changes.
      assert.deepEqual(handler.replaceOn.filter((name) => name !== "region").sort(), expected[handler.type]);
    });
  }
});

describe("what the AWS provider refuses before any call", () => {
  const cases: readonly [string, string, Props, readonly string[]][] = [
    ["a role's trust that is not JSON", "aws:iam/role:Role", { assumeRolePolicy: "{" }, ["assumeRolePolicy"]],
    [
      "a role's session of two days",
      "aws:iam/role:Role",
      { assumeRolePolicy: TRUST, maxSessionDuration: 172_800 },
      ["maxSessionDuration"],
    ],
    ["a role name of 65 characters", "aws:iam/role:Role", { assumeRolePolicy: TRUST, name: "r".repeat(65) }, ["name"]],
    [
      "a boundary that is no ARN",
      "aws:iam/role:Role",
      { assumeRolePolicy: TRUST, permissionsBoundary: "b" },
      ["permissionsBoundary"],
    ],
    [
      "inline policies of a role",
      "aws:iam/role:Role",
      { assumeRolePolicy: TRUST, inlinePolicies: [] },
      ["inlinePolicies"],
    ],
    ["an alias without its prefix", "aws:kms/alias:Alias", { name: "x", targetKeyId: "k" }, ["name"]],
    ["AWS's own alias", "aws:kms/alias:Alias", { name: "alias/aws/sns", targetKeyId: "k" }, ["name"]],
    ["a key that waits 3 days", "aws:kms/key:Key", { deletionWindowInDays: 3 }, ["deletionWindowInDays"]],
    ["another region", "aws:kms/key:Key", { region: "eu-west-1" }, ["region"]],
    ["a tag of AWS's own", "aws:kms/key:Key", { tags: { "aws:x": "y" } }, ['tags["aws:x"]']],
    ["the provider's own tag", "aws:kms/key:Key", { tags: { "pulumi:urn": "y" } }, ['tags["pulumi:urn"]']],
    ["a retention of 17 days", "aws:cloudwatch/logGroup:LogGroup", { retentionInDays: 17 }, ["retentionInDays"]],
    [
      "a protocol of no such kind",
      "aws:sns/topicSubscription:TopicSubscription",
      { protocol: "fax", endpoint: "e", topic: "t" },
      ["protocol"],
    ],
    ["a fifo name without fifo", "aws:sqs/queue:Queue", { name: "q.fifo" }, ["name"]],
    [
      "two ways of input",
      "aws:cloudwatch/eventTarget:EventTarget",
      { arn: ROLE, rule: "r", input: "{}", inputPath: "$" },
      ["inputPath"],
    ],
    [
      "an OIDC provider without https",
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      { url: "http://x", clientIdLists: [] },
      ["url"],
    ],
    [
      "short SAML metadata",
      "aws:iam/samlProvider:SamlProvider",
      { samlMetadataDocument: "<EntityDescriptor/>" },
      ["samlMetadataDocument"],
    ],
    ["a recovery of 3 days", "aws:secretsmanager/secret:Secret", { recoveryWindowInDays: 3 }, ["recoveryWindowInDays"]],
    [
      "two schedules",
      "aws:secretsmanager/secretRotation:SecretRotation",
      { secretId: "s", rotationRules: { automaticallyAfterDays: 1, scheduleExpression: "rate(1 day)" } },
      ["rotationRules.scheduleExpression"],
    ],
    ["a container image", "aws:lambda/function:Function", { role: ROLE, packageType: "Image" }, ["packageType"]],
    ["a time-out of an hour", "aws:lambda/function:Function", { role: ROLE, timeout: 3600 }, ["timeout"]],
    [
      "a start that is no state",
      "aws:sfn/stateMachine:StateMachine",
      { roleArn: ROLE, definition: '{"StartAt":"A","States":{"B":{}}}' },
      ["definition"],
    ],
    [
      "a definition that is not JSON",
      "aws:sfn/stateMachine:StateMachine",
      { roleArn: ROLE, definition: "StartAt" },
      ["definition"],
    ],
    ["a WebSocket API", "aws:apigatewayv2/api:Api", { protocolType: "WEBSOCKET" }, ["protocolType"]],
    [
      "an authorizer whose issuer is not https",
      "aws:apigatewayv2/authorizer:Authorizer",
      { apiId: "a", authorizerType: "JWT", jwtConfiguration: { issuer: "http://x" } },
      ["jwtConfiguration.issuer"],
    ],
    [
      "a function's time-out behind an API",
      "aws:apigatewayv2/integration:Integration",
      { apiId: "a", integrationType: "AWS_PROXY", payloadFormatVersion: "2.0", timeoutMilliseconds: 1 },
      ["timeoutMilliseconds"],
    ],
    ["a route without a method", "aws:apigatewayv2/route:Route", { apiId: "a", routeKey: "/runs" }, ["routeKey"]],
    [
      "a burst of 0",
      "aws:apigatewayv2/stage:Stage",
      { apiId: "a", defaultRouteSettings: { throttlingBurstLimit: 0 } },
      ["defaultRouteSettings.throttlingBurstLimit"],
    ],
    [
      "weights that do not make 100",
      "aws:sfn/alias:Alias",
      { routingConfigurations: [{ stateMachineVersionArn: "v", weight: 90 }] },
      ["routingConfigurations"],
    ],
  ];
  for (const [what, type, inputs, properties] of cases) {
    it(what, async () => {
      const { faults } = (await offline()).check(urn(type), {}, inputs, new Uint8Array(32));
      assert.deepEqual(
        faults.map((fault) => fault.property),
        properties,
      );
    });
  }

  it("nothing of what is not known yet", async () => {
    const inputs = {
      roleArn: UNKNOWN,
      definition: UNKNOWN,
      name: UNKNOWN,
      type: UNKNOWN,
      loggingConfiguration: { level: UNKNOWN },
    };
    assert.deepEqual(
      (await offline()).check(urn("aws:sfn/stateMachine:StateMachine"), {}, inputs, new Uint8Array(32)).faults,
      [],
    );
  });
});

describe("names and tags of the AWS provider", () => {
  it("generates a name that stays, and preserves the old one", async () => {
    const plugin = await offline();
    const type = urn("aws:kms/alias:Alias");
    const seed = new Uint8Array(32).fill(7);
    const { inputs } = plugin.check(type, {}, { targetKeyId: "k" }, seed);
    assert.match(String(inputs.name), /^alias\/x-[0-9a-f]{7}$/);
    assert.deepEqual(plugin.check(type, {}, { targetKeyId: "k" }, seed).inputs, inputs);
    assert.equal(plugin.check(type, { name: "alias/old" }, { targetKeyId: "k" }, seed).inputs.name, "alias/old");
  });

  it("updates all tags when only the provider's default tags changed", async () => {
    const plugin = await offline();
    const inputs = { tags: { a: "b" } };
    const type = urn("aws:kms/key:Key");
    const same = plugin.diff(type, "k", inputs, { tagsAll: { a: "b", project: "p" } }, inputs);
    assert.deepEqual(same.differences, []);
    const other = plugin.diff(type, "k", inputs, { tagsAll: { a: "b", project: "old" } }, inputs);
    assert.deepEqual(other.differences, [{ path: "tagsAll", name: "tagsAll", kind: "update", replaces: false }]);
  });

  it("knows a machine's version only after what it is made of has changed", async () => {
    const plugin = await offline();
    const type = urn("aws:sfn/stateMachine:StateMachine");
    const olds = { roleArn: ROLE, definition: "{}", publish: true };
    const before = { ...olds, stateMachineVersionArn: "m:1", revisionId: "r", tagsAll: { project: "p" } };
    const tagged = await plugin.update(type, "m", olds, before, { ...olds, tags: { a: "b" } }, true);
    assert.equal(tagged.stateMachineVersionArn, "m:1");
    assert.deepEqual(tagged.tagsAll, { a: "b", project: "p" });
    const changed = await plugin.update(type, "m", olds, before, { ...olds, definition: '{"a":1}' }, true);
    assert.equal(changed.stateMachineVersionArn, UNKNOWN);
    const same = await plugin.update(type, "m", olds, before, { ...olds, definition: " {} " }, true);
    assert.equal(same.stateMachineVersionArn, "m:1");
  });
});
