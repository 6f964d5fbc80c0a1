import { program } from "./program";
import { keepStacksShort } from "./short-stacks";

keepStacksShort();

/** Entry of `pulumi preview` and `pulumi up`: Pulumi calls what is exported and takes its result as the stack's outputs. */
export = program;
