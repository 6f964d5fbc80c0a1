import { task } from "../harness";
import { testExamples } from "./examples";

const end = { Type: "Succeed" };

/** The Choice of the page, in JSONata. */
const choice = {
  ChoiceStateX: {
    Type: "Choice",
    Choices: [
      { Condition: "{% $not($states.input.type = 'Private') %}", Next: "Public" },
      { Condition: "{% $states.input.value = 0 %}", Next: "ValueIsZero" },
      { Condition: "{% $states.input.value >= 20 and $states.input.value < 30 %}", Next: "ValueInTwenties" },
    ],
    Default: "DefaultState",
  },
  Public: end,
  ValueIsZero: end,
  ValueInTwenties: end,
  DefaultState: { Type: "Fail", Cause: "No Matches!" },
};

describe("examples of the AWS documentation: Pass, Task, Choice, Wait, Succeed, Fail", () => {
  testExamples([
    {
      page: "state-pass.html",
      title: "injects fixed data into its input",
      states: {
        "No-op": {
          Type: "Pass",
          Output: "{% $merge([$states.input, {'coords': {'x-datum': 0.381018, 'y-datum': 622.2269926397355}}]) %}",
          Next: "Done",
        },
        Done: end,
      },
      input: { georefOf: "Home" },
      output: { georefOf: "Home", coords: { "x-datum": 0.381018, "y-datum": 622.2269926397355 } },
    },
    {
      page: "state-task.html",
      title: "hands its input to a function and on to the next state what that returns",
      states: {
        HelloWorld: task("HelloFunction", { Next: "AfterHelloWorldState", Comment: "Run the HelloWorld function" }),
        AfterHelloWorldState: end,
      },
      input: { who: "AWS" },
      tasks: { HelloFunction: (args) => ({ greeting: args }) },
      output: { greeting: { who: "AWS" } },
    },
    {
      page: "state-task.html",
      title: "Arguments and Output shape what goes in and what comes out",
      states: {
        T: task("F", {
          Arguments: { name: "{% $states.input.who %}", fixed: 1 },
          Output: { said: "{% $states.result.text %}", to: "{% $states.input.who %}" },
          End: true,
        }),
      },
      input: { who: "Bob", noise: true },
      tasks: { F: (args) => ({ text: JSON.stringify(args) }) },
      output: { said: '{"name":"Bob","fixed":1}', to: "Bob" },
    },
    {
      page: "state-choice.html",
      title: "a value in the twenties",
      states: choice,
      input: { type: "Private", value: 22 },
      path: ["ChoiceStateX", "ValueInTwenties"],
      output: { type: "Private", value: 22 },
    },
    {
      page: "state-choice.html",
      title: "not private",
      states: choice,
      input: { type: "Group" },
      path: ["ChoiceStateX", "Public"],
      output: { type: "Group" },
    },
    {
      page: "state-choice.html",
      title: "zero",
      states: choice,
      input: { type: "Private", value: 0 },
      path: ["ChoiceStateX", "ValueIsZero"],
      output: { type: "Private", value: 0 },
    },
    {
      page: "state-choice.html",
      title: "no rule is true",
      states: choice,
      input: { type: "Private", value: 40 },
      path: ["ChoiceStateX", "DefaultState"],
      failure: ["", "No Matches!"],
    },
    {
      page: "state-wait.html",
      title: "ten seconds",
      states: { wait_ten_seconds: { Type: "Wait", Seconds: 10, Next: "NextState" }, NextState: end },
      output: {},
      seconds: 10,
    },
    {
      page: "state-wait.html",
      title: "until a fixed time",
      states: { wait_until: { Type: "Wait", Timestamp: "2024-03-14T01:59:00Z", Next: "NextState" }, NextState: end },
      output: {},
      seconds: 59 * 60,
    },
    {
      page: "state-wait.html",
      title: "until a time of the input",
      states: { wait_until: { Type: "Wait", Timestamp: "{% $states.input.expirydate %}", End: true } },
      input: { expirydate: "2024-03-14T02:59:00+01:00" },
      output: { expirydate: "2024-03-14T02:59:00+01:00" },
      seconds: 59 * 60,
    },
    {
      // Not on the page: AWS drops the fraction, https://github.com/localstack/localstack/pull/9813.
      page: "state-wait.html",
      title: "until the whole second of a time with a fraction",
      states: { wait_until: { Type: "Wait", Timestamp: "2024-03-14T01:00:05.999Z", Output: {}, End: true } },
      output: {},
      seconds: 5,
    },
    {
      page: "state-wait.html",
      title: "seconds of the input, then data for the next state",
      states: { w: { Type: "Wait", Seconds: "{% $states.input.delay * 2 %}", Output: "done", End: true } },
      input: { delay: 4 },
      output: "done",
      seconds: 8,
    },
    {
      page: "state-succeed.html",
      title: "ends well, with its input",
      states: { SuccessState: end },
      input: { a: 1 },
      output: { a: 1 },
    },
    {
      page: "state-succeed.html",
      title: "ends well, with an output of its own",
      states: { S: { Type: "Succeed", Output: "{% $states.input.a + 1 %}" } },
      input: { a: 1 },
      output: 2,
    },
    {
      page: "state-fail.html",
      title: "fixed error and cause",
      states: { FailState: { Type: "Fail", Error: "ErrorA", Cause: "Kaiju attack" } },
      failure: ["ErrorA", "Kaiju attack"],
    },
    {
      page: "state-fail.html",
      title: "error and cause from expressions",
      states: {
        FailState: {
          Type: "Fail",
          Error: "{% $states.input.myError %}",
          Cause: "{% 'This is a custom error message for ' & $states.input.who %}",
        },
      },
      input: { myError: "Mine", who: "you" },
      failure: ["Mine", "This is a custom error message for you"],
    },
  ]);
});
