import { secretRotationInterval } from "../../../../policies/rules/rotation/secret-rotation-interval";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(secretRotationInterval, [
  {
    it: "finds an interval that is too long",
    sample: changed(compliant.rotation, { rotationRules: { automaticallyAfterDays: 365 } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the interval is 365 days. Set automaticallyAfterDays to 90 or less.',
    ],
  },
  {
    it: "finds a schedule that is too slow",
    sample: changed(compliant.rotation, { rotationRules: { scheduleExpression: "cron(0 8 1 1/6 ? *)" } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the interval is 186 days. Set automaticallyAfterDays to 90 or less.',
    ],
  },
  {
    it: "finds no interval",
    sample: changed(compliant.rotation, { rotationRules: undefined }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: no interval is set. Set automaticallyAfterDays to 90 or less.',
    ],
  },
  {
    it: "finds a schedule that cannot be read",
    sample: changed(compliant.rotation, { rotationRules: { scheduleExpression: "now and then" } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the schedule "now and then" cannot be read. Set automaticallyAfterDays to 90 or less.',
    ],
  },
  {
    it: "takes schedules within the limit",
    sample: changed(compliant.rotation, { rotationRules: [{ scheduleExpression: "rate(10 days)" }] }),
    messages: [],
  },
  {
    it: "takes the limit from its settings",
    sample: compliant.rotation,
    config: { maxDays: 10 },
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the interval is 30 days. Set automaticallyAfterDays to 10 or less.',
    ],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.rotation, { rotationRules: unknown }),
    messages: [],
    advisory: "string value at .rotationRules can't be known during preview",
  },
]);
