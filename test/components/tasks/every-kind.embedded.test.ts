import assert from "node:assert/strict";
import { taskPermissions } from "../../../components/tasks/index";
import { TaskCloud } from "../../helpers/task-cloud";
import { USAGES } from "./every-kind";

/** What a rehearsal says of an app, as far as it matters here. */
interface Verdict {
  readonly verdict: string;
  readonly error?: string;
  readonly cause?: string;
}

/** The embedded cloud's own reading of IAM answers here. That AWS's simulator knows every condition key of these statements is not proven. */
describe("a rehearsal on the embedded cloud", function () {
  this.timeout(120_000);
  let cloud: TaskCloud;

  before(async () => {
    cloud = await TaskCloud.start();
  });
  after(() => cloud?.stop());

  USAGES.forEach(({ what, task }, index) => {
    it(`proves that the task role may do what it has to, and finds what is missing: ${what}`, async () => {
      const verdictOf = async (app: string, rights: ReturnType<typeof taskPermissions>) => {
        const machine = await cloud.app(app, task, { rights, timeoutSeconds: 400 });
        const end = await cloud.run(machine, {}, { rehearse: true });
        assert.equal(end.status, "SUCCEEDED", `${end.error}: ${end.cause}`);
        return JSON.parse(end.output ?? "{}").context[app] as Verdict;
      };
      const rightsFor = (app: string) => taskPermissions(task, cloud.names.scope, cloud.names.app(app).machine.arn);
      const [whole, less] = [`whole-${index}`, `less-${index}`];
      const proven = await verdictOf(whole, rightsFor(whole));
      assert.equal(proven.verdict, "proven", `${proven.error}: ${proven.cause}`);
      const [first, ...others] = rightsFor(less);
      const broken = await verdictOf(less, others);
      assert.equal(broken.verdict, "broken");
      assert.ok(broken.cause?.includes(first?.Action[0] ?? "?"), broken.cause);
    });
  });
});
