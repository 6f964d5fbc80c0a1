import { agentSession } from "../../../../policies/rules/trust/agent-session";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

const found = (seconds: number, most = 3600) =>
  `Role "release-agent", maxSessionDuration: sessions of the agent may last ${seconds} seconds. Set it to ${most} at most, or leave it out.`;

cases(agentSession, [
  {
    it: "finds sessions of more than an hour",
    sample: changed(compliant.agent, { maxSessionDuration: 7200 }),
    messages: [found(7200)],
  },
  {
    it: "measures by its setting",
    sample: changed(compliant.agent, { maxSessionDuration: 7201 }),
    config: { maxSeconds: 7200 },
    messages: [found(7201, 7200)],
  },
  { it: "takes an hour", sample: changed(compliant.agent, { maxSessionDuration: 3600 }), messages: [] },
  { it: "leaves other roles alone", sample: changed(compliant.role, { maxSessionDuration: 43_200 }), messages: [] },
  {
    it: "waits for a tag, and for a duration",
    sample: changed(compliant.agent, { tags: unknown, maxSessionDuration: 7200 }),
    messages: [],
    advisory: "string value at .tags can't be known during preview",
  },
  {
    it: "waits for a duration",
    sample: changed(compliant.agent, { maxSessionDuration: unknown }),
    messages: [],
    advisory: "string value at .maxSessionDuration can't be known during preview",
  },
]);
