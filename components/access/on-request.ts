import { z } from "zod";

/** Minutes of the shortest and the longest grant: a workflow ends it within a day, whatever is retried. */
export const GRANT_MINUTES = { least: 15, most: 720 } as const;

const DEFAULT_MINUTES = 60;

/** Access that people ask for, each time for some minutes and with a reason. */
export const onRequestSchema = z
  .strictObject({
    askedBy: z.array(z.string()).min(1).describe("Entries of people of this map: their members may ask."),
    approvedBy: z
      .string()
      .exactOptional()
      .describe(
        "Role of this map with the right approve: its people answer, never the person who asks. Default: nobody.",
      ),
    longestMinutes: z
      .int("is not a whole number")
      .min(GRANT_MINUTES.least)
      .max(GRANT_MINUTES.most)
      .default(DEFAULT_MINUTES)
      .describe("Minutes of the longest grant, 15 to 720."),
    reason: z
      .string()
      .superRefine((text, context) => {
        if (!isPattern(text)) {
          context.addIssue({ code: "custom", message: "is not a regular expression" });
        }
      })
      .exactOptional()
      .describe(
        "Regular expression that the whole reason matches, e.g. INC-[0-9]+.*. Default: any line of 10 to 300 characters.",
      ),
    breakGlass: z
      .boolean("is not true or false")
      .default(false)
      .describe("Whether the person may do without the approval in an emergency, of which everybody is told."),
  })
  .describe("Instead of members: nobody is a member, and a grant makes a person one for some minutes.");

export type OnRequest = z.infer<typeof onRequestSchema>;

/** `asked by viewer, approved by lead, at most 60 minutes, reason like INC-[0-9]+` */
export function requestText({ askedBy, approvedBy, longestMinutes, reason, breakGlass }: OnRequest): string {
  return [
    `asked by ${askedBy.join(" or ")}`,
    approvedBy === undefined ? "approved by nobody" : `approved by ${approvedBy}`,
    `at most ${longestMinutes} minutes`,
    ...(reason === undefined ? [] : [`reason like ${reason}`]),
    ...(breakGlass ? ["without approval in an emergency"] : []),
  ].join(", ");
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
