import type { CommandResult, Context } from "../command";
import { runCommand } from "../command";
import { mainWith } from "../main";
import { awsConfigCommand } from "./aws-config";
import { diffCommand } from "./diff";
import { answerCommand, listCommand, requestCommand } from "./grants/commands";
import { showCommand } from "./show";

/** `npm run -s access`: runs the subcommand that the first argument names, otherwise the table. */
export function runAccess([first, ...others]: readonly string[], context?: Context): Promise<CommandResult> {
  if (first === "diff") {
    return runCommand(diffCommand(), others, context);
  }
  if (first === "request") {
    return runCommand(requestCommand(), others, context);
  }
  if (first === "list") {
    return runCommand(listCommand(), others, context);
  }
  if (first === "approve" || first === "refuse" || first === "revoke") {
    return runCommand(answerCommand(first), others, context);
  }
  return first === "aws-config"
    ? runCommand(awsConfigCommand(), others, context)
    : runCommand(showCommand(), first === undefined ? [] : [first, ...others], context);
}

if (require.main === module) {
  void mainWith(runAccess);
}
