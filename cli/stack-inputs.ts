import { type CommandInputs, type CommandNeeds, readCommandInputs, type StackSettings } from "../stacks/command-inputs";
import { type CallerAccount, callerAccount } from "./caller-account";
import { readStackFile } from "./stack-file";
import { STACKS } from "./stacks-folder";

/** Where a command reads a stack's settings from. */
export interface StackDependencies {
  /** Folder of the stacks' files. @default `stacks` */
  readonly folder?: string;
  /** Settings of a stack. @default those of its file in `folder` */
  readonly settings?: (stack: string) => StackSettings;
  /** Account of the caller, where no setting names it. @default STS's, with the stack's configuration */
  readonly account?: CallerAccount;
}

/** Option of a command that reads a stack's settings. */
export const STACK_OPTION = {
  value: "ENVIRONMENT",
  required: true,
  help: "reads stacks/Pulumi.<environment>.yaml; names are computed from it",
} as const;

/** Inputs of a command from a stack's settings. @throws {ProblemsError} with all problems together */
export function readStack(
  stack: string,
  { folder = STACKS, settings = (name) => readStackFile(folder, name), account = callerAccount }: StackDependencies,
  needs?: CommandNeeds,
): Promise<CommandInputs> {
  return readCommandInputs(stack, settings(stack), (source) => account(stack, source), needs);
}
