import { definitionReadable } from "../../../../policies/rules/failures/definition-readable";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { changed, compliant, machineWith } from "../../samples";

cases(definitionReadable, [
  {
    it: "finds text that is not JSON, without quoting it",
    sample: machineWith("{ hunter2"),
    messages: [
      'StateMachine "orders", definition: the definition is not JSON. Write it as an Amazon States Language document.',
    ],
  },
  {
    it: "finds JSON that is no definition",
    sample: machineWith("[]"),
    messages: [
      'StateMachine "orders", definition: the definition is JSON, but not an object. Write it as an Amazon States Language document.',
    ],
  },
  {
    it: "finds a document without States",
    sample: machineWith({ StartAt: "A" }),
    messages: [
      'StateMachine "orders", definition: the definition has no States. Write it as an Amazon States Language document.',
    ],
  },
  {
    it: "finds edges that lead nowhere, and starts",
    sample: machineWith({ StartAt: "B", States: { A: { Type: "Pass", Next: "C" } } }),
    messages: [
      'StateMachine "orders", definition: the machine starts at "B", which it does not have. Correct the reference or the type.',
      'StateMachine "orders", state "A": leads to "C", which is not in its own scope. Correct the reference or the type.',
    ],
  },
  {
    it: "finds a branch that leads out of itself, and a type that does not exist",
    sample: machineWith({
      StartAt: "P",
      States: {
        P: { Type: "Parallel", Branches: [{ StartAt: "X", States: { X: { Type: "Pass", Next: "Q" } } }], Next: "Q" },
        Q: { Type: "Nap" },
      },
    }),
    messages: [
      'StateMachine "orders", state "P / branch 1 / X": leads to "Q", which is not in its own scope. Correct the reference or the type.',
      'StateMachine "orders", state "Q": has no Type that the States Language knows. Correct the reference or the type.',
      'StateMachine "orders", state "P": leads to "Q", which is not in its own scope. Correct the reference or the type.',
    ],
  },
  {
    it: "finds a Map without processor, a Parallel without branches, a state without an end",
    sample: machineWith({
      StartAt: "M",
      States: { M: { Type: "Map", Next: "P" }, P: { Type: "Parallel", Next: "W" }, W: { Type: "Wait" } },
    }),
    messages: [
      'StateMachine "orders", state "M": has no ItemProcessor. Correct the reference or the type.',
      'StateMachine "orders", state "P": has no Branches. Correct the reference or the type.',
      'StateMachine "orders", state "W": has neither Next nor End. Correct the reference or the type.',
    ],
  },
  {
    it: "says nothing of a machine without a definition",
    sample: changed(compliant.machine, { definition: undefined }),
    messages: [],
  },
  {
    it: "says that it is not known yet",
    sample: changed(compliant.machine, { definition: unknown }),
    messages: [],
    advisory: "string value at .definition can't be known during preview",
  },
]);
