/* Entry point of the pack. Left to itself the engine compiles a TypeScript pack with full type checks at every start. */
require("./bundle.cjs")(module, "index", true);
