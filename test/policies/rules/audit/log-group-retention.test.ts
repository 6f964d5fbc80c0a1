import { logGroupRetention } from "../../../../policies/rules/audit/log-group-retention";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { remedies } from "../../remedies";
import { changed, compliant } from "../../samples";

cases(logGroupRetention, [
  {
    it: "finds a group that keeps events too short",
    sample: changed(compliant.logGroup, { retentionInDays: 30 }),
    messages: ['LogGroup "orders-log", retentionInDays: events are retained for 30 days. Set it to 365 or more.'],
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

const keeps = (retentionInDays: unknown, more: object = {}) =>
  changed(compliant.logGroup, { retentionInDays, ...more });

remedies(logGroupRetention, [
  { it: "leaves a group that keeps events long enough", sample: keeps(365) },
  { it: "keeps events longer where it was too short", sample: keeps(30), fixed: keeps(365).props },
  { it: "reads days that are text", sample: keeps("30"), fixed: keeps(365).props },
  {
    it: "takes the next number that CloudWatch Logs knows",
    sample: keeps(30),
    config: { minDays: 366 },
    fixed: keeps(400).props,
  },
  { it: "takes the longest", sample: keeps(3288), config: { minDays: 3289 }, fixed: keeps(3653).props },
  { it: "sets nothing where CloudWatch Logs knows no such number", sample: keeps(30), config: { minDays: 4000 } },
  { it: "deletes nothing of a group that keeps events for ever", sample: keeps(0) },
  { it: "deletes nothing of a group that says nothing", sample: keeps(undefined) },
  {
    it: "sets the configured days where events never expire",
    sample: keeps(0),
    config: { unsetDays: 731 },
    fixed: keeps(731).props,
  },
  {
    it: "sets them where nothing is said",
    sample: keeps(undefined),
    config: { unsetDays: 3653 },
    fixed: keeps(3653).props,
  },
  { it: "sets no fewer than the rule requires", sample: keeps(0), config: { unsetDays: 30 }, fixed: keeps(365).props },
  { it: "sets them for nothing else", sample: keeps(30), config: { unsetDays: 731 }, fixed: keeps(365).props },
  { it: "leaves what is not known yet", sample: keeps(unknown), config: { unsetDays: 731 } },
  { it: "leaves a number that is none", sample: keeps("soon"), config: { unsetDays: 731 } },
  { it: "leaves half days", sample: keeps(30.5) },
  { it: "leaves less than nothing", sample: keeps(-1) },
  { it: "leaves a group whose class fixes its retention", sample: keeps(2, { logGroupClass: "DELIVERY" }) },
  { it: "leaves a group whose class is not known yet", sample: keeps(2, { logGroupClass: unknown }) },
  {
    it: "takes another class",
    sample: keeps(2, { logGroupClass: "INFREQUENT_ACCESS" }),
    fixed: keeps(365, { logGroupClass: "INFREQUENT_ACCESS" }).props,
  },
]);
