import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent, PolicyEvent } from "@pulumi/pulumi/automation/events";
import { type Engine, openStack } from "../../../sandbox/engine";
import { withFolder } from "../../helpers/with-folder";

const pack = join(__dirname, "../../../policies");
const providers = [{ name: "aws", path: join(__dirname, "provider") }];

/** What the engine tells of a remediation; the Automation API's types leave it out. */
interface RemediationEvent {
  readonly resourceUrn?: string;
  readonly policyName: string;
}

type Inputs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface Outcome {
  /** What the engine refused with; empty if it did not. */
  readonly error: string;
  readonly events: readonly PolicyEvent[];
  /** `rule resource`, one for each change that the pack made. */
  readonly remediations: readonly string[];
  /** Names of the resources that were created. */
  readonly created: readonly string[];
  /** Everything that the engine printed or reported in events, but debug messages. */
  readonly output: string;
  /** Inputs of each resource as they go to the provider, by logical name; what is secret is left out. */
  readonly inputs: Inputs;
  /** Inputs of each resource in the state afterwards; what is secret is decrypted, and marked. */
  readonly state: Inputs;
}

interface Deployment {
  readonly resources?: readonly { readonly urn: string; readonly inputs?: Readonly<Record<string, unknown>> }[];
}

const nameOf = (urn: string | undefined): string => urn?.split("::").at(-1) ?? "";

/** Runs a program under the pack, with a configuration if there is one, on an engine without a cloud. */
export async function run(
  engine: Engine,
  program: () => Promise<void>,
  operation: "preview" | "up",
  packConfig?: object,
): Promise<Outcome> {
  return withFolder(async (runDir) => {
    const events: PolicyEvent[] = [];
    const remediations: string[] = [];
    const created: string[] = [];
    const inputs: Record<string, Record<string, unknown>> = {};
    let output = "";
    const onEvent = (event: EngineEvent): void => {
      // The program's own SDK writes inputs into debug messages, with or without a pack.
      if ((event.diagnosticEvent?.severity as string | undefined) !== "debug") {
        output += `${JSON.stringify(event)}\n`;
      }
      const { policyEvent, resOutputsEvent, resourcePreEvent } = event;
      const { policyRemediationEvent } = event as { policyRemediationEvent?: RemediationEvent };
      if (policyEvent !== undefined) {
        events.push(policyEvent);
      }
      if (policyRemediationEvent !== undefined) {
        remediations.push(`${policyRemediationEvent.policyName} ${nameOf(policyRemediationEvent.resourceUrn)}`);
      }
      if (resourcePreEvent?.metadata.op === "create") {
        inputs[nameOf(resourcePreEvent.metadata.urn)] = resourcePreEvent.metadata.new?.inputs ?? {};
      }
      if (resOutputsEvent?.metadata.op === "create") {
        created.push(nameOf(resOutputsEvent.metadata.urn));
      }
    };
    const onOutput = (text: string): void => {
      output += text;
    };
    const config = { "aws:region": "eu-central-1", "aws:allowedAccountIds": JSON.stringify(["111122223333"]) };
    const stack = await openStack({ engine, runDir, stackName: "shop", program, providers, config });
    const settings = join(runDir, "pack.json");
    writeFileSync(settings, JSON.stringify(packConfig ?? {}));
    const options = {
      policyPacks: [pack],
      ...(packConfig === undefined ? {} : { policyPackConfigs: [settings] }),
      onEvent,
      onOutput,
      onError: onOutput,
    };
    const error = await (operation === "preview" ? stack.preview(options) : stack.up(options)).then(
      () => "",
      (reason: Error) => reason.message,
    );
    const { deployment } = (await stack.exportStack()) as { deployment: Deployment };
    const state = Object.fromEntries((deployment.resources ?? []).map((each) => [nameOf(each.urn), each.inputs ?? {}]));
    return { error, events, remediations, created, output, inputs, state };
  });
}

/** `rule resource`, with the level where it is not mandatory. */
export const render = ({ policyName, resourceUrn, enforcementLevel }: PolicyEvent): string =>
  `${policyName} ${nameOf(resourceUrn)}${enforcementLevel === "mandatory" ? "" : ` (${enforcementLevel})`}`;
