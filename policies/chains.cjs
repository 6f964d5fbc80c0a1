/* The command that prints every link of the role chains of a stack: `node chains.cjs FILE`. It runs from a copy of the pack alone. */
require("./bundle.cjs")(module, "chains");
