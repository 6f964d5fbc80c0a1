/** Folders of the policy pack whose code is measured. */
export const folders = ["chain", "definition", "evaluator", "events", "iam", "kit", "rules"];

/** Where the last measurement of a folder is kept; what has not changed since is not measured again. */
export const reportOf = (folder) => `coverage/mutation/${folder}.json`;
