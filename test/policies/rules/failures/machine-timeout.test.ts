import { machineTimeout } from "../../../../policies/rules/failures/machine-timeout";
import { cases } from "../../cases";
import { unknown } from "../../judge";
import { plain, without } from "../../machines";
import { remedies } from "../../remedies";
import { changed, compliant, machineWith } from "../../samples";

cases(machineTimeout, [
  {
    it: "finds a machine without TimeoutSeconds",
    sample: machineWith(without(plain(), "TimeoutSeconds")),
    messages: [
      'StateMachine "orders", definition: the machine has no TimeoutSeconds (found nothing). Add TimeoutSeconds of at most 86400 next to StartAt.',
    ],
  },
  {
    it: "finds one that may run too long",
    sample: machineWith({ ...plain(), TimeoutSeconds: 604800 }),
    messages: ['StateMachine "orders", definition: TimeoutSeconds is 604800. Set it to 86400 or less.'],
  },
  {
    it: "finds one that is no number",
    sample: machineWith({ ...plain(), TimeoutSeconds: "soon" }),
    messages: [
      'StateMachine "orders", definition: the machine has no TimeoutSeconds (found "soon"). Add TimeoutSeconds of at most 86400 next to StartAt.',
    ],
  },
  {
    it: "finds a number that is written as a text, which AWS refuses",
    sample: machineWith({ ...plain(), TimeoutSeconds: "900" }),
    messages: [
      'StateMachine "orders", definition: the machine has no TimeoutSeconds (found "900"). Add TimeoutSeconds of at most 86400 next to StartAt.',
    ],
  },
  {
    it: "takes the most from its settings",
    sample: machineWith(plain()),
    config: { maxSeconds: 60 },
    messages: ['StateMachine "orders", definition: TimeoutSeconds is 600. Set it to 60 or less.'],
  },
]);

const unbounded = JSON.stringify(without(plain(), "TimeoutSeconds"));
const bounded = (seconds: number, rest = unbounded) => machineWith(`{"TimeoutSeconds":${seconds},${rest.slice(1)}`);

remedies(machineTimeout, [
  { it: "leaves a machine with a time-out", sample: machineWith(plain()) },
  { it: "adds one where there is none", sample: machineWith(unbounded), fixed: bounded(86_400).props },
  {
    it: "adds the configured one",
    sample: machineWith(unbounded),
    config: { maxSeconds: 900 },
    fixed: bounded(900).props,
  },
  {
    it: "adds no more than an Express machine may run",
    sample: changed(machineWith(unbounded), { type: "EXPRESS" }),
    fixed: changed(bounded(300), { type: "EXPRESS" }).props,
  },
  {
    it: "adds less to an Express machine where less is configured",
    sample: changed(machineWith(unbounded), { type: "EXPRESS" }),
    config: { maxSeconds: 60 },
    fixed: changed(bounded(60), { type: "EXPRESS" }).props,
  },
  {
    it: "adds the whole to a Standard machine",
    sample: changed(machineWith(unbounded), { type: "STANDARD" }),
    fixed: changed(bounded(86_400), { type: "STANDARD" }).props,
  },
  {
    it: "leaves the rest of the text to the letter",
    sample: machineWith('\n { "2": 1.0, "1": 10000000000000001, "StartAt": "No", "States": {"No": {"Type": "Fail"}} }'),
    fixed: machineWith(
      '\n {"TimeoutSeconds":86400, "2": 1.0, "1": 10000000000000001, "StartAt": "No", "States": {"No": {"Type": "Fail"}} }',
    ).props,
  },
  {
    it: "leaves one that is too long: somebody chose it",
    sample: machineWith({ ...plain(), TimeoutSeconds: 604_800 }),
  },
  { it: "leaves one that is none", sample: machineWith({ ...plain(), TimeoutSeconds: null }) },
  { it: "leaves a definition that is not known yet", sample: machineWith(unknown) },
  { it: "leaves a machine whose kind is not known yet", sample: changed(machineWith(unbounded), { type: unknown }) },
  { it: "leaves a definition that cannot be read", sample: machineWith("{") },
  { it: "leaves a definition that is not there", sample: changed(compliant.machine, { definition: undefined }) },
  {
    it: "leaves a definition that is an object",
    sample: changed(compliant.machine, { definition: JSON.parse(unbounded) }),
  },
  {
    it: "leaves a definition that Step Functions would refuse",
    sample: machineWith(JSON.stringify({ StartAt: "Gone", States: { No: { Type: "Fail" } } })),
  },
]);
