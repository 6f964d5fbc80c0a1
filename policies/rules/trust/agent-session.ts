import { AGENT_SETTINGS, isAgent } from "../../iam/agents";
import { soc2 } from "../../kit/frameworks";
import { quote } from "../../kit/message";
import type { ResourceRule } from "../../kit/rule";
import { types } from "../../kit/types";
import { numberOf, Unknown } from "../../kit/value";

/** An hour is the least that IAM lets a role's longest session be; the caller may request less. */
export const agentSession: ResourceRule = {
  name: "agent-session",
  description: "Sessions of an agent's role end within an hour, also where other roles may have longer ones.",
  severity: "high",
  framework: soc2("CC6.1"),
  remediationSteps: "Set maxSessionDuration to 3600 seconds, or leave it out.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html",
  types: [types.role],
  settings: {
    ...AGENT_SETTINGS,
    maxSeconds: {
      type: "number",
      default: 3600,
      minimum: 3600,
      description: "Longest session of an agent, in seconds.",
    },
  },
  validate(role, report, settings) {
    const agent = isAgent(role, settings);
    const longest = role.get("maxSessionDuration");
    if (agent instanceof Unknown) {
      report.unknown(agent);
      return;
    }
    if (!agent) {
      report.notApplicable("the role is not tagged as an agent's");
      return;
    }
    const seconds = numberOf(longest);
    if (longest instanceof Unknown) {
      report.unknown(longest);
    } else if (seconds !== undefined && seconds > settings.number("maxSeconds")) {
      report.finding(role, {
        at: "maxSessionDuration",
        found: `sessions of the agent may last ${quote(longest)} seconds`,
        fix: `Set it to ${settings.number("maxSeconds")} at most, or leave it out`,
      });
    }
  },
};
