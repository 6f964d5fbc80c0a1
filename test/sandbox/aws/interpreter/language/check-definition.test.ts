import assert from "node:assert/strict";
import { checkDefinition } from "../../../../../sandbox/aws/interpreter/language/check-definition";

const pass = { Type: "Pass", End: true };
const machine = (States: Record<string, unknown>, more: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(States)[0],
  States,
  ...more,
});
const clause = (more: object) =>
  machine({ T: { Type: "Task", Resource: "arn:aws:states:::x:y", Next: "U", ...more }, U: pass });
const task = (more: object) => machine({ T: { Type: "Task", Resource: "arn:aws:states:::x:y", End: true, ...more } });
const output = (expression: string) => machine({ A: { ...pass, Output: { v: `{% ${expression} %}` } } });
const wait = (more: object) => machine({ W: { Type: "Wait", End: true, ...more } });
const choice = (rule: object) => machine({ C: { Type: "Choice", Choices: [{ Next: "A", ...rule }] }, A: pass });
const map = (more: object, processor: object = {}) =>
  machine({
    M: { Type: "Map", End: true, ItemProcessor: { StartAt: "I", States: { I: pass }, ...processor }, ...more },
  });
const parallel = (branch: object) => machine({ P: { Type: "Parallel", End: true, Branches: [branch] } });
const assign = (values: object) => machine({ A: { ...pass, Assign: values } });
const catcher = (more: object) => clause({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "U", ...more }] });
const retrier = (more: object) => clause({ Retry: [{ ErrorEquals: ["E"], ...more }] });
const only = (field: string) =>
  `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`;

const SCHEMA = "SCHEMA_VALIDATION_FAILED";
const TARGET = "MISSING_TRANSITION_TARGET";
const UNSUPPORTED = "UNSUPPORTED_JSONATA_EXPRESSION";
const long = "n".repeat(81);

/** Findings as `code: message at location`, as CreateStateMachine lists them. */
const findings = (definition: unknown) =>
  checkDefinition(typeof definition === "string" ? definition : JSON.stringify(definition)).diagnostics.map(
    ({ code, message, location }) => `${code}: ${message} at ${location ?? "null"}`,
  );

