import type { Sample } from "../judge";
import { provider } from "./world";

const providerUrn = "urn:pulumi:test::shop::pulumi:providers:aws::default";

/** A stack's resources as the engine writes them, each with what only the engine adds. */
const states = (samples: readonly Sample[]): readonly object[] => [
  { urn: providerUrn, type: "pulumi:providers:aws", custom: true, id: "p", inputs: provider },
  ...samples.map(({ type, name = "sample", props }) => ({
    urn: `urn:pulumi:test::shop::${type}::${name}`,
    type,
    custom: true,
    provider: `${providerUrn}::p`,
    inputs: props,
  })),
];

/** What `pulumi stack export` writes, as far as chains are read from it. */
export const exported = (samples: readonly Sample[]): string =>
  JSON.stringify({ version: 3, deployment: { resources: states(samples) } });

/** What `pulumi preview --json` writes. */
export const previewed = (samples: readonly Sample[]): string =>
  JSON.stringify({ steps: states(samples).map((newState) => ({ op: "create", newState })) });
