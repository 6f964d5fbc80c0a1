import { roleSession } from "../../../../policies/rules/trust/role-session";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(roleSession, [
  {
    it: "finds a session that lasts too long",
    sample: changed(compliant.role, { maxSessionDuration: 43200 }),
    messages: ['Role "orders-machine", maxSessionDuration: a session may last 43200 seconds. Set it to 3600 or less.'],
  },
  {
    it: "takes the default, which is an hour",
    sample: changed(compliant.role, { maxSessionDuration: undefined }),
    messages: [],
  },
  {
    it: "takes the most from its settings",
    sample: changed(compliant.role, { maxSessionDuration: 43200 }),
    config: { maxSeconds: 43200 },
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.role, { maxSessionDuration: unknown }),
    messages: [],
    advisory: "string value at .maxSessionDuration can't be known during preview",
  },
]);
