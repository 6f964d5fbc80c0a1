import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ACCOUNT, allow, passDefinition, REGION, SAML_METADATA } from "./documents";

/** What a test changes between two updates. */
export interface Variant {
  readonly description: string;
  readonly definition: string;
  readonly topicName: string;
  readonly retentionInDays: number;
  readonly reply: string;
  readonly tag: string;
}

/** Host of the OIDC issuer that the cloud must reach. */
export const ISSUER_HOST = "issuer.example";

export const FIRST: Variant = {
  description: "first",
  definition: passDefinition("one"),
  topicName: "probe_failures",
  retentionInDays: 7,
  reply: "one",
  tag: "a",
};

const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

// What a machine's role needs for logs: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
const LOG_DELIVERY = [
  "logs:CreateLogDelivery",
  "logs:GetLogDelivery",
  "logs:UpdateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:ListLogDeliveries",
  "logs:PutResourcePolicy",
  "logs:DescribeResourcePolicies",
  "logs:DescribeLogGroups",
];

/** One resource of every AWS type that the embedded cloud has, the way the components use them. */
export function awsProgram(variant: Variant, secretValue: string) {
  return async () => {
    const tags = { team: "platform", variant: variant.tag };
    const key = new aws.kms.Key("key", {
      description: variant.description,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: "kms:*", Resource: "*" },
          {
            Effect: "Allow",
            Principal: { Service: [`logs.${REGION}.amazonaws.com`, "sns.amazonaws.com", "events.amazonaws.com"] },
            Action: [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncryptFrom",
              "kms:ReEncryptTo",
              "kms:GenerateDataKey",
              "kms:DescribeKey",
            ],
            Resource: "*",
          },
        ],
      }),
      tags,
    });
    const alias = new aws.kms.Alias("alias", { name: "alias/probe", targetKeyId: key.keyId });

    const queue = new aws.sqs.Queue("queue", {
      name: "probe_dlq",
      messageRetentionSeconds: 1_209_600,
      kmsMasterKeyId: alias.name,
      tags,
    });
    const queuePolicy = new aws.sqs.QueuePolicy("queue", {
      queueUrl: queue.url,
      policy: allow({
        Principal: { Service: "sns.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: arn("sqs", "probe_dlq"),
      }),
    });
    const topic = new aws.sns.Topic("topic", {
      name: variant.topicName,
      displayName: variant.description,
      kmsMasterKeyId: alias.name,
      tags,
    });
    const topicPolicy = new aws.sns.TopicPolicy("topic", {
      arn: topic.arn,
      policy: topic.arn.apply((Resource) =>
        allow({ Principal: { Service: "events.amazonaws.com" }, Action: ["sns:Publish"], Resource }),
      ),
    });
    const subscription = new aws.sns.TopicSubscription("topic", {
      topic: topic.arn,
      protocol: "sqs",
      endpoint: queue.arn,
      rawMessageDelivery: true,
      filterPolicy: JSON.stringify({ environment: ["sandbox"] }),
      redrivePolicy: queue.arn.apply((deadLetterTargetArn) => JSON.stringify({ deadLetterTargetArn })),
    });

    const rule = new aws.cloudwatch.EventRule("rule", {
      name: "probe_rule",
      description: variant.description,
      eventPattern: JSON.stringify({ source: ["aws.states"], detail: { status: ["FAILED"] } }),
      tags,
    });
    const target = new aws.cloudwatch.EventTarget("rule", {
      rule: rule.name,
      targetId: "topic",
      arn: topic.arn,
      deadLetterConfig: { arn: queue.arn },
      retryPolicy: { maximumEventAgeInSeconds: 3600, maximumRetryAttempts: 5 },
      inputTransformer: { inputPaths: { status: "$.detail.status" }, inputTemplate: '"it is <status>"' },
    });

    const logGroup = new aws.cloudwatch.LogGroup("logs", {
      name: "/aws/vendedlogs/states/probe",
      retentionInDays: variant.retentionInDays,
      kmsKeyId: key.arn,
      tags,
    });
    const filter = new aws.cloudwatch.LogMetricFilter("failures", {
      name: "failures",
      logGroupName: logGroup.name,
      pattern: '{ $.type = "ExecutionFailed" }',
      metricTransformation: { name: "Failures", namespace: "Probe", value: "1", defaultValue: "0" },
    });
    const logPolicy = new aws.cloudwatch.LogResourcePolicy("logs", {
      policyName: "probe_logs",
      policyDocument: allow({
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "logs:PutLogEvents",
        Resource: arn("logs", "log-group:probe:*"),
      }),
    });
    const alarm = new aws.cloudwatch.MetricAlarm("alarm", {
      name: "probe_alarm",
      alarmDescription: variant.description,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      metricName: "Failures",
      namespace: "Probe",
      period: 60,
      statistic: "Sum",
      threshold: 1,
      treatMissingData: "notBreaching",
      alarmActions: [topic.arn],
      dimensions: { Environment: "sandbox" },
      tags,
    });

    const quiet = new aws.cloudwatch.MetricAlarm("quiet", {
      name: "probe_quiet",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 15,
      datapointsToAlarm: 1,
      metricName: "Published",
      namespace: "Probe",
      period: 60,
      statistic: "Sum",
      threshold: 1,
      treatMissingData: "notBreaching",
    });
    new aws.cloudwatch.CompositeAlarm("composite", {
      alarmName: "probe_composite",
      alarmDescription: variant.description,
      alarmRule: pulumi.interpolate`ALARM("${alarm.name}")`,
      actionsSuppressor: { alarm: quiet.name, waitPeriod: 60, extensionPeriod: 60 },
      alarmActions: [topic.arn],
      tags,
    });

    const boundary = new aws.iam.Policy("boundary", {
      name: "probe_boundary",
      policy: allow({ Action: ["sns:Publish", "lambda:InvokeFunction", ...LOG_DELIVERY], Resource: "*" }),
      tags,
    });
    const role = new aws.iam.Role("machine", {
      name: "probe_machine",
      description: variant.description,
      maxSessionDuration: 3600,
      permissionsBoundary: boundary.arn,
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" }],
      },
      tags,
    });
    const rolePolicy = new aws.iam.RolePolicy("machine", {
      name: "publish",
      role: role.name,
      policy: topic.arn.apply((Resource) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: "sns:Publish", Resource },
            { Effect: "Allow", Action: LOG_DELIVERY, Resource: "*" },
          ],
        }),
      ),
    });
    const functionRole = new aws.iam.Role("function", {
      name: "probe_function",
      assumeRolePolicy: allow({ Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }),
    });
    const oidc = new aws.iam.OpenIdConnectProvider("okta", {
      url: "https://embedded.okta.example/oauth2/aus1",
      clientIdLists: ["https://probe.app-of-apps.example"],
      tags,
    });
    const saml = new aws.iam.SamlProvider("okta", {
      name: "probe-okta",
      samlMetadataDocument: SAML_METADATA,
      tags: { team: "platform" },
    });

    const rotator = new aws.lambda.Function("rotator", {
      name: "probe_rotation",
      role: functionRole.arn,
      runtime: "nodejs20.x",
      handler: "index.handler",
      timeout: 30,
      code: new pulumi.asset.AssetArchive({
        "index.js": new pulumi.asset.StringAsset(`exports.handler = async () => ${JSON.stringify(variant.reply)};`),
      }),
      environment: { variables: { NAME: "value", HIDDEN: pulumi.secret(secretValue) } },
      tags,
    });
    const secret = new aws.secretsmanager.Secret("secret", {
      name: "probe/sandbox/orders/database",
      description: variant.description,
      kmsKeyId: key.arn,
      recoveryWindowInDays: 0,
      tags,
    });
    const secretPolicy = new aws.secretsmanager.SecretPolicy("secret", {
      secretArn: secret.arn,
      policy: allow({
        Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
        Action: "secretsmanager:GetSecretValue",
        Resource: "*",
      }),
    });
    const permission = new aws.lambda.Permission("rotator", {
      function: rotator.name,
      action: "lambda:InvokeFunction",
      principal: "secretsmanager.amazonaws.com",
      sourceAccount: ACCOUNT,
      sourceArn: secret.arn,
      statementId: "rotate",
    });
    const rotation = new aws.secretsmanager.SecretRotation(
      "secret",
      {
        secretId: secret.arn,
        rotationLambdaArn: rotator.arn,
        rotateImmediately: false,
        rotationRules: { automaticallyAfterDays: 30 },
      },
      { dependsOn: [permission] },
    );

    const machine = new aws.sfn.StateMachine(
      "machine",
      {
        name: "probe-machine",
        roleArn: role.arn,
        definition: variant.definition,
        publish: true,
        loggingConfiguration: {
          level: "ALL",
          includeExecutionData: true,
          logDestination: pulumi.interpolate`${logGroup.arn}:*`,
        },
        tags,
      },
      { dependsOn: [rolePolicy] },
    );
    const live = new aws.sfn.Alias("live", {
      name: "live",
      routingConfigurations: [{ stateMachineVersionArn: machine.stateMachineVersionArn, weight: 100 }],
    });
    const api = new aws.apigatewayv2.Api("api", { name: "probe", protocolType: "HTTP", tags });
    const authorizer = new aws.apigatewayv2.Authorizer("api", {
      apiId: api.id,
      name: "okta",
      authorizerType: "JWT",
      identitySources: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: `https://${ISSUER_HOST}`, audiences: ["https://probe.app-of-apps.example"] },
    });
    const integration = new aws.apigatewayv2.Integration("api", {
      apiId: api.id,
      integrationType: "AWS_PROXY",
      integrationUri: rotator.arn,
      payloadFormatVersion: "2.0",
    });
    const route = new aws.apigatewayv2.Route("api", {
      apiId: api.id,
      routeKey: "POST /runs",
      target: pulumi.interpolate`integrations/${integration.id}`,
      authorizationType: "JWT",
      authorizerId: authorizer.id,
      authorizationScopes: ["runs.start", `runs.${variant.tag}`],
    });
    const stage = new aws.apigatewayv2.Stage("api", {
      apiId: api.id,
      name: "$default",
      autoDeploy: true,
      accessLogSettings: { destinationArn: logGroup.arn, format: "$context.requestId $context.status" },
      defaultRouteSettings: { throttlingBurstLimit: 10, throttlingRateLimit: variant.retentionInDays },
      tags,
    });
    const caller = await aws.getCallerIdentity();
    const all = {
      authorizer,
      filter,
      integration,
      logPolicy,
      queuePolicy,
      rolePolicy,
      rotation,
      route,
      secretPolicy,
      stage,
      subscription,
      target,
      topicPolicy,
    };
    return {
      account: caller.accountId,
      apiEndpoint: api.apiEndpoint,
      aliasArn: live.arn,
      alarmArn: alarm.arn,
      functionHidden: rotator.environment.apply((environment) => environment?.variables?.HIDDEN),
      ids: Object.fromEntries(Object.entries(all).map(([name, resource]) => [name, resource.id])),
      invokeArn: rotator.invokeArn,
      keyArn: alias.targetKeyArn,
      logGroupArn: logGroup.arn,
      machineVersion: machine.stateMachineVersionArn,
      oidcArn: oidc.arn,
      roleId: role.uniqueId,
      samlArn: saml.arn,
      secretArn: secret.arn,
      tagsAll: topic.tagsAll,
      topicArn: topic.arn,
    };
  };
}
