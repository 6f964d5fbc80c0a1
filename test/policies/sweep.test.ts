import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Rule } from "../../policies/kit/rule";
import { rules } from "../../policies/pack";
import { judge, type Sample, unknown } from "./judge";
import { compliant, compliantStack } from "./samples";

type Path = readonly string[];
type Fields = Readonly<Record<string, unknown>>;

/** Every property of an object or a list, and every one inside it. */
function pathsIn(value: unknown): readonly Path[] {
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((path) => [key, ...path])])
    : [];
}

/** A copy with one value exchanged; left out where the new one is undefined. */
function withAt(value: unknown, [key = "", ...rest]: Path, instead: unknown): unknown {
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Fields) }) as Record<string, unknown>;
  copy[key] = rest.length > 0 ? withAt(copy[key], rest, instead) : instead;
  return Array.isArray(value) || copy[key] !== undefined
    ? copy
    : Object.fromEntries(Object.entries(copy).filter(([each]) => each !== key));
}

/** What each rule says of the compliant stack with the inputs of one resource exchanged. */
function said(sample: Sample, props: unknown): readonly { readonly rule: Rule; readonly message: string }[] {
  // The engine records of every input what it was computed from.
  const from = Object.fromEntries(Object.keys(props as Fields).map((property) => [property, []]));
  const instead = { ...sample, props, from };
  const stack = compliantStack.map((each) => (each === sample ? instead : each));
  return rules.flatMap((rule) =>
    judge(rule, "validateStack" in rule ? stack : instead).messages.map((message) => ({ rule, message })),
  );
}

/** The rule's own fault, which it reports instead of throwing. */
const fault = /the rule could not judge this/;

/** Rules that say as a finding, which is advisory, what they cannot see. */
const sayingSo = ["agent-boundary-proven", "failures-proven", "role-chain-proven"];

/** What a rule may say something about when a property of the compliant stack is missing or wrong; everything else leaves it silent. */
const about: Readonly<Record<string, RegExp>> = {
  "agent-boundary": /^agent\.permissionsBoundary$/,
  "agent-boundary-proven": /^(agent\.permissionsBoundary|agentBoundary\.name)$/,
  "definition-readable": /^machine\.definition$/,
  "failure-alarms":
    /^(alarm\.(namespace|metricName|threshold|alarmActions)|metricFilter\.(logGroupName|pattern|metricTransformation)|machine\.loggingConfiguration(\.logDestination)?$)/,
  "failure-events": /^(eventRule\.(name|eventPattern)|eventTarget\.(rule|deadLetterConfig(\.arn)?))$/,
  "failure-messages-delivered":
    /^(key\.policy|topic\.arn|topicPolicy\.(arn|policy)|queue\.arn|queuePolicy\.(queueUrl|policy))$/,
  "failures-proven":
    /^(alarm\.(statistic|comparisonOperator|evaluationPeriods|threshold)|metricFilter\.(pattern|metricTransformation\.value)|key\.(arn|policy)|(topic|queue)\.(arn|kmsMasterKeyId)|(topic|queue)Policy\.policy)$/,
  "kms-key-rotation": /^key\.enableKeyRotation$/,
  "log-group-encryption": /^logGroup\.kmsKeyId$/,
  "log-group-retention": /^logGroup\.retentionInDays$/,
  "machine-alias": /^alias\.routingConfigurations/,
  "machine-logging": /^machine\.loggingConfiguration/,
  "machine-published": /^machine\.publish$/,
  "machine-tracing": /^machine\.tracingConfiguration/,
  "policy-readable": /\.(policy|assumeRolePolicy)$/,
  "queue-dead-letter": /^eventTarget\.deadLetterConfig/,
  "required-tags": /\.tags(\.\w+)?$/,
  "role-boundary": /ole\.permissionsBoundary$|^agent\.permissionsBoundary$/,
  "role-chain": /^(task)?[rR]olePolicy\.role$/,
  "role-chain-proven":
    /^((role|taskRole)\.(name|assumeRolePolicy|permissionsBoundary)|(task)?[rR]olePolicy\.policy|boundary\.\w+|machine\.roleArn|topicPolicy\.policy)$/,
  "secret-customer-key": /^secret\.kmsKeyId$/,
  "secret-has-rotation": /^rotation\.secretId$/,
  "secret-rotation-function": /^rotation\.rotationLambdaArn$/,
  "secret-rotation-interval": /^rotation\.rotationRules/,
  "topic-encryption": /^topic\.kmsMasterKeyId$/,
  "topic-has-subscription": /^subscription\.topic$/,
  "topic-policy-tls": /^topicPolicy\.(arn|policy)$/,
};

/** Each property of each compliant resource: by name, with its resource. */
const properties = Object.entries<Sample>(compliant).flatMap(([name, sample]) =>
  pathsIn(sample.props).map((path) => ({ name: [name, ...path].join("."), sample, path })),
);

describe("every rule, on every property of a compliant stack", function () {
  this.timeout(120_000);

  it("finds nothing in what is not known yet", () => {
    for (const { name, sample, path } of properties) {
      for (const { rule, message } of said(sample, withAt(sample.props, path, unknown))) {
        assert.ok(sayingSo.includes(rule.name) && rule.level === "advisory", `${name}: ${message}`);
        assert.doesNotMatch(message, fault);
      }
    }
  });

  it("finds nothing in what is not known yet inside a policy document", () => {
    for (const sample of compliantStack) {
      for (const key of ["policy", "assumeRolePolicy"]) {
        const text = (sample.props as Fields)[key];
        const document: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
        for (const path of pathsIn(document)) {
          const props = { ...(sample.props as Fields), [key]: withAt(document, path, unknown) };
          for (const { rule, message } of said(sample, props)) {
            assert.ok(sayingSo.includes(rule.name), `${path.join(".")}: ${message}`);
          }
        }
      }
    }
  });

  it("speaks only of its own where something is missing, no document, or of another type", () => {
    const spoke = new Set<string>();
    for (const { name, sample, path } of properties) {
      for (const instead of [undefined, "{", 7]) {
        for (const { rule, message } of said(sample, withAt(sample.props, path, instead))) {
          assert.doesNotMatch(message, fault);
          assert.match(
            name,
            about[rule.name] ?? /^$/,
            `${name}: ${rule.name} at ${JSON.stringify(instead)}: ${message}`,
          );
          spoke.add(rule.name);
        }
      }
    }
    assert.deepEqual([...spoke].sort(), Object.keys(about).sort());
  });
});