describe("checkDefinition", () => {
  const wrong: readonly (readonly [title: string, definition: unknown, ...found: string[]])[] = [
    ["no object", "[]", `${SCHEMA}: Definition must be a valid JSON object at null`],
    ["an empty text", "", `${SCHEMA}: Definition must be a valid JSON object at null`],
    ["an empty object", {}, `${SCHEMA}: These fields are required: [States, StartAt] at /`],
    [
      "no states",
      machine({}, { StartAt: "A" }),
      `${SCHEMA}: The field 'States' should have at least 1 state at /States`,
    ],
    [
      "no start",
      { ...machine({ A: pass }), StartAt: undefined },
      `${SCHEMA}: These fields are required: [StartAt] at /`,
    ],
    ["an unknown field", machine({ A: pass }, { Retry: [] }), `${SCHEMA}: Field 'Retry' is not supported at /`],
    [
      "a time-out of no length",
      machine({ A: pass }, { TimeoutSeconds: 0 }),
      `${SCHEMA}: Minimum value is 1 at /TimeoutSeconds`,
    ],
    [
      "a loop that never ends, and not what it never reaches",
      machine({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" }, C: { Type: "Pass", Next: "A" } }),
      "MISSING_END_STATE: Workflow has no terminal state at null",
    ],
    [
      "a loop next to an end that nothing leads to",
      machine({ A: { Type: "Pass", Next: "A" }, C: pass }),
      `${TARGET}: State "C" is not reachable. at /States/C`,
    ],
    [
      "a start that is not there",
      machine({ A: pass }, { StartAt: "B" }),
      `${TARGET}: Missing 'Next' target: B at /StartAt`,
      `${TARGET}: State "A" is not reachable. at /States/A`,
    ],
    [
      "a start that is not there, though every object has it",
      machine({ A: pass }, { StartAt: "toString" }),
      `${TARGET}: Missing 'Next' target: toString at /StartAt`,
      `${TARGET}: State "A" is not reachable. at /States/A`,
    ],
    [
      "a next that is not there, though every object has it",
      machine({ A: { Type: "Pass", Next: "constructor" } }),
      `${TARGET}: Missing 'Next' target: constructor at /States/A/Next`,
      "MISSING_END_STATE: Workflow has no terminal state at null",
    ],
    [
      "a rule that leads nowhere",
      choice({ Condition: true, Next: "B" }),
      `${TARGET}: Missing 'Next' target: B at /States/C/Choices[0]/Next`,
      `${TARGET}: State "A" is not reachable. at /States/A`,
    ],
    [
      "a catcher that leads nowhere",
      catcher({ Next: "B" }),
      `${TARGET}: Missing 'Next' target: B at /States/T/Catch[0]/Next`,
    ],
    [
      "a state in a branch that nothing leads to",
      parallel({ StartAt: "A", States: { A: pass, B: pass } }),
      `${TARGET}: State "B" is not reachable. at /States/P/Branches[0]/States/B`,
    ],
    [
      "one name twice",
      parallel({ StartAt: "P", States: { P: pass } }),
      "DUPLICATE_STATE_NAME: Duplicate State name: P at /States/P/Branches[0]/States/P",
    ],
    [
      "a name that is too long",
      machine({ [long]: pass }),
      `INVALID_STATE_NAME: Invalid State name: State '${long}' exceeds the 80-character limit allowed by the service at /States/${long}`,
    ],
    [
      "an unknown type",
      machine({ A: { Type: "Loop", End: true } }),
      `${SCHEMA}: Value should be one of the following: [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map] at /States/A/Type`,
    ],
    [
      "neither Next nor End",
      parallel({ StartAt: "A", States: { A: { Type: "Pass" } } }),
      `${SCHEMA}: These fields are required: exactly one of [Next, End] at /States/P/Branches[0]/States/A`,
    ],
    [
      "Next and End",
      machine({ A: { ...pass, Next: "A" } }),
      `${SCHEMA}: These fields are required: exactly one of [Next, End] at /States/A`,
    ],
    [
      "a field of JSONPath",
      machine({ A: { ...pass, Parameters: {} } }),
      `${SCHEMA}: ${only("Parameters")} at /States/A`,
    ],
    [
      "a field of JSONPath in a processor",
      map({}, { States: { I: { ...pass, InputPath: "$" } } }),
      `${SCHEMA}: ${only("InputPath")} at /States/M/ItemProcessor/States/I`,
    ],
    ...["Catch", "Retry", "TimeoutSeconds"].map(
      (field) =>
        [
          `${field} in Pass`,
          machine({ A: { ...pass, [field]: field === "TimeoutSeconds" ? 5 : [] } }),
          `${SCHEMA}: Field '${field}' is not supported at /States/A`,
        ] as const,
    ),
    [
      "TimeoutSeconds in Map",
      map({ TimeoutSeconds: 5 }),
      `${SCHEMA}: Field 'TimeoutSeconds' is not supported at /States/M`,
    ],
    [
      "Assign in Succeed",
      machine({ A: { Type: "Succeed", Assign: {} } }),
      `${SCHEMA}: Field 'Assign' is not supported at /States/A`,
    ],
    [
      "a misspelt field",
      machine({ A: { ...pass, Outputs: 1 } }),
      `${SCHEMA}: Field 'Outputs' is not supported at /States/A`,
    ],
    [
      "a query language of a processor",
      map({}, { QueryLanguage: "JSONata" }),
      `${SCHEMA}: Field 'QueryLanguage' is not supported at /States/M/ItemProcessor`,
    ],
    [
      "a query language of a branch",
      parallel({ QueryLanguage: "JSONata", StartAt: "A", States: { A: pass } }),
      `${SCHEMA}: Field 'QueryLanguage' is not supported at /States/P/Branches[0]`,
    ],
    [
      "JSONPath in a JSONata machine",
      machine({ A: { ...pass, QueryLanguage: "JSONPath", Output: 1 } }),
      `${SCHEMA}: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A`,
    ],
    [
      "JSONPath",
      { StartAt: "A", States: { A: pass } },
      `${SCHEMA}: The query language is JSONPath; the embedded cloud runs JSONata definitions only at /States/A`,
    ],
    [
      "JSONPath in a processor of a JSONata Map",
      { ...map({ QueryLanguage: "JSONata" }), QueryLanguage: "JSONPath" },
      `${SCHEMA}: The query language is JSONPath; the embedded cloud runs JSONata definitions only at /States/M/ItemProcessor/States/I`,
    ],
    [
      "an unknown query language",
      machine({ A: { ...pass, QueryLanguage: "jsonata" } }),
      `${SCHEMA}: Value should be one of the following: [JSONPath, JSONata] at /States/A/QueryLanguage`,
    ],
    [
      "a query language that is no text",
      machine({ A: pass }, { QueryLanguage: 5 }),
      `${SCHEMA}: Expected value of type [STRING] at /QueryLanguage`,
    ],
    [
      "a task without resource",
      task({ Resource: undefined }),
      `${SCHEMA}: These fields are required: [Resource] at /States/T`,
    ],
    [
      "a resource that is no ARN",
      task({ Resource: "lambda:invoke" }),
      `${SCHEMA}: Value is not a valid resource ARN at /States/T/Resource`,
    ],
    [
      "credentials without a role",
      task({ Credentials: {} }),
      `${SCHEMA}: These fields are required: [RoleArn] at /States/T/Credentials`,
    ],
    ...[
      [3600, 300],
      [300, 300],
    ].map(
      ([HeartbeatSeconds, TimeoutSeconds]) =>
        [
          `a heartbeat of ${HeartbeatSeconds} s with a time-out of ${TimeoutSeconds} s`,
          task({ HeartbeatSeconds, TimeoutSeconds }),
          `${SCHEMA}: 'HeartbeatSeconds' should be smaller than 'TimeoutSeconds' at /States/T/HeartbeatSeconds`,
        ] as const,
    ),
    [
      "a time-out that is a text",
      task({ TimeoutSeconds: "300" }),
      `${SCHEMA}: Expected value of type [INTEGER] at /States/T/TimeoutSeconds`,
    ],
    [
      "two ways to wait",
      wait({ Seconds: 1, Timestamp: "2030-01-01T00:00:00Z" }),
      `${SCHEMA}: These fields are required: exactly one of [Seconds, Timestamp] at /States/W`,
    ],
    [
      "no way to wait",
      wait({}),
      `${SCHEMA}: These fields are required: exactly one of [Seconds, Timestamp] at /States/W`,
    ],
    [
      "a wait that is too long",
      wait({ Seconds: 100_000_000 }),
      `${SCHEMA}: Maximum value is 99999999 at /States/W/Seconds`,
    ],
    [
      "a wait of part of a second",
      wait({ Seconds: 1.5 }),
      `${SCHEMA}: Expected value of type [INTEGER] at /States/W/Seconds`,
    ],
    [
      "a timestamp without offset",
      wait({ Timestamp: "2030-01-01T00:00:00" }),
      `${SCHEMA}: The value is not a valid ISO-8601 extended offset date-time at /States/W/Timestamp`,
    ],
    [
      "a negative concurrency",
      map({ MaxConcurrency: -1 }),
      `${SCHEMA}: Minimum value is 0 at /States/M/MaxConcurrency`,
    ],
    [
      "a tolerance of more than everything",
      map({ ToleratedFailurePercentage: 100.5 }),
      `${SCHEMA}: Maximum value is 100 at /States/M/ToleratedFailurePercentage`,
    ],
    [
      "a catcher without errors",
      catcher({ ErrorEquals: undefined }),
      `${SCHEMA}: These fields are required: [ErrorEquals] at /States/T/Catch[0]`,
    ],
    [
      "States.ALL in company",
      catcher({ ErrorEquals: ["States.ALL", "E"] }),
      `${SCHEMA}: States.ALL should stand alone, in the last clause at /States/T/Catch[0]/ErrorEquals`,
    ],
    [
      "States.ALL not last",
      clause({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] }),
      `${SCHEMA}: States.ALL should stand alone, in the last clause at /States/T/Retry[0]/ErrorEquals`,
    ],
    [
      "ResultPath in a catcher",
      catcher({ ResultPath: "$.e" }),
      `${SCHEMA}: ${only("ResultPath")} at /States/T/Catch[0]`,
    ],
    [
      "a misspelt field of a retrier",
      retrier({ MaxAttempt: 1 }),
      `${SCHEMA}: Field 'MaxAttempt' is not supported at /States/T/Retry[0]`,
    ],
    [
      "negative attempts",
      retrier({ MaxAttempts: -1 }),
      `${SCHEMA}: Minimum value is 0 at /States/T/Retry[0]/MaxAttempts`,
    ],
    [
      "an interval of part of a second",
      retrier({ IntervalSeconds: 0.5 }),
      `${SCHEMA}: Expected value of type [INTEGER] at /States/T/Retry[0]/IntervalSeconds`,
    ],
    [
      "an interval that is an expression",
      retrier({ IntervalSeconds: "{% 1 %}" }),
      `${SCHEMA}: Expected value of type [INTEGER] at /States/T/Retry[0]/IntervalSeconds`,
    ],
    [
      "a delay that is too long",
      retrier({ MaxDelaySeconds: 31_622_401 }),
      `${SCHEMA}: Maximum value is 31622400 at /States/T/Retry[0]/MaxDelaySeconds`,
    ],
    [
      "a shrinking backoff",
      retrier({ BackoffRate: 0.5 }),
      `${SCHEMA}: Minimum value is 1 at /States/T/Retry[0]/BackoffRate`,
    ],
    [
      "unknown jitter",
      retrier({ JitterStrategy: "SOME" }),
      `${SCHEMA}: Value should be one of the following: [FULL, NONE] at /States/T/Retry[0]/JitterStrategy`,
    ],
    [
      "a choice without rules",
      machine({ C: { Type: "Choice", Choices: [], Default: "A" }, A: pass }),
      `${SCHEMA}: The field 'Choices' should have at least 1 rule at /States/C/Choices`,
    ],
    [
      "a rule without condition",
      choice({}),
      `${SCHEMA}: These fields are required: [Condition] at /States/C/Choices[0]`,
    ],
    [
      "a rule of JSONPath",
      choice({ Condition: true, Variable: "$.x" }),
      `${SCHEMA}: ${only("Variable")} at /States/C/Choices[0]`,
    ],
    [
      "a variable that is called states",
      assign({ states: 1 }),
      `${SCHEMA}: The variable name 'states' is reserved at /States/A/Assign/states`,
    ],
    [
      "a variable that is no identifier",
      assign({ "a-b": 1 }),
      `${SCHEMA}: The variable name 'a-b' should be a Unicode identifier of at most 80 characters at /States/A/Assign/a-b`,
    ],
    [
      "a variable that begins with a digit, in a catcher",
      catcher({ Assign: { "1a": 1 } }),
      `${SCHEMA}: The variable name '1a' should be a Unicode identifier of at most 80 characters at /States/T/Catch[0]/Assign/1a`,
    ],
    ["an Assign that is no object", assign(["a"]), `${SCHEMA}: Expected value of type [OBJECT] at /States/A/Assign`],
    ...(
      [
        ["a[1,2)", 'Expected "]", got ","'],
        ['"unterminated', "String literal must be terminated by a matching quote"],
        ["1 +", "Unexpected end of expression"],
        ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
        ["$x :=", "Unexpected end of expression"],
        ['$match("a", /abc', "No terminating / in regular expression"],
        ["", "Unexpected end of expression"],
      ] as const
    ).map(
      ([expression, message]) =>
        [
          `the broken expression ${expression || "of nothing"}`,
          output(expression),
          `INVALID_JSONATA_EXPRESSION: ${message} at /States/A/Output/v`,
        ] as const,
    ),
    ...(
      [
        ["phone", "phone"],
        ["phone[0]", "phone"],
        ["phone = 1 ? $states.input.a : 2", "phone"],
        ["$.phone", "$"],
        ["$map($states.input.a, function($x) { b })", "b"],
        ["{aaa: 1}", "aaa"],
        ["[$states.input, zz.y]", "zz"],
        ["-rest", "rest"],
        ["($a := first; $a)", "first"],
        ["$states.input ~> last", "last"],
        ["`a name`.b", "a name"],
      ] as const
    ).map(
      ([expression, name]) =>
        [
          `the bare name of ${expression}`,
          output(expression),
          `${UNSUPPORTED}: Reference to '${name}' at the top level is not supported. at /States/A/Output/v`,
        ] as const,
    ),
    [
      "two bare names",
      output("aaa + bbb"),
      ...["aaa", "bbb"].map(
        (name) => `${UNSUPPORTED}: Reference to '${name}' at the top level is not supported. at /States/A/Output/v`,
      ),
    ],
    ...["$$", "$$.a", "$states.input.items[id = $$.id]"].map(
      (expression) =>
        [
          expression,
          output(expression),
          `${UNSUPPORTED}: Reference to '$$' is not supported. at /States/A/Output/v`,
        ] as const,
    ),
    ...["errorOutput", "result", "inputs"].map(
      (field) =>
        [
          `$states.${field} in Pass`,
          output(`$count($states.${field}.a)`),
          `${UNSUPPORTED}: Field '$states.${field}' does not exist. at /States/A/Output/v`,
        ] as const,
    ),
    [
      "$states.errorOutput in the Output of a task",
      task({ Output: "{% $states.errorOutput %}" }),
      `${UNSUPPORTED}: Field '$states.errorOutput' does not exist. at /States/T/Output`,
    ],
    [
      "$states.result in the Arguments of a task",
      task({ Arguments: { a: ["{% $states.result %}"] } }),
      `${UNSUPPORTED}: Field '$states.result' does not exist. at /States/T/Arguments/a[0]`,
    ],
    [
      "$states.result in a catcher",
      catcher({ Output: "{% $states.result %}" }),
      `${UNSUPPORTED}: Field '$states.result' does not exist. at /States/T/Catch[0]/Output`,
    ],
    [
      "a bare name in a catcher",
      catcher({ Output: { v: "{% phone %}" } }),
      `${UNSUPPORTED}: Reference to 'phone' at the top level is not supported. at /States/T/Catch[0]/Output/v`,
    ],
    [
      "a bare name in a condition",
      choice({ Condition: "{% phone = 1 %}" }),
      `${UNSUPPORTED}: Reference to 'phone' at the top level is not supported. at /States/C/Choices[0]/Condition`,
    ],
    [
      "a bare name in a member called like a field",
      assign({ Next: "{% phone %}" }),
      `${UNSUPPORTED}: Reference to 'phone' at the top level is not supported. at /States/A/Assign/Next`,
    ],
    [
      "a bare name in a wait",
      wait({ Seconds: "{% phone %}" }),
      `${UNSUPPORTED}: Reference to 'phone' at the top level is not supported. at /States/W/Seconds`,
    ],
    [
      "a bare name in items",
      map({ Items: "{% phone %}" }),
      `${UNSUPPORTED}: Reference to 'phone' at the top level is not supported. at /States/M/Items`,
    ],
  ];
  for (const [title, definition, ...expected] of wrong) {
    it(`finds ${title}`, () => {
      assert.deepEqual(findings(definition), expected);
    });
  }

  it("finds a text that is no JSON", () => {
    const { diagnostics, definition } = checkDefinition("{nope");
    assert.deepEqual(
      [diagnostics.map(({ severity, code }) => [severity, code]), definition],
      [[["ERROR", "INVALID_JSON_DESCRIPTION"]], undefined],
    );
  });

  it("finds all mistakes together", () => {
    assert.equal(findings(machine({ A: { Type: "Pass" }, B: { Type: "Nope", End: true } })).length, 3);
  });

  const right: readonly (readonly [title: string, definition: unknown])[] = [
    [
      "a loop with a way out",
      machine({
        A: { Type: "Pass", Next: "C" },
        C: { Type: "Choice", Choices: [{ Condition: "{% true %}", Next: "A" }], Default: "Z" },
        Z: { Type: "Succeed" },
      }),
    ],
    ["a processor that never ends", map({}, { States: { I: { Type: "Pass", Next: "I" } } })],
    ["a state that is called constructor", machine({ constructor: pass })],
    [
      "a JSONata state in a machine of JSONPath",
      { StartAt: "A", States: { A: { ...pass, QueryLanguage: "JSONata", Output: 1 } } },
    ],
    ["a heartbeat below the time-out", task({ HeartbeatSeconds: 299, TimeoutSeconds: 300 })],
    ["a heartbeat without a time-out", task({ HeartbeatSeconds: 3600 })],
    ["a heartbeat that is known later", task({ HeartbeatSeconds: "{% $states.input.beat %}", TimeoutSeconds: 10 })],
    ["the longest wait", wait({ Seconds: 99_999_999 })],
    ["a wait for an expression", wait({ Timestamp: "{% $states.input.at %}" })],
    ["a wait with fractions and an offset", wait({ Timestamp: "2030-01-01T00:00:00.123456+02:00" })],
    [
      "a catcher's errorOutput",
      catcher({ Output: "{% $states.errorOutput.Cause %}", Assign: { e: "{% $states.errorOutput %}" } }),
    ],
    ["a task's result", task({ Output: "{% $states.result.a %}", Assign: { r: "{% $states.result %}" } })],
    ["a Map's result", map({ Output: "{% $count($states.result) %}" })],
    ["a variable of other letters", assign({ größe_2: 1 })],
    [
      "expressions where AWS parses none",
      clause({
        Comment: "{% phone %}",
        Retry: [{ ErrorEquals: ["{% phone %}"] }],
        Credentials: { RoleArn: "{% phone %}" },
      }),
    ],
    ["text around an expression", machine({ A: { ...pass, Output: "a {% phone %}" } })],
    ...[
      "$states.input.phone",
      "$phone",
      "$states.input.items[phone > 3]",
      "$states.input.items.(name & other)",
      "$states.input.items^(>price).name",
      "$states.input.items{name: price}",
      "$map($states.input.a, function($x) { $x.phone })",
      "$states.input ~> |a|{'b': c}|",
      "{'a': $states.context.State.Name}",
      "$states.input.items.$",
      "$filter($states.input.a, function($v, $i) { $v[b = $i] })",
    ].map((expression) => [expression, output(expression)] as const),
  ];
  for (const [title, definition] of right) {
    it(`passes ${title}`, () => {
      assert.deepEqual(findings(definition), []);
      assert.ok(checkDefinition(definition).definition);
    });
  }
});
