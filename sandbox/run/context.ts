import type { Stack } from "@pulumi/pulumi/automation";
import type { Blueprint } from "../../components/blueprint/blueprint";
import type { SampleApps } from "../apps/deploy";
import type { Delays } from "../aws/index";
import type { Cloud } from "../cloud";
import type { Checks } from "./checks";
import type { Console } from "./console";
import type { RunnerKey } from "./environment/environment-stack";
import type { EnvironmentOutputs } from "./environment/outputs";
import type { Inbox } from "./executions/inbox";
import type { Person } from "./people/identities";

/** What every step of the main job works with, once the environment is deployed. */
export interface RunContext {
  readonly console: Console;
  readonly checks: Checks;
  readonly signal: AbortSignal;
  readonly cloud: Cloud;
  /** What AWS applies late. */
  readonly delays: Delays;
  readonly blueprint: Blueprint;
  readonly stack: Stack;
  readonly outputs: EnvironmentOutputs;
  readonly samples: SampleApps;
  readonly inbox: Inbox;
  readonly operator: Person;
  readonly outsider: Person;
  readonly runnerKey: RunnerKey;
  /** Key of the agent of the access map. */
  readonly agentKey: RunnerKey;
  /** Names of the parent's executions so far, in order. */
  readonly runs: string[];
}
