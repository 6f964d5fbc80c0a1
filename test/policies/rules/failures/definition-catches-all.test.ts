import { definitionCatchesAll } from "../../../../policies/rules/failures/definition-catches-all";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { machine, plain, task, withStates } from "../../machines";
import { changed, compliant, machineWith } from "../../samples";

cases(definitionCatchesAll, [
  {
    it: "finds a Task without Catch, also the fallback's own",
    sample: machineWith(withStates(plain(), { Run: { Catch: [] }, Notify: { Catch: [] } })),
    messages: [
      'StateMachine "orders", state "Notify": the Task has no Catch. Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
      'StateMachine "orders", state "Run": the Task has no Catch. Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
    ],
  },
  {
    it: "finds a Catch without States.ALL",
    sample: machineWith(withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Notify" }] } })),
    messages: [
      'StateMachine "orders", state "Run": the Task does not catch States.ALL (catches ["States.Timeout"]). Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
    ],
  },
  {
    it: "finds States.ALL that is not last",
    sample: machineWith(
      withStates(plain(), {
        Run: {
          Catch: [
            { ErrorEquals: ["States.ALL"], Next: "Notify" },
            { ErrorEquals: ["Known"], Next: "Notify" },
          ],
        },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Run": the Catch for States.ALL is number 1 of 2, so the later ones never act. Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
    ],
  },
  {
    it: "finds States.ALL that does not stand alone",
    sample: machineWith(
      withStates(plain(), { Run: { Catch: [{ ErrorEquals: ["States.ALL", "Known"], Next: "Notify" }] } }),
    ),
    messages: [
      'StateMachine "orders", state "Run": States.ALL is not alone in its Catch (["States.ALL","Known"]). Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
    ],
  },
  {
    it: "finds a Map, and the Task in it, without Catch",
    sample: machineWith(
      machine("Each", {
        Each: {
          Type: "Map",
          ItemProcessor: { StartAt: "One", States: { One: task(undefined, { Catch: [] }) } },
          End: true,
        },
      }),
    ),
    messages: [
      'StateMachine "orders", state "Each": the Map has no Catch. Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
      'StateMachine "orders", state "Each / item / One": the Task has no Catch. Add a last Catch with ErrorEquals ["States.ALL"] that leads to an SNS publish and a Fail.',
    ],
  },
  {
    it: "says nothing definite while the definition is not known",
    sample: changed(compliant.machine, { definition: unknown }),
    messages: [],
    advisory: "string value at .definition can't be known during preview",
  },
  {
    it: "leaves a definition that cannot be read to definition-readable",
    sample: machineWith("{"),
    messages: [],
  },
]);
