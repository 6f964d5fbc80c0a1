import { evaluate, type Verdict } from "../evaluator/evaluate";
import type { ResourceView } from "../kit/resource-view";
import type { Stack } from "../kit/rule";
import { type Destination, destinationsOf } from "./destination";
import { sending, usingKey } from "./request";
import { type Sender, sendersOf } from "./sender";

/** One permission that a failure message needs on its way, and whether it is there. */
export interface Delivery {
  readonly sender: Sender;
  readonly destination: Destination;
  readonly action: string;
  /** What decides about it: the topic, the queue or its key. */
  readonly on: "itself" | "key";
  /** The resource whose policy it is. */
  readonly subject: ResourceView;
  readonly verdict: Verdict;
}

/** Every permission that the failure messages of a stack need, as far as their destinations are in the stack. */
export function deliveriesOf(stack: Stack): readonly Delivery[] {
  return sendersOf(stack).flatMap((sender) =>
    destinationsOf(stack, sender).flatMap((destination): readonly Delivery[] => {
      const { key, policies, subject } = destination;
      const request = sending(sender, destination);
      const verdict = evaluate(request, { resource: { ...policies, trust: false } });
      const own: Delivery = { sender, destination, action: request.action, on: "itself", subject, verdict };
      const uses = usingKey(sender, destination).map(
        (use): Delivery => ({
          sender,
          destination,
          action: use.action,
          on: "key",
          subject: key?.subject ?? subject,
          verdict: evaluate(use, { resource: { ...(key?.policies ?? { policies: [] }), trust: false } }),
        }),
      );
      return [own, ...(key === undefined ? [] : uses)];
    }),
  );
}
