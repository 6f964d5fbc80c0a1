import assert from "node:assert/strict";
import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import * as serialization from "@pulumi/policy/deserialize";
import * as proxy from "@pulumi/policy/proxy";
import * as secrets from "@pulumi/policy/secret";
import { describe, it } from "mocha";
import { toPolicy } from "../../policies/kit/policy";
import type { ResourceRule } from "../../policies/kit/rule";
import { judge, type Sample } from "./judge";

/** The SDK's own way of an input to a remediation and back; its types leave it out, since packs do not need it. */
const { unknownCheckingProxy } = proxy as unknown as { unknownCheckingProxy(props: unknown): object };
const { secretsPreservingProxy } = secrets as unknown as { secretsPreservingProxy(props: unknown): object };
const { serializeProperties } = serialization as unknown as { serializeProperties(props: unknown): Promise<object> };

/**
 * The inputs that a rule's remediation hands to the engine, secrets marked as on the wire; none if it leaves them alone. The
 * sample stays as it is.
 */
export async function fixed(rule: ResourceRule, sample: Sample, config: object = {}): Promise<object | undefined> {
  const { remediateResource } = toPolicy(rule) as ResourceValidationPolicy;
  const { type, name = "sample", provider } = sample;
  const props = unknownCheckingProxy(secretsPreservingProxy(structuredCopy(sample.props)));
  const result = await remediateResource?.({
    type,
    name,
    urn: `urn:pulumi:test::test::${type}::${name}`,
    props,
    ...(provider === undefined ? {} : { provider: { props: provider } }),
    getConfig: () => config,
  } as unknown as ResourceValidationArgs);
  return result ? await serializeProperties(result) : undefined;
}

/** A deep copy that keeps the SDK's secrets what they are. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(structuredCopy);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const copy: object = Object.create(Object.getPrototypeOf(value) as object) as object;
  return Object.assign(
    copy,
    Object.fromEntries(Object.entries(value).map(([key, each]) => [key, structuredCopy(each)])),
  );
}

/** One resource under the level `remediate`. */
export interface RemedyCase {
  readonly it: string;
  readonly sample: Sample;
  readonly config?: object;
  /** All inputs afterwards; none where the rule leaves them alone. */
  readonly fixed?: unknown;
}

/** A test per case. What was fixed keeps the rule, and is not fixed again. */
export function remedies(rule: ResourceRule, list: readonly RemedyCase[]): void {
  describe(`rules/${rule.name}, remediation`, () => {
    for (const { it: title, sample, config, fixed: expected } of list) {
      it(title, async () => {
        const props = await fixed(rule, sample, config);
        assert.deepEqual(props, expected);
        if (props !== undefined) {
          assert.deepEqual(judge(rule, { ...sample, props }, config).messages, []);
          assert.equal(await fixed(rule, { ...sample, props }, config), undefined);
        }
      });
    }
  });
}
