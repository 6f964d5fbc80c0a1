import fc from "fast-check";

/** Apps of random maps: one whose name begins another's. */
export const APPS = ["orders", "orders-db", "ui"] as const;

const rights = fc.constantFrom("start", "observe", "stop", "rollback", "redrive", "simulate");
const may = fc.uniqueArray(rights, { minLength: 1, maxLength: 6 });
const named = fc.uniqueArray(fc.constantFrom(...APPS), { minLength: 1, maxLength: 3 });
const role = fc.record({ may, apps: fc.oneof(fc.constantFrom("all" as const, "own" as const), named) });
/** Jobs of GitHub Actions have no team. */
const jobsRole = fc.record({ may, apps: fc.oneof(fc.constant("all" as const), named) });

/** What an agent's role can have. */
const agentMay = fc.constantFrom(["observe"], ["start", "observe"], ["observe", "stop"], ["start", "observe", "stop"]);
const agentRole = fc.record({ may: agentMay, apps: fc.oneof(fc.constant("all" as const), named) });

const KEY = { kty: "RSA", kid: "k", n: "n".repeat(342), e: "AQAB" };

/** Team of the machine in random maps. */
export const MACHINE_TEAM = "orders team";

/** Access maps with five roles for all, a team's or named apps, each of another kind of entry, in every environment. */
export const randomMap = fc
  .record({ leads: role, team: role, nightly: role, checks: jobsRole, bot: agentRole })
  .map((roles) => ({
    roles,
    ...([roles.leads, roles.team].some(({ apps }) => apps === "own") ? { teamAttribute: "user.department" } : {}),
    people: {
      "platform-leads": { role: "leads", members: 'user.department=="platform"' },
      team: { role: "team", groupAlias: "corp" },
    },
    machines: { nightly: { role: "nightly", ...(roles.nightly.apps === "own" ? { team: MACHINE_TEAM } : {}) } },
    agents: { bot: { role: "bot", publicKeys: { dev: KEY } } },
    ci: { checks: { role: "checks", github: { repository: "o/r", repositoryId: "1", environment: "checks" } } },
  }));
