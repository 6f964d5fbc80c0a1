import { z } from "zod";
import { EVIDENCE_SCHEMA } from "../definitions/evidence/record-body";

export const time = z.iso.datetime().describe("ISO 8601, UTC.");

export const text = z.string();

/** What records of every kind begin with. */
export const head = {
  schema: z.literal(EVIDENCE_SCHEMA),
  environment: text.describe("<blueprint>/<environment>"),
  account: z
    .string()
    .regex(/^\d{12}$/)
    .describe("AWS account."),
  region: text.describe("AWS region."),
  recordedAt: time.describe("When the record was written."),
};

export const identitySchema = z
  .strictObject({
    subject: text.describe("Claim sub: the person's login, or the machine's client id."),
    client: text.describe("Claim cid: the Okta client that the token was issued to."),
    groups: z.array(text).describe("Groups of the person that the access map names; empty for a machine."),
    scopes: z.array(text).describe("Scopes of the token: the right with which the caller came."),
    tokenId: text.describe("Claim jti."),
    issuer: text,
    wayIn: text.describe("How the caller came in: person, machine or agent."),
    time: text.describe("When the token was issued, ISO 8601."),
    expires: z.number().describe("When the token expires, in seconds since 1970."),
  })
  .describe("Who called: claims of a token that the runs API has verified. The token is nowhere.");

export const approvalSchema = z
  .strictObject({ by: text.describe("Who approved."), time: text.describe("When, ISO 8601.") })
  .describe("Approval by a person.");
