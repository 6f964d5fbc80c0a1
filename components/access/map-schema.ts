import { z } from "zod";
import { GRANTS } from "../iam/grants";
import { checkGithubTrust, githubTrustShape } from "../iam/trust/github";
import { memberExpressionFault } from "../okta/member-expression";
import { publicKeySchema } from "../okta/public-key";
import { onRequestSchema } from "./on-request";

/** Rights that a role of the map can have: those that are IAM actions, and the approval of an agent's run. */
export const RIGHTS = [...GRANTS, "approve"] as const;
export type Right = (typeof RIGHTS)[number];

/** Minutes of the shortest session that STS makes, and of the longest that a chained role can have. */
export const SESSION_MINUTES = { least: 15, most: 60 } as const;

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

const nameSchema = z.string().regex(NAME, "is not a name of lowercase letters, digits and -");

const roleSchema = z
  .strictObject({
    may: z
      .array(z.enum(RIGHTS, `is not ${RIGHTS.slice(0, -1).join(", ")} or ${RIGHTS.at(-1)}`))
      .min(1)
      .describe("Rights of the role, at least one."),
    apps: z
      .union(
        [z.literal(["all", "own"]), z.array(nameSchema).min(1)],
        'is not "all", "own" or a list of at least one app',
      )
      .default("all")
      .describe(
        'Apps that the rights are for: "all" with the parent and the shared log, a list of apps, or "own": those that ' +
          "the caller's team owns.",
      ),
  })
  .describe("Named rights. Entries of people, machines, ci and agents refer to them by name.");

/** What entries of every kind have. */
const entryShape = {
  role: z.string().describe("Name of a role of this map."),
};

const environments = z
  .array(z.string())
  .exactOptional()
  .describe("Environments of the entry, each the name of a stack. Default: all of them.");

const sessionMinutes = z
  .int("is not a whole number")
  .min(SESSION_MINUTES.least)
  .max(SESSION_MINUTES.most)
  .default(SESSION_MINUTES.most)
  .describe("Minutes of a session that the entry's clients request, 15 to 60.");

const peopleSchema = z
  .strictObject({
    ...entryShape,
    members: z
      .string()
      .superRefine((text, context) => {
        const message = memberExpressionFault(text);
        if (message !== undefined) {
          context.addIssue({ code: "custom", message });
        }
      })
      .exactOptional()
      .describe(
        'Okta expression over attributes and groups that fills the entry\'s group, e.g. user.department=="platform" or ' +
          'isMemberOfGroupName("AD-Platform").',
      ),
    groupAlias: z
      .string()
      .regex(/^[\w.-]{1,100}$/, "is not an alias of 1 to 100 letters, digits and _ . -")
      .exactOptional()
      .describe(
        "Instead of members: the people of the existing group aws#<alias>#<IAM role>#<account>, e.g. one that comes " +
          "from Active Directory. It must have that name, because the federation app reads role and account from it.",
      ),
    onRequest: onRequestSchema.exactOptional(),
    environments,
    sessionMinutes,
  })
  .superRefine(({ members, groupAlias, onRequest }, context) => {
    if ([members, groupAlias, onRequest].filter((source) => source !== undefined).length !== 1) {
      context.addIssue({ code: "custom", message: "is not an object with one of members, groupAlias and onRequest" });
    }
  })
  .describe("People of one Okta group.");

const publicKeys = z
  .record(z.string(), publicKeySchema)
  .describe("Public RSA key, as a JSON Web Key, by environment. The entry is in exactly these environments.");

const machineSchema = z
  .strictObject({
    ...entryShape,
    publicKeys: publicKeys.exactOptional(),
    team: z
      .string()
      .regex(/^[\p{L}\p{N} _.:/=+@-]{1,256}$/u, "is not a tag value of 1 to 256 letters, digits, blanks and _.:/=+@-")
      .exactOptional()
      .describe('Team of the machine, as apps have it as owner. Needed for a role with apps "own".'),
    sessionMinutes,
  })
  .describe(
    "One Okta service app. Without publicKeys it is in every environment with machine access, and its key is the " +
      "stack's setting app-of-apps:runnerPublicKey.",
  );

const jobsSchema = z
  .strictObject({
    ...entryShape,
    github: z
      .strictObject(githubTrustShape)
      .superRefine(checkGithubTrust)
      .exactOptional()
      .describe("GitHub Actions jobs that are let in. Default: those of the stack's setting app-of-apps:github."),
    environments,
    sessionMinutes,
  })
  .describe("Jobs of GitHub Actions. Without github, and where the stack has no app-of-apps:github, there is no role.");

const agentSchema = z
  .strictObject({
    ...entryShape,
    publicKeys,
    approval: z
      .boolean("is not true or false")
      .default(false)
      .describe(
        "Whether a run that the agent starts waits until a person with the right approve agrees; needs the runs API.",
      ),
  })
  .describe("An AI agent: one Okta service app with a boundary of its own and sessions of 15 minutes.");

/** Access map: who may do what in which environment. JSON in version control. */
export const accessMapSchema = z.strictObject({
  $schema: z.string().exactOptional().describe("Path of this schema, for editors."),
  roles: z.record(nameSchema, roleSchema).describe("Named rights by role."),
  teamAttribute: z
    .string()
    .regex(/^user\.[A-Za-z]\w{0,99}$/, "is not one attribute of people, e.g. user.department")
    .exactOptional()
    .describe(
      "Okta attribute that is a person's team, as apps have it as owner, e.g. user.department. Needed where people have " +
        'a role with apps "own".',
    ),
  people: z.record(nameSchema, peopleSchema).default({}).describe("People by entry; each entry has an IAM role."),
  machines: z.record(nameSchema, machineSchema).default({}).describe("Machines by entry; each has an IAM role."),
  ci: z.record(nameSchema, jobsSchema).default({}).describe("Jobs by entry; each entry has an IAM role."),
  agents: z.record(nameSchema, agentSchema).default({}).describe("AI agents by entry."),
});

export type AccessMap = z.infer<typeof accessMapSchema>;
export type MapRole = AccessMap["roles"][string];

/** Kinds of entries, in the order of the map. */
export const KINDS = ["people", "machines", "ci", "agents"] as const;
export type Kind = (typeof KINDS)[number];

/** JSON Schema of what a person writes, for editors. */
export function accessMapJsonSchema(): object {
  return z.toJSONSchema(accessMapSchema, { io: "input" });
}
