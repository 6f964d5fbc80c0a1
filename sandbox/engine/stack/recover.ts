import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { PROJECT } from "./project";
import { type LockHolder, removeDeadLocks } from "./state-lock";

/** What was under way for a resource when the engine died. */
export interface Pending {
  readonly operation: string;
  readonly urn: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface RecoverArgs {
  readonly stack: Stack;
  /**
   * Called for each creation that was under way; returns the id of the resource if the cloud has it, undefined if not.
   * The engine died before it learned the id; without an answer the resource is created again, which fails where names
   * are unique. @default no resource is searched for
   */
  readonly adopt?: (pending: Pending) => Promise<string | undefined>;
}

/** What recovery did; all empty when there was nothing to fix. */
export interface Recovery {
  /** Holders of the locks that were taken away. */
  readonly locks: readonly LockHolder[];
  /** Operations that were taken out of the state. */
  readonly cleared: readonly Pending[];
  /** URNs of created resources that were put into the state with the id that was found. */
  readonly adopted: readonly string[];
}

const resourceSchema = z.looseObject({
  urn: z.string(),
  type: z.string(),
  inputs: z.record(z.string(), z.unknown()).default({}),
});

/** The parts of a checkpoint, version 3, that recovery reads; the rest stays as it is. */
const checkpointSchema = z.looseObject({
  resources: z.array(resourceSchema).default([]),
  pending_operations: z.array(z.object({ type: z.string(), resource: resourceSchema })).default([]),
});

type Checkpoint = z.infer<typeof checkpointSchema>;

/** Folder of a file backend. */
function stateOf(stack: Stack): string {
  const url = (stack.workspace.envVars as Record<string, string>).PULUMI_BACKEND_URL;
  if (url?.startsWith("file://") !== true) {
    throw new Error(`recover: ${url ?? "no backend"} is not a file backend.`);
  }
  return decodeURI(fileURLToPath(encodeURI(url.replace(/\?.*$/, ""))));
}

/** Removes pending operations from a checkpoint; creations that were found come in as resources. */
export async function settle(
  checkpoint: Checkpoint,
  adopt: NonNullable<RecoverArgs["adopt"]>,
): Promise<{ readonly checkpoint: Checkpoint; readonly cleared: Pending[]; readonly adopted: string[] }> {
  const { pending_operations: operations, ...rest } = checkpoint;
  const cleared: Pending[] = [];
  const adopted: string[] = [];
  const resources = [...checkpoint.resources];
  for (const { type: operation, resource } of operations) {
    const { urn, type, inputs } = resource;
    const pending: Pending = { operation, urn, type, inputs };
    cleared.push(pending);
    if (operation !== "creating") {
      continue;
    }
    const id = await adopt(pending);
    if (id === undefined) {
      continue;
    }
    // What it depends on was created before it and is in the list already, so the end of the list is its place.
    resources.push({ ...resource, id, outputs: inputs });
    adopted.push(urn);
  }
  return { checkpoint: { ...rest, resources, pending_operations: [] }, cleared, adopted };
}

/**
 * Fixes a stack on a file backend whose engine was killed in the middle of an operation, so that a rerun converges:
 * removes the dead engine's lock, and its pending operations from the state. Its plugins may still be running:
 * end them first with `endRun`. Does nothing to a sound stack.
 *
 * On a real backend the same is done by hand: `pulumi cancel` for the lock, then `pulumi refresh
 * --clear-pending-creates`, and `pulumi import` for what was created without being recorded.
 * https://www.pulumi.com/docs/support/troubleshooting/common-issues/update-conflicts/
 *
 * @throws LockedError when the stack is in use
 */
export async function recover({ stack, adopt = async () => undefined }: RecoverArgs): Promise<Recovery> {
  const locks = await removeDeadLocks(stateOf(stack), PROJECT, stack.name);
  const deployment = await stack.exportStack();
  const before = checkpointSchema.parse(deployment.deployment ?? {});
  if (before.pending_operations.length === 0) {
    return { locks, cleared: [], adopted: [] };
  }
  const { checkpoint, cleared, adopted } = await settle(before, adopt);
  await stack.importStack({ ...deployment, deployment: checkpoint });
  // Its outputs are not known yet: they are read from the cloud.
  if (adopted.length > 0) {
    await stack.refresh({ target: [...adopted], runProgram: false });
  }
  return { locks, cleared, adopted };
}
