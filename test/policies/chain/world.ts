import { chainsOf } from "../../../policies/chain/stack-chains";
import { ResourceView } from "../../../policies/kit/resource-view";
import type { Stack } from "../../../policies/kit/rule";
import { types } from "../../../policies/kit/types";
import type { Sample } from "../judge";
import { allow, document, serviceTrust } from "../samples";

/** The smallest stack with a chain: a machine with one state, under its own role. */

export const account = "111122223333";
export const at = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:${account}:${resource}`;
export const roleArn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
export const provider = { region: "eu-central-1", allowedAccountIds: JSON.stringify([account]) };

export const role = (name: string, trust: object, ...permissions: readonly object[]): readonly Sample[] => [
  { type: types.role, name, props: { name, assumeRolePolicy: document(trust) }, provider },
  { type: types.rolePolicy, name, props: { role: name, policy: document(...permissions) }, provider },
];

export const trusting = (...names: readonly string[]) => ({
  Effect: "Allow",
  Principal: { AWS: names.map(roleArn) },
  Action: "sts:AssumeRole",
});

/** `T` is the one state; what it is not given makes it a Task that ends. */
export const machine = (state: object, props: object = {}): Sample => ({
  type: types.machine,
  name: "m",
  props: {
    name: "m",
    roleArn: roleArn("m"),
    definition: JSON.stringify({
      QueryLanguage: "JSONata",
      StartAt: "T",
      States: { T: { Type: "Task", End: true, ...state } },
    }),
    ...props,
  },
  provider,
});

/** A machine whose role has these permissions, and what else is in its stack. */
export const stackOf = (
  state: object,
  permissions: readonly object[],
  ...others: readonly Sample[]
): readonly Sample[] => [
  machine(state),
  ...role("m", serviceTrust, ...(permissions.length === 0 ? [allow("none:None", "*")] : permissions)),
  ...others,
];

/** A Task by the end of its Resource. */
export const task = (integration: string, args: object, more: object = {}) => ({
  Resource: `arn:aws:states:::${integration}`,
  Arguments: args,
  ...more,
});

export function stackFrom(samples: readonly Sample[]): Stack {
  const urn = ({ type, name = "sample" }: Sample) => `urn:${type}::${name}`;
  const all = samples.map((sample) => {
    const sources = Object.entries(sample.from ?? {}).map(([property, names]) => [
      property,
      samples.filter(({ name }) => names.includes(name ?? "")).map((each) => ({ urn: urn(each) })),
    ]);
    return new ResourceView({
      type: sample.type,
      name: sample.name ?? "sample",
      urn: urn(sample),
      props: sample.props,
      provider: { props: sample.provider ?? provider },
      propertyDependencies: Object.fromEntries(sources) as Record<string, { urn: string }[]>,
    });
  });
  return { all, ofType: (...wanted) => all.filter(({ type }) => wanted.includes(type)) };
}

/** The links of a state, one line each: its number, what was asked, and the answer. */
export function links(samples: readonly Sample[]): readonly string[] {
  return chainsOf(stackFrom(samples))
    .flatMap(({ links: all = [] }) => all)
    .filter(({ state }) => state !== undefined)
    .map(({ link, what, verdict }) => {
      switch (verdict.kind) {
        case "allowed":
          return `${link} ${what}: proven by ${verdict.by.policy}`;
        case "unknown":
          return `${link} ${what}: unknown, ${verdict.why}`;
        default:
          return `${link} ${what}: broken${verdict.how === "explicit" ? ` by ${verdict.by.policy}` : ""}`;
      }
    });
}
