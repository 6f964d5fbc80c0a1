import assert from "node:assert/strict";
import { answersWithSecret, mayAnswerWithSecret } from "../../../components/asl/secret-results";

describe("secret results", () => {
  it("are those of calls that return a credential, whatever the case of their letters", () => {
    for (const [service, action] of [
      ["secretsmanager", "GetSecretValue"],
      ["sts", "assumeRoleWithSAML"],
      ["redshift", "getClusterCredentialsWithIAM"],
      ["redshiftserverless", "getCredentials"],
      ["cognitoidentityprovider", "adminInitiateAuth"],
      ["ssooidc", "createToken"],
      ["s3", "createSession"],
    ] as const) {
      assert.ok(answersWithSecret(service, action, {}) && mayAnswerWithSecret(service, action), `${service}:${action}`);
    }
    for (const [service, action] of [
      ["secretsmanager", "describeSecret"],
      ["sts", "getCallerIdentity"],
      ["kms", "generateDataKeyWithoutPlaintext"],
      ["ssm", "putParameter"],
      ["constructor", "constructor"],
    ] as const) {
      assert.ok(
        !answersWithSecret(service, action, {}) && !mayAnswerWithSecret(service, action),
        `${service}:${action}`,
      );
    }
  });

  it("depend on the argument that decides, and are secret where only a run knows it", () => {
    assert.ok(mayAnswerWithSecret("ssm", "getParameter"));
    assert.ok(!answersWithSecret("ssm", "getParameter", { Name: "a" }));
    assert.ok(!answersWithSecret("ssm", "getParameter", { Name: "a", WithDecryption: false }));
    assert.ok(answersWithSecret("ssm", "getParameter", { Name: "a", WithDecryption: true }));
    assert.ok(answersWithSecret("ssm", "getParametersByPath", { WithDecryption: "{{context.a.decrypt}}" }));
    assert.ok(answersWithSecret("glue", "getConnection", { Name: "a" }));
    assert.ok(!answersWithSecret("glue", "getConnection", { Name: "a", HidePassword: true }));
    assert.ok(answersWithSecret("apigateway", "getApiKeys", { IncludeValues: true }));
    assert.ok(!answersWithSecret("apigateway", "getApiKeys", {}));
  });
});
