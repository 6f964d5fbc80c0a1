import type { EngineEvent, Stack } from "@pulumi/pulumi/automation";
import type { Console } from "../console";

/** What a deployment did, counted from the engine's own events. */
interface DeploymentSummary {
  readonly seconds: number;
  /** Resources by operation, `create`, `update`, `same`, `delete`. */
  readonly changes: Readonly<Record<string, number>>;
  readonly policyPacks: readonly string[];
  readonly findings: readonly Finding[];
}

export interface Finding {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** Listens to the engine: shows progress while it works and keeps the policy findings and the counts. */
export class DeploymentListener {
  private readonly started = Date.now();
  private readonly findings: Finding[] = [];
  private changes: Record<string, number> = {};
  private packs: string[] = [];
  private done = 0;
  private shownAt = Date.now();

  constructor(
    private readonly console: Console,
    private readonly verb: string,
  ) {}

  readonly onEvent = (event: EngineEvent): void => {
    if (event.policyEvent) {
      const { policyName, enforcementLevel, resourceUrn, message } = event.policyEvent;
      this.findings.push({
        policy: policyName,
        level: enforcementLevel,
        urn: resourceUrn ?? "the stack",
        message: plain(message),
      });
    }
    if (event.resOutputsEvent) {
      this.progress();
    }
    if (event.summaryEvent) {
      this.changes = { ...event.summaryEvent.resourceChanges };
      this.packs = policyPacks(event.summaryEvent);
    }
  };

  summary(): DeploymentSummary {
    return {
      seconds: (Date.now() - this.started) / 1000,
      changes: this.changes,
      policyPacks: this.packs,
      findings: this.findings,
    };
  }

  private progress(): void {
    this.done += 1;
    if (Date.now() - this.shownAt < 4000) {
      return;
    }
    this.shownAt = Date.now();
    this.console.dim(`... ${this.done} resources ${this.verb}`);
  }
}

/** Destroys the stack; shows progress as `up` does. */
export async function destroyStack(stack: Stack, console: Console, signal: AbortSignal): Promise<DeploymentSummary> {
  const listener = new DeploymentListener(console, "deleted");
  await stack.destroy({ onEvent: listener.onEvent, signal });
  return listener.summary();
}

/**
 * The packs that took part, as `name version`. The engine writes the field in Pascal case, and a local pack's name with
 * its place behind (`name|local|path`).
 */
function policyPacks(summary: object): string[] {
  const packs: unknown = Reflect.get(summary, "PolicyPacks") ?? Reflect.get(summary, "policyPacks") ?? {};
  if (typeof packs !== "object" || packs === null) {
    return [];
  }
  return Object.entries(packs).map(([name, version]) => `${name.split("|")[0]} ${String(version)}`);
}

/** A policy message without the engine's colour marks. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}
