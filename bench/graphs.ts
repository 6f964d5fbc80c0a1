import { readdirSync, readFileSync } from "node:fs";
import path, { basename } from "node:path";
import type { Scheduled } from "../components/schedule/index";

/** A graph to plan, with the seconds that its apps take. */
export interface Sample {
  readonly name: string;
  readonly apps: Readonly<Record<string, Required<Scheduled>>>;
}

interface Trace {
  readonly tasks: readonly { readonly id: string; readonly seconds: number; readonly after: readonly string[] }[];
}

/**
 * A recorded run: `{"tasks": [{"id", "seconds", "after"}]}`. Its tasks are numbered in the order of their ids, which is that of their names, for those of apps are
 * short; and none takes no time at all.
 */
export function traceOf(file: string): Sample {
  const { tasks }: Trace = JSON.parse(readFileSync(file, "utf8"));
  const ids = tasks.map(({ id }) => id).sort();
  const name = new Map(ids.map((id, index) => [id, `task-${String(index).padStart(5, "0")}`]));
  const nameOf = (id: string) => name.get(id) ?? id;
  const apps = tasks.map(({ id, seconds, after }) => {
    return [nameOf(id), { after: after.map(nameOf), expectedSeconds: Math.max(0.001, seconds) }] as const;
  });
  return { name: basename(file, ".json"), apps: Object.fromEntries(apps) };
}

const TRACES = path.join(__dirname, "traces");

