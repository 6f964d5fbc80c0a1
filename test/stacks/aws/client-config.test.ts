import assert from "node:assert/strict";
import { ProblemsError } from "../../../components/core/problem";
import { awsClientConfig } from "../../../stacks/aws/client-config";

const configOf = (values: Record<string, string>) =>
  awsClientConfig("dev", { get: (key) => values[key], keys: () => Object.keys(values) }, ["sfn", "stepfunctions"]);

function problemsOf(values: Record<string, string>): string[] {
  try {
    configOf(values);
  } catch (error) {
    assert.ok(error instanceof ProblemsError);
    return error.problems.map(({ place }) => place);
  }
  return [];
}

describe("configuration of the program's own AWS clients", () => {
  it("is that of the provider: region, profile, the service's endpoint, keys", () => {
    assert.deepEqual(
      configOf({
        "aws:region": "eu-central-1",
        "aws:profile": "release",
        "aws:endpoints": '[{"sts": "https://sts.example"}, {"stepfunctions": "https://sfn.example"}]',
        "aws:accessKey": "AKIA",
        "aws:secretKey": "secret",
        "aws:token": "token",
      }),
      {
        region: "eu-central-1",
        profile: "release",
        endpoint: "https://sfn.example",
        credentials: { accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "token" },
      },
    );
  });

  it("leaves what is not configured to environment variables and files", () => {
    assert.deepEqual(configOf({ "aws:region": "eu-central-1" }), { region: "eu-central-1" });
    assert.deepEqual(configOf({ "aws:accessKey": "AKIA" }), {}, "half a key is none");
  });

  it("assumes the roles that the provider assumes, once credentials are needed", () => {
    const { credentials } = configOf({ "aws:assumeRoles": '[{"roleArn": "arn:aws:iam::1:role/deploy"}]' });
    assert.equal(typeof credentials, "function");
  });

  it("refuses every setting that it does not support, all together", () => {
    assert.deepEqual(
      problemsOf({
        "aws:assumeRoleWithWebIdentity": "{}",
        "aws:sharedConfigFiles": "[]",
        "aws:endpoints": "sfn",
        "aws:assumeRoles": '[{"roleArn": "x", "policy": "{}"}]',
      }),
      ["aws:assumeRoleWithWebIdentity", "aws:sharedConfigFiles", "aws:endpoints", "aws:assumeRoles"],
    );
  });
});
