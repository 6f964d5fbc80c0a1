import { logGroupRetention } from "../../../policies/rules/log-group-retention";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant } from "../samples";

cases(logGroupRetention, [
  {
    it: "finds a group that keeps events too short",
    sample: changed(compliant.logGroup, { retentionInDays: 30 }),
    messages: ['LogGroup "orders-log", retentionInDays: events are kept 30 days. Set it to 365 or more.'],
  },
  {
    it: "finds a group without a retention",
    sample: changed(compliant.logGroup, { retentionInDays: 0 }),
    messages: ['LogGroup "orders-log", retentionInDays: no retention is set. Set it to 365 or more.'],
  },
  {
    it: "takes the least from its settings",
    sample: changed(compliant.logGroup, { retentionInDays: 30 }),
    config: { minDays: 30 },
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.logGroup, { retentionInDays: unknown }),
    messages: [],
    advisory: "string value at .retentionInDays can't be known during preview",
  },
]);