/** The recorded runs of this repository. */
export function traces(): Sample[] {
  const files = readdirSync(TRACES).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => traceOf(path.join(TRACES, file)));
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A draw of the standard normal distribution (Box and Muller). */
export function normal(draw: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** Durations as runs have them: most short, few long (log-normal around `middle` seconds). */
function seconds(draw: () => number, middle: number): number {
  return Math.round(middle * Math.exp(0.8 * normal(draw)) * 1000) / 1000;
}

class Builder {
  readonly apps: Record<string, Required<Scheduled>> = {};

  constructor(readonly draw: () => number) {}

  add(name: string, after: readonly string[], middle: number): string {
    this.apps[name] = { after: [...new Set(after)], expectedSeconds: seconds(this.draw, middle) };
    return name;
  }
}

/** Samples that each go through a pipeline of steps, with reports that gather single steps of all samples, as in sequencing workflows. */
export function pipelines(seed: number, samples: number, steps: number): Sample {
  const build = new Builder(random(seed));
  const middles = Array.from({ length: steps }, () => 5 + 200 * build.draw() ** 3);
  const index = build.add("index", [], 20);
  const gathered: string[][] = Array.from({ length: steps }, () => []);
  for (let sample = 0; sample < samples; sample++) {
    const done: string[] = [];
    for (let step = 0; step < steps; step++) {
      const back = build.draw() < 0.7 ? 1 : 1 + Math.floor(build.draw() * Math.min(step, 3));
      const before = done[done.length - back];
      const after = before === undefined ? [] : [before];
      if (step === Math.floor(steps / 3)) {
        after.push(index);
      }
      const app = build.add(`step${step}-${sample}`, after, middles[step] ?? 1);
      done.push(app);
      gathered[step]?.push(app);
    }
  }
  const reports = gathered
    .filter((_, step) => step === steps - 1 || build.draw() < 0.4)
    .map((apps, number) => build.add(`report${number}`, apps, 10));
  build.add("summary", reports, 10);
  return { name: `pipelines ${samples}x${steps} #${seed}`, apps: build.apps };
}

/** Images projected, neighbours compared, all fitted, each corrected by its own projection and the fit, all added up: astronomy mosaics. */
export function mosaic(seed: number, images: number): Sample {
  const build = new Builder(random(seed));
  const projected = Array.from({ length: images }, (_, n) => build.add(`project${n}`, [], 10));
  const differences = projected.flatMap((image, n) =>
    [1, 2, 3]
      .filter((far) => n + far < images && (far === 1 || build.draw() < 0.5))
      .map((far) => build.add(`difference${n}-${far}`, [image, projected[n + far] ?? image], 1)),
  );
  const fit = build.add("fit", differences, 5);
  const model = build.add("model", [fit], 40);
  const corrected = projected.map((image, n) => build.add(`correct${n}`, [image, model], 1));
  const table = build.add("table", corrected, 2);
  const added = build.add("add", [table, ...corrected], 30);
  build.add("shrink", [added], 10);
  return { name: `mosaic ${images} #${seed}`, apps: build.apps };
}

/** Stages that fork and join, each branch a chain. */
export function forkJoin(seed: number, stages: number, width: number): Sample {
  const build = new Builder(random(seed));
  let last = build.add("start", [], 5);
  for (let stage = 0; stage < stages; stage++) {
    const ends = Array.from({ length: width }, (_, branch) => {
      let at = last;
      const length = 1 + Math.floor(build.draw() * 4);
      for (let step = 0; step < length; step++) {
        at = build.add(`fork${stage}-${branch}-${step}`, [at], 30);
      }
      return at;
    });
    last = build.add(`join${stage}`, ends, 5);
  }
  return { name: `fork-join ${stages}x${width} #${seed}`, apps: build.apps };
}

/** Chromosomes in parts that are merged, sifted beside, and each population analysed on merged and sifted: population genetics. */
export function genetics(seed: number, chromosomes: number, parts: number, populations: number): Sample {
  const build = new Builder(random(seed));
  for (let c = 0; c < chromosomes; c++) {
    const single = Array.from({ length: parts }, (_, part) => build.add(`part${c}-${part}`, [], 60));
    const merged = build.add(`merge${c}`, single, 40);
    const sifted = build.add(`sift${c}`, [], 50);
    for (let p = 0; p < populations; p++) {
      build.add(`overlap${c}-${p}`, [merged, sifted], 50);
      build.add(`frequency${c}-${p}`, [merged, sifted], 90);
    }
  }
  return { name: `genetics ${chromosomes}x${parts}x${populations} #${seed}`, apps: build.apps };
}

/** Layers whose apps wait for a few of the layer before and, now and then, of an earlier one. */
export function layered(seed: number, layers: number, width: number): Sample {
  const build = new Builder(random(seed));
  const all: string[][] = [];
  for (let layer = 0; layer < layers; layer++) {
    const middle = 5 + 60 * build.draw();
    const row = Array.from({ length: 1 + Math.floor(build.draw() * width) }, (_, n) => {
      const previous = all.at(-1) ?? [];
      const pick = (from: readonly string[]) => from[Math.floor(build.draw() * from.length)];
      const earlier = build.draw() < 0.15 ? (all[Math.floor(build.draw() * all.length)] ?? []) : [];
      const after = [pick(previous), build.draw() < 0.5 ? pick(previous) : undefined, pick(earlier)];
      return build.add(
        `layer${layer}-${n}`,
        after.filter((one) => one !== undefined),
        middle,
      );
    });
    all.push(row);
  }
  return { name: `layered ${layers}x${width} #${seed}`, apps: build.apps };
}

/** The graphs that are always measured: each shape in several sizes and seeds. */
export function samples(): Sample[] {
  return [
    ...[1, 2, 3, 4, 5, 6].map((seed) => pipelines(seed, 2 + 3 * seed, 6 + 2 * seed)),
    ...[1, 2, 3, 4].map((seed) => mosaic(seed, 8 * seed * seed)),
    ...[1, 2, 3].map((seed) => forkJoin(seed, 2 * seed, 4 * seed)),
    ...[1, 2, 3].map((seed) => genetics(seed, 4 * seed, 10, 7)),
    ...[1, 2, 3, 4, 5, 6].map((seed) => layered(seed, 4 + 2 * seed, 6 * seed)),
  ];
}

/** Graphs of about 1,000 apps. */
export function thousandApps(): Sample[] {
  return [pipelines(1, 50, 20), pipelines(2, 100, 10), layered(1, 40, 50), layered(2, 125, 15)];
}

/** Graphs of about 5,000 apps. */
export function largeSamples(): Sample[] {
  return [pipelines(1, 100, 50), pipelines(2, 500, 10), layered(1, 60, 160), layered(2, 500, 18)];
}
