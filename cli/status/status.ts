import type { Reading, Several } from "./reading";

/** What `npm run -s status` says about an environment; times are ISO 8601. */
export interface Status {
  readonly blueprint: string;
  readonly environment: string;
  readonly region: string;
  readonly account: string;
  readonly at: string;
  /** Planned seconds of a run; undefined where no app has expected seconds. */
  readonly expectedSeconds?: number | undefined;
  /** Newest first, without rehearsals. */
  readonly runs: Reading<readonly RunStatus[]>;
  readonly versions: Reading<Several<MachineVersions>>;
  readonly secrets: Reading<Several<SecretAge>>;
  /** Runs that wait for a person. */
  readonly approvals: Reading<readonly OpenApproval[]>;
  /** Temporary access that is open; absent where the environment grants none. */
  readonly grants?: Reading<readonly GrantStatus[]>;
  /** Alarms in the state ALARM. */
  readonly alarms: Reading<readonly Alarm[]>;
  /** Messages in the queue of failures that could not be delivered. */
  readonly undelivered: Reading<number>;
}

export interface RunStatus {
  readonly name: string;
  readonly execution: string;
  readonly status: string;
  readonly started: string;
  /** So far, for one that runs. */
  readonly seconds: number;
  /** Who started it, where the environment's runs have an identity. */
  readonly startedBy?: string | undefined;
  /** Of a run that failed. */
  readonly failure?: RunFailure | undefined;
}

export interface RunFailure {
  /** App that failed, where the cause names one. */
  readonly app?: string | undefined;
  readonly error: string;
  readonly cause: string;
}

/** Versions of one machine. */
export interface MachineVersions {
  /** Key of the machine, as `npm run -s rollback` writes it. */
  readonly key: string;
  /** What its alias leads to, most executions first; empty where it is not deployed. */
  readonly live: readonly { readonly version: number; readonly weight: number }[];
  readonly newest?: number | undefined;
}

export interface SecretAge {
  readonly app: string;
  readonly secret: string;
  /** Days since the last rotation; null for a secret that was never rotated or does not exist. */
  readonly ageDays: number | null;
  readonly maxAgeDays: number;
  /** Whether a run would rotate it first. */
  readonly due: boolean;
  /** Absent where the secret exists. */
  readonly missing?: true;
}

export interface OpenApproval {
  readonly run: string;
  readonly since: string;
  readonly startedBy?: string | undefined;
  /** Command that approves or refuses it. */
  readonly answer: string;
}

/** Temporary access of a person. */
export interface GrantStatus {
  readonly id: string;
  /** Login of the person. */
  readonly person: string;
  /** Entry of the access map. */
  readonly role: string;
  readonly state: "waiting for approval" | "starting" | "active" | "ending";
  /** Whether the approval was skipped in an emergency. */
  readonly breakGlass: boolean;
  readonly reason: string;
  /** Empty for what the reconciler found. */
  readonly requested: string;
  /** When it ends; absent before it is active. */
  readonly until?: string;
  /** Command that approves it, where it waits for that. */
  readonly answer?: string;
}

export interface Alarm {
  readonly name: string;
  readonly since: string;
}

/** What a person should look at, in the order of the screen; decides the exit code. Unknown is not a finding. */
export function findings({ runs, secrets, alarms, undelivered }: Status): string[] {
  const [last] = "value" in runs ? runs.value.filter(({ status }) => status !== "RUNNING") : [];
  const over = "value" in secrets ? secrets.value.values.filter(({ due }) => due) : [];
  const on = "value" in alarms ? alarms.value : [];
  const waiting = "value" in undelivered ? undelivered.value : 0;
  return [
    ...(last === undefined || last.status === "SUCCEEDED" ? [] : [`the last run ${last.name} ended ${last.status}`]),
    ...over.map(({ app, secret }) => `secret ${app}/${secret} is due`),
    ...on.map(({ name }) => `alarm ${name} is on`),
    ...(waiting === 0 ? [] : [`${waiting} failure ${waiting === 1 ? "message was" : "messages were"} not delivered`]),
  ];
}
