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
      'SecretRotation "orders-rotation", rotationRules: the interval is 184 days, by "cron(0 8 1 1/6 ? *)". Set a schedule of at most 90 days.',
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
      'SecretRotation "orders-rotation", rotationRules: the schedule "now and then" cannot be read. Set a schedule of at most 90 days.',
    ],
  },
  {
    it: "finds a schedule that AWS refuses",
    sample: changed(compliant.rotation, { rotationRules: { scheduleExpression: "cron(0 8 1-28 * MON-FRI *)" } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: AWS refuses the schedule "cron(0 8 1-28 * MON-FRI *)": a day of the month and a day of the week exclude each other. Set a schedule of at most 90 days.',
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
  {
    it: "counts the schedule where days are given as well",
    sample: changed(compliant.rotation, {
      rotationRules: { scheduleExpression: "rate(400 days)", automaticallyAfterDays: 30 },
    }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the interval is 400 days, by "rate(400 days)". Set a schedule of at most 90 days.',
    ],
  },
  {
    it: "takes a short schedule next to many days",
    sample: changed(compliant.rotation, {
      rotationRules: { scheduleExpression: "rate(30 days)", automaticallyAfterDays: 400 },
    }),
    messages: [],
  },
  {
    it: "finds a schedule that ends",
    sample: changed(compliant.rotation, { rotationRules: { scheduleExpression: "cron(0 8 1 * ? 2026)" } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: the schedule ends, by "cron(0 8 1 * ? 2026)". Set a schedule of at most 90 days.',
    ],
  },
  {
    it: "finds days that are no interval",
    sample: changed(compliant.rotation, { rotationRules: { automaticallyAfterDays: 0 } }),
    messages: [
      'SecretRotation "orders-rotation", rotationRules: no interval is set (automaticallyAfterDays 0). Set automaticallyAfterDays to 90 or less.',
    ],
  },
  {
    it: "needs no days where a schedule counts",
    sample: changed(compliant.rotation, {
      rotationRules: { scheduleExpression: "rate(30 days)", automaticallyAfterDays: unknown },
    }),
    messages: [],
  },
  {
    it: "cannot say which counts while the schedule is not known",
    sample: changed(compliant.rotation, {
      rotationRules: { scheduleExpression: unknown, automaticallyAfterDays: 365 },
    }),
    messages: [],
    advisory: "string value at .rotationRules.scheduleExpression can't be known during preview",
  },
]);
