import { machinePublished } from "../../../../policies/rules/audit/machine-published";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(machinePublished, [
  {
    it: "finds a machine without versions",
    sample: changed(compliant.machine, { publish: undefined }),
    messages: ['StateMachine "orders", publish: no version is published (found nothing). Set it to true.'],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.machine, { publish: unknown }),
    messages: [],
    advisory: "string value at .publish can't be known during preview",
  },
]);
