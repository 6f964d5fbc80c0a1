import { machineTracing } from "../../../../policies/rules/audit/machine-tracing";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { remedies } from "../../remedies";
import { changed, compliant } from "../../samples";

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

const traced = (tracingConfiguration: unknown) => changed(compliant.machine, { tracingConfiguration });

remedies(machineTracing, [
  { it: "leaves a machine that is traced", sample: traced({ enabled: true }) },
  { it: "leaves one that says so in text", sample: traced({ enabled: "true" }) },
  { it: "switches tracing on", sample: traced({ enabled: false }), fixed: traced({ enabled: true }).props },
  {
    it: "switches it on where the text says no",
    sample: traced({ enabled: "false" }),
    fixed: traced({ enabled: true }).props,
  },
  { it: "switches it on where nothing is said", sample: traced(undefined), fixed: traced({ enabled: true }).props },
  { it: "switches it on in an empty block", sample: traced({}), fixed: traced({ enabled: true }).props },
  { it: "switches it on for null", sample: traced(null), fixed: traced({ enabled: true }).props },
  {
    it: "switches it on in a list of one",
    sample: traced([{ enabled: false }]),
    fixed: traced([{ enabled: true }]).props,
  },
  { it: "leaves an empty list", sample: traced([]) },
  { it: "leaves what is not known yet", sample: traced({ enabled: unknown }) },
  { it: "leaves a block that is not known yet", sample: traced(unknown) },
  { it: "leaves a value that is none", sample: traced({ enabled: "perhaps" }) },
  { it: "leaves a block that is none", sample: traced("on") },
]);
