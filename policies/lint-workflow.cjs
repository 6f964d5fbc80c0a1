/* The command that judges state machine definitions in files: `node lint-workflow.cjs FILE...`. It runs from a copy of the pack alone. */
require("./bundle.cjs")(module, "lint-workflow");
