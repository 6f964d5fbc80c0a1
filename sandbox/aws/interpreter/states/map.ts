import { guarded } from "../guarded";
import type { ItemProcessor } from "../language/definition";
import { Cancelled, ErrorName, StateError } from "../language/errors";
import { isObject, type Json, type JsonObject } from "../language/json";
import { payloadText } from "../language/limits";
import { Scope } from "../language/scope";
import type { Progress } from "../progress";
import { type Frame, innerLines, type Outcome, type Visit } from "../visit";
import { together } from "./together";
import { type Tolerance, tolerance } from "./tolerance";

/** Iterations that run side by side at most, https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html */
const MOST_ITERATIONS = { INLINE: 40, DISTRIBUTED: 10_000 } as const;

/** Fields of a distributed Map that need S3, which the embedded cloud's interpreter does not read or write. */
const NEEDS_S3 = ["ItemReader", "ItemBatcher", "ResultWriter"] as const;

const isCount = (value: Json): value is number => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isItems = (value: Json): value is Json[] | JsonObject => Array.isArray(value) || isObject(value);

/**
 * Map, https://docs.aws.amazon.com/step-functions/latest/dg/state-map.html
 *
 * A distributed Map without ItemReader, ItemBatcher and ResultWriter runs in place: its items see no variables from
 * outside and leave no events, as if each were an execution of its own.
 */
export function runMap(visit: Visit): Promise<Outcome> {
  return guarded(visit, () => attempt(visit));
}

function mapContext(index: number, value: Json, key?: string): JsonObject {
  return { Item: { Index: index, Value: value, ...(key === undefined ? {} : { Key: key }) } };
}

async function itemContexts(visit: Visit): Promise<JsonObject[]> {
  const items = await visit.evaluateAs(visit.state.Items ?? visit.input, "Items", "an array or an object", isItems);
  if (Array.isArray(items)) {
    return items.map((value, index) => mapContext(index, value));
  }
  return Object.entries(items).map(([key, value], index) => mapContext(index, { Key: key, Value: value }, key));
}

async function attempt(visit: Visit): Promise<Json> {
  const { state, frame } = visit;
  const processor = state.ItemProcessor;
  if (!processor) {
    throw new StateError(ErrorName.runtime, visit.blame("The field 'ItemProcessor' is missing."));
  }
  const needed = NEEDS_S3.filter((field) => state[field] !== undefined);
  if (needed.length > 0) {
    throw new StateError(
      ErrorName.runtime,
      visit.blame(`The embedded cloud runs no Map state with ${needed.join(", ")}.`),
    );
  }
  const contexts = await itemContexts(visit);
  const most = await visit.evaluateAs(state.MaxConcurrency ?? 0, "MaxConcurrency", "a whole number from 0", isCount);
  const allowed = await tolerance(visit, contexts.length);
  frame.trail.add("MapStateStarted", { mapStateStartedEventDetails: { length: contexts.length } });
  const run = new MapRun(visit, processor, allowed, contexts.length);
  try {
    const works = contexts.map((map, index) => (signal: AbortSignal) => run.iterate(map, index, signal));
    const outputs = await together(works, Math.min(most || run.mostIterations, run.mostIterations), frame.signal);
    frame.trail.add("MapStateSucceeded");
    return outputs.flatMap((output) => (output === undefined ? [] : [output]));
  } catch (error) {
    if (!(error instanceof Cancelled)) {
      frame.trail.add("MapStateFailed");
    }
    throw error;
  }
}

class MapRun {
  readonly mostIterations: number;
  private failures = 0;
  private readonly distributed: boolean;
  private readonly started: Frame["trail"];
  private readonly lines: readonly Progress[];

  constructor(
    private readonly visit: Visit,
    private readonly processor: ItemProcessor,
    private readonly allowed: Tolerance,
    items: number,
  ) {
    this.distributed = processor.ProcessorConfig?.Mode === "DISTRIBUTED";
    this.mostIterations = MOST_ITERATIONS[this.distributed ? "DISTRIBUTED" : "INLINE"];
    this.started = visit.frame.trail.fork();
    this.lines = innerLines(visit, items);
  }

  /** The output of one iteration; undefined if it failed and that is tolerated. */
  async iterate(map: JsonObject, index: number, signal: AbortSignal): Promise<Json | undefined> {
    const { frame } = this.visit;
    const progress = this.lines[index] ?? {};
    // A redrive does not repeat what had ended, and writes no events for it.
    if (progress.ended !== undefined) {
      return progress.ended.output;
    }
    const inner: Frame = {
      ...frame,
      signal,
      map,
      progress,
      scope: this.distributed ? new Scope() : frame.scope.inner(),
      trail: this.distributed ? this.started.muted(frame.services.clock) : this.started.fork(),
    };
    const details = { name: this.visit.name, index };
    inner.trail.add("MapIterationStarted", { mapIterationStartedEventDetails: details });
    try {
      const output = await frame.walk(this.processor, await this.input(map), inner);
      inner.trail.add("MapIterationSucceeded", { mapIterationSucceededEventDetails: details });
      return output;
    } catch (error) {
      const verb = error instanceof Cancelled ? "Aborted" : "Failed";
      inner.trail.add(`MapIteration${verb}`, { [`mapIteration${verb}EventDetails`]: details });
      if (error instanceof Cancelled) {
        throw error;
      }
      return this.failed(error);
    } finally {
      if (!this.distributed) {
        frame.trail.last = inner.trail.last;
      }
    }
  }

  private async input(map: JsonObject): Promise<Json> {
    const { ItemSelector } = this.visit.state;
    const item = (map.Item as JsonObject).Value ?? null;
    const input = ItemSelector === undefined ? item : await this.visit.evaluate(ItemSelector, "ItemSelector", {}, map);
    payloadText(input, `The input of an iteration of the state '${this.visit.name}'`);
    return input;
  }

  private failed(error: unknown): undefined {
    if (!(error instanceof StateError) || error.error === ErrorName.runtime) {
      throw error;
    }
    this.failures += 1;
    if (!this.distributed && !this.allowed.declared) {
      throw error;
    }
    if (!this.allowed.exceededBy(this.failures)) {
      return undefined;
    }
    throw new StateError(
      ErrorName.tolerance,
      this.visit.blame(`${this.failures} item(s) failed, more than is tolerated. The last failure: ${error.message}`),
    );
  }
}
