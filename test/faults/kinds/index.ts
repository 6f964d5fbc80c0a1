import type { KindFaults } from "../fault";
import { callbackFaults } from "./callback";
import { codeBuildFaults } from "./codebuild";
import { ecsFaults } from "./ecs";
import { glueFaults } from "./glue";
import { httpFaults } from "./http";
import { lambdaFaults } from "./lambda";
import { sdkFaults } from "./sdk";
import { stateMachineFaults } from "./state-machine";

/** What the faults do to every kind. */
export const KINDS: readonly KindFaults[] = [
  lambdaFaults,
  ecsFaults,
  codeBuildFaults,
  glueFaults,
  httpFaults,
  stateMachineFaults,
  callbackFaults,
  sdkFaults,
];
