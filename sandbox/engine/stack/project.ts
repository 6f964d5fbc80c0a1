import type { ProjectSettings } from "@pulumi/pulumi/automation";
import type { Engine } from "../engine";

/** A plugin of this repository in place of a download: `pulumi-resource-<name>` in the folder `path`. */
export interface LocalProvider {
  readonly name: string;
  readonly path: string;
}

interface LocalPlugin {
  name: string;
  path: string;
}

/** Project settings with the plugins of a folder each; the Automation API writes them but has no type for them. */
export interface LocalProjectSettings extends ProjectSettings {
  plugins: { providers: LocalPlugin[]; analyzers?: LocalPlugin[]; languages?: LocalPlugin[] };
}

/** The project's name in Pulumi.yaml. */
export const PROJECT = "app-of-apps";

/**
 * `plugins` of the project settings. Naming every plugin there, with PULUMI_IGNORE_AMBIENT_PLUGINS, keeps out whatever
 * plugins lie on the user's PATH. https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export function localPlugins(
  engine: Pick<Engine, "analyzer">,
  providers: readonly LocalProvider[],
  languageHost?: string,
): LocalProjectSettings["plugins"] {
  return {
    providers: providers.map(({ name, path }) => ({ name, path })),
    ...(engine.analyzer === undefined ? {} : { analyzers: [{ name: "policy-nodejs", path: engine.analyzer }] }),
    ...(languageHost === undefined ? {} : { languages: [{ name: "nodejs", path: languageHost }] }),
  };
}
