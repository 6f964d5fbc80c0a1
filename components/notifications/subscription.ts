import { z } from "zod";

/**
 * A receiver of failures. `http` is not a valid protocol, because causes would be sent unencrypted.
 * A queue must allow `sns.amazonaws.com` to send messages for this topic.
 */
export type Subscription = z.infer<typeof subscriptionSchema>;

const MESSAGES = {
  email: "is not an e-mail address",
  https: "is not an https:// URL",
  sqs: "is not the ARN of a queue",
};

export const subscriptionSchema = z.discriminatedUnion(
  "protocol",
  [
    z.strictObject({ protocol: z.literal("email"), endpoint: z.email(MESSAGES.email) }),
    z.strictObject({ protocol: z.literal("https"), endpoint: z.url({ protocol: /^https$/, error: MESSAGES.https }) }),
    z.strictObject({
      protocol: z.literal("sqs"),
      endpoint: z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/, MESSAGES.sqs),
    }),
  ],
  { error: "must be email, https or sqs (http is refused: it is not encrypted)" },
);
