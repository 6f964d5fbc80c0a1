import { program } from "./program";
import { keepStacksShort } from "./short-stacks";

keepStacksShort();

/** Entry of `pulumi preview` and `pulumi up`: Pulumi calls the exported function; its result is the stack's outputs. */
export = program;
