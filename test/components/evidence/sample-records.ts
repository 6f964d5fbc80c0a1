import type {
  AliasMovedRecord,
  GrantRecord,
  RunRecord,
  RunRollbackEvidence,
} from "../../../components/evidence/record";

const HEAD = {
  schema: "app-of-apps/evidence/1",
  environment: "retail/dev",
  account: "111111111111",
  region: "eu-central-1",
} as const;

const STATES = "arn:aws:states:eu-central-1:111111111111";

/** A run in which the second app failed and the first was rolled back. */
export const RUN: RunRecord = {
  ...HEAD,
  recordedAt: "2026-11-27T10:00:09.500Z",
  kind: "run",
  recordedBy: "parent",
  run: "release-7",
  execution: `${STATES}:execution:retail-dev:release-7`,
  redrives: 0,
  rehearsal: false,
  status: "FAILED",
  startedAt: "2026-11-27T10:00:00.000Z",
  endedAt: "2026-11-27T10:00:09.500Z",
  who: {
    identity: {
      subject: "ada@example.com",
      client: "retail-dev-native",
      groups: ["platform"],
      scopes: ["runs.start"],
      tokenId: "AT.1",
      issuer: "https://example.okta.com/oauth2/aus1",
      wayIn: "person",
      time: "2026-11-27T09:59:00Z",
      expires: 1795777140,
    },
    approval: null,
  },
  what: { blueprint: "retail", version: 4, alias: "live" },
  apps: [
    {
      app: "orders",
      status: "SUCCEEDED",
      version: 3,
      roleVerified: true,
      secrets: { "db-password": { ageDays: 0, rotated: true } },
      attempts: 2,
      startedAt: "2026-11-27T10:00:01.000Z",
      seconds: 4.25,
    },
    {
      app: "checkout",
      status: "FAILED",
      version: 5,
      roleVerified: true,
      secrets: {},
      attempts: 1,
      startedAt: "2026-11-27T10:00:06.000Z",
      seconds: 1.5,
      error: "ReleaseFailed",
    },
  ],
  failure: {
    app: "checkout",
    state: "Run task",
    error: "ReleaseFailed",
    cause: "no such table",
    execution: `${STATES}:execution:retail-dev_checkout:release-7`,
  },
  failed: [],
  rollbacks: [{ app: "orders", status: "rolled back" }],
  notified: { topic: "arn:aws:sns:eu-central-1:111111111111:retail-dev_failures", result: true },
};

export const MOVE: AliasMovedRecord = {
  ...HEAD,
  recordedAt: "2026-11-27T11:00:00.000Z",
  kind: "aliasMoved",
  recordedBy: "command",
  who: "arn:aws:sts::111111111111:assumed-role/retail-dev_operator/ada@example.com",
  why: "orders of the last hour are lost",
  machine: "orders",
  alias: `${STATES}:stateMachine:retail-dev_orders:live`,
  from: [{ version: 7, weight: 100 }],
  to: [{ version: 6, weight: 100 }],
  pinned: false,
};

export const ROLLBACK: RunRollbackEvidence = {
  ...HEAD,
  recordedAt: "2026-11-27T11:30:00.000Z",
  kind: "runRollback",
  recordedBy: "command",
  who: "arn:aws:sts::111111111111:assumed-role/retail-dev_operator/ada@example.com",
  why: "orders are lost",
  run: "release-7",
  execution: `${STATES}:execution:retail-dev_rollback_run:release-7-again`,
};

const GRANTS = `${STATES}:execution:retail-dev_access_grants`;

/** A grant in an emergency, whose first workflow was stopped. */
export const GRANT: GrantRecord = {
  ...HEAD,
  recordedAt: "2026-11-27T12:20:04.000Z",
  kind: "grant",
  recordedBy: "cleanup",
  grant: "on-call-0123456789abcdef",
  role: "on-call",
  iamRole: "retail-dev_on-call",
  person: { login: "ada@example.com", user: "00u1" },
  identity: RUN.who.identity,
  eligibility: ["retail-dev-engineer"],
  minutes: 60,
  reason: "INC-42 orders are lost",
  ticket: "",
  breakGlass: true,
  needsApproval: false,
  approval: null,
  requestedAt: "2026-11-27T12:00:00.000Z",
  activeFrom: "2026-11-27T12:00:02.000Z",
  activeUntil: "2026-11-27T13:00:01.000Z",
  end: { outcome: "broken", by: "reconciler", why: "its workflow ended ABORTED", at: "2026-11-27T12:20:01.000Z" },
  otherGrants: 0,
  sessionsDeniedAt: "2026-11-27T12:20:02.000Z",
  outOfGroupAt: "2026-11-27T12:20:03.000Z",
  transitions: [
    { to: "requested", at: "2026-11-27T12:00:00.500Z" },
    { to: "active", at: "2026-11-27T12:00:02.000Z" },
    { to: "ending", at: "2026-11-27T12:20:01.000Z" },
    { to: "sessions denied", at: "2026-11-27T12:20:02.000Z" },
    { to: "out of the group", at: "2026-11-27T12:20:03.000Z" },
    { to: "ended", at: "2026-11-27T12:20:04.000Z" },
  ],
  failures: [
    {
      execution: `${GRANTS}:on-call-0123456789abcdef`,
      status: "ABORTED",
      error: null,
      cause: "stopped by hand",
    },
  ],
  executions: [`${GRANTS}:on-call-0123456789abcdef`, `${GRANTS}:on-call-0123456789abcdef_3rk0a`],
};
