import { task } from "../harness";
import { testExamples } from "./examples";

const parcels = [
  { prod: "R31", "dest-code": 9511, quantity: 1344 },
  { prod: "S39", "dest-code": 9511, quantity: 40 },
];
const shipment = { "ship-date": "2016-03-14T01:59:00Z", detail: { "delivery-partner": "UQS", shipped: parcels } };

describe("examples of the AWS documentation: Parallel, Map", () => {
  testExamples([
    {
      page: "state-parallel.html",
      title: "FunWithMath: one input for all branches, their outputs in order",
      states: {
        FunWithMath: {
          Type: "Parallel",
          End: true,
          Branches: [
            { StartAt: "Add", States: { Add: task("Add") } },
            { StartAt: "Subtract", States: { Subtract: task("Subtract") } },
          ],
        },
      },
      input: [3, 2],
      tasks: {
        Add: (args) => (args as number[]).reduce((sum, one) => sum + one),
        Subtract: (args) => (args as number[]).reduce((sum, one) => sum - one),
      },
      output: [5, 1],
    },
    {
      page: "state-parallel.html",
      title: "LookupCustomerInfo with Arguments and Output",
      states: {
        LookupCustomerInfo: {
          Type: "Parallel",
          Arguments: { id: "{% $states.input.customer %}" },
          Branches: [
            { StartAt: "LookupAddress", States: { LookupAddress: task("AddressFinder") } },
            { StartAt: "LookupPhone", States: { LookupPhone: task("PhoneFinder") } },
          ],
          Output: "{% $merge($states.result) %}",
          End: true,
        },
      },
      input: { customer: 9 },
      tasks: { AddressFinder: (args) => ({ address: args }), PhoneFinder: () => ({ phone: 5 }) },
      output: { address: { id: 9 }, phone: 5 },
    },
    {
      page: "state-map-inline.html",
      title: "Validate-All ships each item, with the courier of the whole",
      states: {
        "Validate-All": {
          Type: "Map",
          Items: "{% $states.input.detail.shipped %}",
          MaxConcurrency: 0,
          ItemSelector: {
            parcel: "{% $states.context.Map.Item.Value %}",
            at: "{% $states.context.Map.Item.Index %}",
            courier: "{% $states.input.detail.'delivery-partner' %}",
          },
          ItemProcessor: {
            ProcessorConfig: { Mode: "INLINE" },
            StartAt: "Validate",
            States: { Validate: task("ship-val") },
          },
          Output: "{% $merge([$states.input, {'detail': {'shipped': $states.result}}]) %}",
          End: true,
        },
      },
      input: shipment,
      tasks: { "ship-val": (args) => args },
      output: { ...shipment, detail: { shipped: parcels.map((parcel, at) => ({ parcel, at, courier: "UQS" })) } },
    },
  ]);
});
