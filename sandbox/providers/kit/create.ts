import { diffInputs } from "./diff";
import type { AnyHandler, Context } from "./handler";
import { inputsFromState, plainProps } from "./state";
import { type Props, withoutNulls } from "./values";

/**
 * Creates, or adopts what an interrupted create of the same resource left behind.
 *
 * An `up` that is killed between the service's answer and the engine's checkpoint leaves an object that no state knows;
 * the next
 * `up` creates it again and would meet its own name. It is adopted only if all of this holds:
 * - its mark says that this very URN made it (or, where such objects carry no mark, its content is exactly the wanted
 * one),
 * - the engine's state does not hold it (a replacement in the same run must not adopt the object it is about to
 * replace),
 * - nothing that would need a replacement differs.
 * Everything else fails as AWS and Okta fail on a name that is taken.
 */
export async function createOrAdopt<Service>(
  handler: AnyHandler<Service>,
  context: Context<Service>,
  inputs: Props,
  recorded: ReadonlySet<string>,
): Promise<string> {
  const wanted = inputs as Record<string, never>;
  const existing = await handler.existing?.(context, wanted);
  if (existing === undefined) {
    return await handler.create(context, wanted);
  }
  const taken = new Error(
    `AlreadyExists: ${handler.type} ${existing.id} is there already and was not made by ${context.urn}. Delete it, import it, or choose another name.`,
  );
  if (recorded.has(existing.id) || existing.mine === false) {
    throw taken;
  }
  const state = await handler.read(context, existing.id, wanted);
  if (state === undefined) {
    return await handler.create(context, wanted);
  }
  const reported = plainProps(state);
  const actual = withoutNulls(inputsFromState(handler, { inputs: declared(handler), outputs: [] }, inputs, reported));
  const differences = diffInputs(handler, actual, inputs);
  const foreign = differences.filter((each) => !existing.unfinished?.includes(each.name));
  if (existing.mine === undefined && foreign.length > 0) {
    throw taken;
  }
  if (differences.some((each) => each.replaces)) {
    throw taken;
  }
  // An interrupted create may have got no further than the bare object: what no service reports back is written again.
  const unseen = Object.keys(inputs).filter((name) => !(name in reported));
  const changed = new Set([...differences.map((each) => each.name), ...unseen]);
  if (changed.size > 0) {
    await handler.update?.(context, existing.id, { olds: actual as Record<string, never>, news: wanted, changed });
  }
  return existing.id;
}

function declared(handler: Pick<AnyHandler<unknown>, "supports">) {
  return Object.fromEntries(handler.supports.map((name) => [name, { shape: "any" as const, required: false }]));
}
