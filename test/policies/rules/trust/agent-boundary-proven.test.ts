import { types } from "../../../../policies/kit/types";
import { agentBoundaryProven } from "../../../../policies/rules/trust/agent-boundary-proven";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, compliantStack } from "../../samples";
import { swap } from "../../variants";

const agent = (props: Readonly<Record<string, unknown>>) => swap(compliant.agent, changed(compliant.agent, props));

cases(agentBoundaryProven, [
  {
    it: "says that the boundary of another stack cannot be read",
    sample: agent({ permissionsBoundary: "arn:aws:iam::111122223333:policy/central" }),
    messages: [
      'Role "release-agent", permissionsBoundary: the boundary cannot be read: policy arn:aws:iam::111122223333:policy/central is not in this stack. Write it in this stack, or read it where it is and except the role here.',
    ],
  },
  { it: "is content with one of the stack", sample: compliantStack, messages: [] },
  {
    it: "leaves no boundary, and one that is not known yet, to agent-boundary",
    sample: [undefined, unknown].flatMap((permissionsBoundary) => agent({ permissionsBoundary })),
    messages: [],
  },
  {
    it: "leaves the boundaries of other roles alone",
    sample: [{ type: types.role, props: { permissionsBoundary: "arn:aws:iam::111122223333:policy/central" } }],
    messages: [],
  },
]);
