import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateJobCommand } from "@aws-sdk/client-glue";
import { policy } from "../../helpers/embedded-aws";
import { as, type ByBehaviour, type KindFaults, NO_TOKEN, SMALL_RESULT } from "../fault";

const SCRIPTS: ByBehaviour<string> = {
  good: "",
  fails: "raise SystemExit('no such partition')",
  slow: "import time; time.sleep(60)",
};

const folders = new Map<string, string>();

export const glueFaults: KindFaults = {
  kind: "glue",
  async work(cloud, name, behaviour) {
    const folder = mkdtempSync(join(tmpdir(), "glue-faults-"));
    folders.set(name, folder);
    const ScriptLocation = join(folder, "job.py");
    writeFileSync(ScriptLocation, as(SCRIPTS, behaviour));
    const trust = policy({ Principal: { Service: "glue.amazonaws.com" }, Action: "sts:AssumeRole" });
    await cloud.role(`${name}-job`, trust, undefined);
    await cloud.glue.send(
      new CreateJobCommand({ Name: name, Role: `${name}-job`, Command: { Name: "pythonshell", ScriptLocation } }),
    );
    return { kind: "glue", job: name };
  },
  async settle(name) {
    rmSync(folders.get(name) ?? "", { recursive: true, force: true });
  },
  verdicts: {
    "task error": { error: "States.TaskFailed", says: /no such partition|FAILED/ },
    throttle: { error: "Glue.ThrottlingException", says: /Rate exceeded/ },
    "time-out": { error: "States.Timeout", says: /Run task/ },
    "heartbeat lost": NO_TOKEN,
    "access denied": { error: "Glue.AccessDeniedException", says: /not authorized to perform: glue:StartJobRun/ },
    "result too large": SMALL_RESULT,
  },
};
