import { COMMANDS } from "../cli/commands";
import { helpOf } from "../cli/help";
import { CHAINS_HELP } from "../policies/chains";
import { LINT_HELP } from "../policies/lint-workflow";

/** The page of all commands: what `--help` prints of each. */
export function commandsPage(): string {
  const sections = [
    ...COMMANDS.map(({ subcommand, command }) => ({
      title: subcommand === undefined ? command.name : `${command.name} ${subcommand}`,
      help: helpOf(command),
    })),
    { title: "lint:workflow", help: LINT_HELP },
    { title: "chains", help: CHAINS_HELP },
  ];
  const pieces = sections.map(({ title, help }) => `## ${title}\n\n\`\`\`text\n${help.trim()}\n\`\`\`\n`);
  return ["# Commands\n", "What `--help` prints; `npm run generate:reference` writes this page.\n", ...pieces].join(
    "\n",
  );
}
