import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { isUnknown } from "@pulumi/pulumi/output";
import { describe, it } from "mocha";
import { types } from "../../policies/kit/types";
import { rules } from "../../policies/pack";
import { roleChain } from "../../policies/rules/permissions/role-chain";
import { programWith } from "../../stacks/program";
import { record } from "../helpers/mocks";
import { providerOutputs, STACKS, stackConfig } from "../helpers/stack-config";
import { judge, type Sample, unknown } from "./judge";
import { settingsOf } from "./presets";

const PROXY = "app-of-apps:identityProxy";
const HOOP = { kind: "hoop", url: "https://hoop.example.com", groups: ["operator"] };

/** The one function of a provider that a program cannot do without. */
function publicKeyOf(token: string): Record<string, unknown> {
  assert.equal(token, "aws:kms/getPublicKey:getPublicKey");
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64") };
}

/** The program without a cloud: mocks run no hooks, so nothing is rehearsed. */
const withoutCloud = programWith(() => undefined);

type Outputs = NonNullable<Parameters<typeof record>[1]>["outputs"] & {};

/** Service, and what is ahead of the name, in the ARNs of resources that are known by their name. */
const BY_NAME: Readonly<Record<string, readonly [service: string, kind: string]>> = {
  [types.topic]: ["sns", ""],
  [types.queue]: ["sqs", ""],
  [types.alarm]: ["cloudwatch", "alarm:"],
  [types.compositeAlarm]: ["cloudwatch", "alarm:"],
  [types.eventRule]: ["events", "rule/"],
};

/** Outputs with ARNs as AWS makes them, where a rule or another resource reads one. */
function outputsIn(config: Readonly<Record<string, string>>): Outputs {
  const region = config["aws:region"] ?? "";
  const account = /\d{12}/.exec(config["aws:allowedAccountIds"] ?? "")?.[0] ?? "";
  return (type, name, inputs) => {
    const made = providerOutputs(type, name, inputs);
    if (type === types.machine) {
      const arn = `arn:aws:states:${region}:${account}:stateMachine:${String(inputs.name)}`;
      return { ...made, arn, stateMachineVersionArn: `${arn}:1` };
    }
    const [service, kind] = BY_NAME[type] ?? [];
    if (service !== undefined) {
      return {
        ...made,
        arn: `arn:aws:${service}:${region}:${account}:${kind}${String(inputs.name ?? inputs.alarmName)}`,
      };
    }
    const iam = { [types.role]: "role", [types.policy]: "policy" }[type];
    if (iam !== undefined) {
      return { ...made, arn: `arn:aws:iam::${account}:${iam}${String(inputs.path ?? "/")}${String(inputs.name)}` };
    }
    return type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
      ? { ...made, arn: `arn:aws:iam::${account}:oidc-provider/${String(inputs.url).replace("https://", "")}` }
      : made;
  };
}

/** Values that a preview does not know, as the engine sends them. */
function withUnknowns(value: unknown): unknown {
  if (isUnknown(value)) {
    return unknown;
  }
  if (Array.isArray(value)) {
    return value.map(withUnknowns);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withUnknowns(each)]))
    : value;
}

/**
 * Rules of the preset `strict` that refuse something of this project on purpose. `own-definitions` names what of its machines; one secret of the sample
 * rotates every 59 days, and not every 30.
 */
const REFUSED_BY_STRICT = [
  "definition-failure-reaches-topic",
  "definition-rotates-before-fire",
  "secret-rotation-interval",
];

describe("policies on the stacks of this project", function () {
  this.timeout(120_000);

  const all = STACKS.map((stack): [string, string, Record<string, string>] => [stack, stack, {}]);
  const proxied: (typeof all)[number] = ["dev with an identity-aware proxy", "dev", { [PROXY]: JSON.stringify(HOOP) }];
  for (const [title, stack, more] of [...all, proxied]) {
    for (const preview of [true, false]) {
      it(`find nothing in ${title}, ${preview ? "at preview" : "deployed"}`, async () => {
        const config = { ...stackConfig(stack), ...more };
        const outputs = outputsIn(config);
        const made = await record(withoutCloud, {
          project: "app-of-apps",
          stack,
          config,
          preview,
          outputs,
          call: publicKeyOf,
        });
        // The engine hands a rule the settings of the provider, too.
        const provider = { region: config["aws:region"], allowedAccountIds: config["aws:allowedAccountIds"] };
        const samples = made.registrations.map(({ type, name, urn, inputs, dependencies }): Sample => {
          const known = preview ? {} : { arn: `arn:mock:${name}`, ...outputs(type, name, inputs), id: `${name}-id` };
          return { type, name, urn, dependencies, provider, props: withUnknowns({ ...known, ...inputs }) };
        });
        const judged = (settings: Readonly<Record<string, object>>) =>
          rules.flatMap((rule) => {
            const config = settings[rule.name] ?? {};
            const messages =
              "validateStack" in rule
                ? judge(rule, samples, config).messages
                : samples.flatMap((one) => judge(rule, one, config).messages);
            return messages.map((message) => `${rule.name}: ${message}`);
          });
        assert.deepEqual(judged(settingsOf("recommended")), []);
        const strict = judged(settingsOf("strict")).map((found) => found.split(":", 1)[0]);
        assert.deepEqual([...new Set(strict)].sort(), REFUSED_BY_STRICT);
        // Nothing would be found either if chains were not followed: without permissions each machine's is broken.
        const cut = judge(
          roleChain,
          samples.filter(({ type }) => type !== types.rolePolicy),
        ).messages;
        const machines = samples.filter(({ type }) => type === types.machine).map(({ name }) => name);
        assert.deepEqual(
          machines.filter((name) => !cut.some((message) => message.startsWith(`StateMachine "${name}", state`))),
          [],
        );
        // Every item of the rollback of a run is judged, too.
        const items = cut.filter((message) => message.includes('state "Roll back apps / item / Roll back app", item '));
        const starts = items.filter((message) => message.includes("states:StartExecution on arn:"));
        assert.deepEqual(
          starts
            .map((message) => /stateMachine:([\w-]+)/.exec(message)?.[1]?.replace(/^.*_(?=[^_]+_rollback)/, ""))
            .sort(),
          ["carts", "catalog", "checkout", "orders"].map((app) => `${app}_rollback`),
        );
      });
    }
  }
});
