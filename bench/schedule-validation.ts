import type { Scheduled } from "../components/schedule/index";
import { forkJoin, genetics, layered, mosaic, normal, pipelines, random, type Sample, traces } from "./graphs";
import { scientific, shapes } from "./scientific";

/** Graphs that took no part in the ablation of the search: other seeds and sizes than those of `samples` and `scientificSamples`. */

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export function otherGenerated(): Sample[] {
  return [
    ...upTo(18).map((at) => pipelines(101 + at, 5 + 3 * (at % 6), 8 + 2 * ((at * 5) % 6))),
    ...[6, 10, 16, 24, 32, 48, 72, 100].map((images, at) => mosaic(201 + at, images)),
    ...upTo(4).map((at) => forkJoin(301 + at, 2 + at, 4 + 2 * at)),
    ...upTo(6).map((at) => genetics(401 + at, 2 + at, 6 + at, 4 + at)),
    ...upTo(24).map((at) => layered(501 + at, 6 + 2 * (at % 6), 6 + 6 * ((at * 7) % 6))),
  ];
}

export function otherScientific(): Sample[] {
  return shapes().flatMap((shape) => [4, 6, 8, 12, 16, 22].map((size, at) => scientific(shape, 11 + at, size)));
}

/** The recorded runs, each `draws` times with the seconds of each app 30 % less to 30 % more. */
export function variedTraces(draws = 20): Sample[] {
  return traces().flatMap(({ name, apps }, trace) =>
    upTo(draws).map((draw) => {
      const next = random(7000 + 100 * trace + draw);
      const varied = Object.entries(apps).map(([app, { after, expectedSeconds }]) => {
        return [app, { after, expectedSeconds: expectedSeconds * (1 + 0.3 * (2 * next() - 1)) }] as const;
      });
      return { name: `${name}, draw ${draw}`, apps: Object.fromEntries(varied) };
    }),
  );
}

/** Graphs of 4 to 40 apps, each app after each earlier one with the same probability. */
export function smallRandom(): Sample[] {
  return upTo(300).map((seed) => {
    const draw = random(90_000 + seed);
    const size = 4 + Math.floor(37 * draw());
    const probability = 0.5 * draw() ** 2 + 1 / size;
    const apps: Record<string, Required<Scheduled>> = {};
    for (const node of upTo(size)) {
      const after = upTo(node).filter(() => draw() < probability);
      const expectedSeconds = Math.round(20_000 * Math.exp(normal(draw))) / 1000;
      apps[`a${node}`] = { after: after.map((other) => `a${other}`), expectedSeconds };
    }
    return { name: `random ${size} #${seed}`, apps };
  });
}
