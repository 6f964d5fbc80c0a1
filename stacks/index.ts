import { program } from "./program";

/** Entry of `pulumi preview` and `pulumi up`: Pulumi calls what is exported and takes its result as the stack's outputs. */
export = program;
