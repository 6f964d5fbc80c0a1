import { SETTINGS, type Setting } from "../stacks/settings";

/** The page of all settings of a stack, from the table that also checks them. */
export function settingsPage(): string {
  const rows = Object.values(SETTINGS).map(
    (setting) => `| \`${setting.key}\` | ${cell(setting.fix)} | ${defaultOf(setting)} |`,
  );
  return [
    "# Settings",
    "",
    "Keys of `stacks/Pulumi.<environment>.yaml`; `npm run generate:reference` writes this page. A wrong value is reported with the text of the second column,",
    "together with everything else that is wrong.",
    "",
    "| key | value | default |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** Text of a table's cell: a bar would end the cell, and `{{` and `<` would be read as markup. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function defaultOf({ schema }: Setting): string {
  const { success, data } = schema.safeParse(undefined);
  if (!success) {
    return "required";
  }
  return data === undefined ? "none" : `\`${typeof data === "string" ? data : JSON.stringify(data)}\``;
}
