import type { Jwk } from "../../../sandbox/okta/model";

/** A map with one entry for each way in. */
export const accessMap = (_agentKey?: Jwk) => ({
  roles: {
    operator: { may: ["start", "observe", "stop"] },
    viewer: { may: ["observe"] },
  },
  people: {
    operator: { role: "operator", members: 'user.department=="platform"' },
    viewer: { role: "viewer", members: 'user.department=="engineering"' },
  },
  machines: { runner: { role: "operator" } },
  ci: { deployer: { role: "viewer" } },
});
