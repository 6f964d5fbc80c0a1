import { z } from "zod";

/**
 * Who hears of failures. `http` is not among the protocols: a message in clear text would show causes to whoever listens.
 * A queue must let `sns.amazonaws.com` send for this topic.
 */
export type Subscription = z.infer<typeof subscriptionSchema>;

const fix = {
  email: "is not an e-mail address",
  https: "is not an https:// URL",
  sqs: "is not the ARN of a queue",
};

export const subscriptionSchema = z.discriminatedUnion(
  "protocol",
  [
    z.strictObject({ protocol: z.literal("email"), endpoint: z.email(fix.email) }),
    z.strictObject({ protocol: z.literal("https"), endpoint: z.url({ protocol: /^https$/, error: fix.https }) }),
    z.strictObject({
      protocol: z.literal("sqs"),
      endpoint: z.string().regex(/^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}(\.fifo)?$/, fix.sqs),
    }),
  ],
  { error: "is none of email, https and sqs (http is refused: it is not encrypted)" },
);
