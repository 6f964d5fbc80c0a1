import { machineTracing } from "../../../policies/rules/machine-tracing";
import { cases } from "../cases";
import { unknown } from "../judge";
import { changed, compliant } from "../samples";

cases(machineTracing, [
  {
    it: "finds tracing switched off",
    sample: changed(compliant.machine, { tracingConfiguration: { enabled: false } }),
    messages: [
      'StateMachine "orders", tracingConfiguration.enabled: runs are not traced (found false). Set it to true.',
    ],
  },
  {
    it: "finds no tracing",
    sample: changed(compliant.machine, { tracingConfiguration: undefined }),
    messages: [
      'StateMachine "orders", tracingConfiguration.enabled: runs are not traced (found nothing). Set it to true.',
    ],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.machine, { tracingConfiguration: { enabled: unknown } }),
    messages: [],
    advisory: "string value at .tracingConfiguration.enabled can't be known during preview",
  },
]);
