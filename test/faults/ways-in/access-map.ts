import type { Jwk } from "../../../sandbox/okta/model";

/** Team that owns the apps of the environment, as its setting `app-of-apps:owner` says. */
export const TEAM = "platform";

/** A map with one entry for each way in; `key` is the public key of machines and agents that have one in the map. */
export const accessMap = (key: Jwk) => ({
  roles: {
    operator: { may: ["start", "observe", "stop"] },
    viewer: { may: ["observe"] },
    team: { may: ["observe"], apps: "own" },
  },
  teamAttribute: "user.department",
  people: {
    operator: { role: "operator", members: 'user.department=="platform"' },
    viewer: { role: "viewer", members: 'user.department=="engineering"' },
    team: { role: "team", members: 'user.userType=="developer"' },
  },
  machines: {
    runner: { role: "operator" },
    "team-ci": { role: "team", team: TEAM, publicKeys: { sandbox: key } },
  },
  agents: { helper: { role: "operator", publicKeys: { sandbox: key } } },
  ci: { deployer: { role: "viewer" } },
});
