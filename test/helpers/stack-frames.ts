// Mocha keeps all frames of a stack. Pulumi's SDK notes a stack for each of its promises, and every frame is looked up in a source map: half the processor
// time of the tests that build components.
Error.stackTraceLimit = 8;
