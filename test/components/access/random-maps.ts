import fc from "fast-check";

/** Apps of random maps: one whose name begins another's. */
export const APPS = ["orders", "orders-db", "ui"] as const;

const rights = fc.constantFrom("start", "observe", "stop", "rollback", "redrive", "simulate");
const may = fc.uniqueArray(rights, { minLength: 1, maxLength: 6 });
const named = fc.uniqueArray(fc.constantFrom(...APPS), { minLength: 1, maxLength: 3 });
const role = fc.record({ may, apps: fc.oneof(fc.constantFrom("all" as const, "own" as const), named) });
/** Jobs of GitHub Actions have no team. */
const jobsRole = fc.record({ may, apps: fc.oneof(fc.constant("all" as const), named) });

/** Team of the machine in random maps. */
export const MACHINE_TEAM = "orders team";

/** Access maps with four roles for all, a team's or named apps, each of another kind of entry, in every environment. */
export const randomMap = fc.record({ leads: role, team: role, nightly: role, checks: jobsRole }).map((roles) => ({
  roles,
  ...([roles.leads, roles.team].some(({ apps }) => apps === "own") ? { teamAttribute: "user.department" } : {}),
  people: {
    "platform-leads": { role: "leads", members: 'user.department=="platform"' },
    team: { role: "team", groupAlias: "corp" },
  },
  machines: { nightly: { role: "nightly", ...(roles.nightly.apps === "own" ? { team: MACHINE_TEAM } : {}) } },
  ci: { checks: { role: "checks", github: { repository: "o/r", repositoryId: "1", environment: "checks" } } },
}));
