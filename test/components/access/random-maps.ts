import fc from "fast-check";

/** Apps of random maps: one whose name begins another's. */
export const APPS = ["orders", "orders-db", "ui"] as const;

const rights = fc.constantFrom("start", "observe", "stop", "rollback", "redrive", "simulate");
const role = fc.record({
  may: fc.uniqueArray(rights, { minLength: 1, maxLength: 6 }),
  apps: fc.oneof(fc.constant("all" as const), fc.uniqueArray(fc.constantFrom(...APPS), { minLength: 1, maxLength: 3 })),
});

/** Access maps with four roles for all or named apps, each of another kind of entry, in every environment. */
export const randomMap = fc.record({ leads: role, team: role, nightly: role, checks: role }).map((roles) => ({
  roles,
  people: {
    "platform-leads": { role: "leads", members: 'user.department=="platform"' },
    team: { role: "team", groupAlias: "corp" },
  },
  machines: { nightly: { role: "nightly" } },
  ci: { checks: { role: "checks", github: { repository: "o/r", repositoryId: "1", environment: "checks" } } },
}));
