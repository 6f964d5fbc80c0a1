import { roleBoundary } from "../../../../policies/rules/permissions/role-boundary";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant } from "../../samples";

cases(roleBoundary, [
  {
    it: "finds a role without a boundary",
    sample: changed(compliant.role, { permissionsBoundary: undefined }),
    messages: [
      'Role "orders-machine", permissionsBoundary: the role has no upper bound. Set it to the ARN of the boundary policy.',
    ],
  },
  {
    it: "takes a boundary that is not known yet",
    sample: changed(compliant.role, { permissionsBoundary: unknown }),
    messages: [],
  },
  {
    it: "does not ask it of service-linked roles",
    sample: changed(compliant.role, { permissionsBoundary: undefined, path: "/aws-service-role/x.amazonaws.com/" }),
    messages: [],
  },
]);
