import { awsConfigCommand } from "./access/aws-config";
import { diffCommand } from "./access/diff";
import { answerCommand, listCommand, requestCommand } from "./access/grants/commands";
import { showCommand } from "./access/show";
import { approveCommand } from "./approve/index";
import { evidenceCommand } from "./evidence/index";
import { expectedCommand } from "./expected/index";
import type { HelpSource } from "./help";
import type { CommandLine } from "./parse";
import { PLAN } from "./plan/index";
import { rehearseCommand } from "./rehearse/index";
import { reportCommand } from "./report/index";
import { rollbackCommand } from "./rollback/index";
import { startCommand } from "./start/index";
import { statusCommand } from "./status/index";
import { stopCommand } from "./stop/index";

/** A command as documentation describes it. */
export interface DocumentedCommand {
  /** First argument that chooses it, where several commands share an npm script. */
  readonly subcommand?: string;
  /** Name of its npm script, help and command line. */
  readonly command: HelpSource & CommandLine<HelpSource["options"]>;
}

/** Every command of this folder, by the order in which a release uses them. */
export const COMMANDS: readonly DocumentedCommand[] = [
  { command: PLAN },
  { command: rehearseCommand() },
  { command: startCommand() },
  { command: approveCommand() },
  { command: rollbackCommand() },
  { command: stopCommand() },
  { command: statusCommand() },
  { command: reportCommand() },
  { command: evidenceCommand() },
  { command: expectedCommand() },
  { command: showCommand() },
  { subcommand: "diff", command: diffCommand() },
  { subcommand: "aws-config", command: awsConfigCommand() },
  { subcommand: "request", command: requestCommand() },
  { subcommand: "approve", command: answerCommand("approve") },
  { subcommand: "refuse", command: answerCommand("refuse") },
  { subcommand: "revoke", command: answerCommand("revoke") },
  { subcommand: "list", command: listCommand() },
];
