import type { Scheduled } from "../components/schedule/index";
import { random, type Sample } from "./graphs";

/** Apps of several kinds. As in real runs, kinds differ by orders of magnitude and apps of one kind by less; both are log-normal, so tails are heavy. */
class Kinds {
  readonly apps: Record<string, Required<Scheduled>> = {};
  private readonly middles = new Map<string, { readonly log: number; readonly spread: number }>();
  private readonly counts = new Map<string, number>();

  constructor(private readonly draw: () => number) {}

  /** Adds an app of a kind behind others and gives its name. */
  add(kind: string, ...after: readonly (string | readonly string[])[]): string {
    const { log, spread } = this.middleOf(kind);
    const count = this.counts.get(kind) ?? 0;
    this.counts.set(kind, count + 1);
    const name = `${kind}-${count}`;
    const expectedSeconds = Math.max(0.01, Math.round(100 * Math.exp(log + spread * this.normal())) / 100);
    this.apps[name] = { after: [...new Set(after.flat())], expectedSeconds };
    return name;
  }

  /** A kind's apps, one for each of these. */
  each(kind: string, before: readonly string[], ...more: readonly string[]): string[] {
    return before.map((one) => this.add(kind, one, ...more));
  }

  upTo(most: number): number {
    return 1 + Math.floor(this.draw() * most);
  }

  likely(share: number): boolean {
    return this.draw() < share;
  }

  private middleOf(kind: string) {
    const known = this.middles.get(kind);
    if (known !== undefined) {
      return known;
    }
    const middle = { log: Math.log(20) + 1.7 * this.normal(), spread: 0.2 + 0.9 * this.draw() };
    this.middles.set(kind, middle);
    return middle;
  }

  private normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.draw())) * Math.cos(2 * Math.PI * this.draw());
  }
}

const times = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

type Shape = (kinds: Kinds, size: number) => void;

/** Shapes of published workflows, after their descriptions: who waits for whom, not how long. */
const SHAPES: Readonly<Record<string, Shape>> = {
  /** Each lane is split, every piece goes through a chain, pieces are merged by lane and lanes together. */
  epigenomics: (kinds, size) => {
    const lanes = times(1 + Math.floor(size / 4)).map(() => {
      const split = kinds.add("split");
      const pieces = times(2 + kinds.upTo(size)).map(() => kinds.add("filter", split));
      return kinds.add("merge", kinds.each("map", kinds.each("bfq", kinds.each("sol2sanger", pieces))));
    });
    kinds.add("pileup", kinds.add("index", kinds.add("merge-all", lanes)));
  },
  /** Two extractions for each site, syntheses that need them, a peak for each, everything zipped twice. */
  earthquakes: (kinds, size) => {
    const syntheses = times(size).flatMap(() => {
      const [x, y] = [kinds.add("extract"), kinds.add("extract")];
      return times(2 + kinds.upTo(8)).map(() => kinds.add("synthesis", kinds.likely(0.5) ? x : y));
    });
    kinds.add("zip-seismograms", syntheses);
    kinds.add("zip-peaks", kinds.each("peak", syntheses));
  },
  /** Templates, matches, groups that agree on some, then once more. */
  waves: (kinds, size) => {
    const groups = times(size).map(() => {
      const first = kinds.each(
        "inspiral",
        kinds.each(
          "template",
          times(2 + kinds.upTo(5)).map(() => kinds.add("data")),
        ),
      );
      const agreed = kinds.add("coincidence", first);
      const bank = times(first.length).map(() => kinds.add("trigger", agreed));
      return { agreed, again: kinds.each("inspiral2", bank) };
    });
    groups.forEach(({ again }, index) => {
      const neighbour = kinds.likely(0.4) ? (groups[(index + 1) % groups.length]?.again ?? []) : [];
      kinds.add("coincidence2", again, neighbour);
    });
  },
  /** Many small searches joined at a few places, with one long chain beside them. */
  genes: (kinds, size) => {
    const searches = times(3 * size).map(() => kinds.add("patser"));
    const joined = kinds.add("concatenate", searches);
    const blasts = ["rna", "candidates", "qrna", "terminators", "promoters"].map((kind) => kinds.add(kind));
    const srna = kinds.add("srna", blasts);
    const ffn = kinds.add("ffn", srna);
    const blastAll = ["blast", "synteny", "paralogues", "homologues"].map((kind) => kinds.add(kind, srna, ffn));
    kinds.add("annotate", joined, srna, blastAll);
  },
  /** Each sample through a chain of single steps, variants of every sample by chromosome, joined by chromosome, then over all. */
  variants: (kinds, size) => {
    const samples = times(size).map(() => {
      const steps = ["align", "sort", "dedup", "add-groups", "realign-target", "realign"];
      return steps.reduce((at, step) => kinds.add(step, at), kinds.add("reads"));
    });
    const joined = times(2 + kinds.upTo(6)).map(() => kinds.add("genotype", kinds.each("haplotypes", samples)));
    const all = kinds.add("combine", joined);
    kinds.add("filter-indel", kinds.add("select-indel", all));
    kinds.add("filter-snp", kinds.add("select-snp", all));
  },
  /** For each run of reads a download and a search; indexes beside; merged in a tree. */
  archive: (kinds, size) => {
    const index = kinds.add("bowtie-build");
    const found = times(2 * size).map(() => kinds.add("bowtie", index, kinds.add("dump")));
    const merged: string[] = [];
    for (let at = 0; at < found.length; at += 7) {
      merged.push(kinds.add("merge", found.slice(at, at + 7)));
    }
    kinds.add("merge-all", merged);
  },
  /** Samples with checks, trimming and alignment; quantification two ways; tables over all samples; one report that gathers single steps. */
  expression: (kinds, size) => {
    const [genome, star, salmon, bed] = ["genome", "star-index", "salmon-index", "gene-bed"].map((kind, at) =>
      at === 0 ? kinds.add(kind) : kinds.add(kind, "genome-0"),
    );
    const report: string[] = [];
    const counts = times(size).map(() => {
      const raw = kinds.likely(0.3) ? kinds.add("concatenate") : kinds.add("stage");
      report.push(kinds.add("fastqc", raw));
      const trimmed = kinds.add("trim", raw);
      report.push(trimmed, kinds.add("fastqc-trimmed", trimmed));
      const strand = kinds.add("strandedness", kinds.add("subsample", trimmed), salmon ?? []);
      const aligned = kinds.add("star", trimmed, star ?? [], strand);
      const sorted = kinds.add("samtools-index", kinds.add("samtools-sort", aligned));
      const marked = kinds.add("markduplicates", sorted, genome ?? []);
      const checks = ["stats", "flagstat", "idxstats", "qualimap", "dupradar", "preseq"];
      report.push(...checks.map((check) => kinds.add(check, check === "preseq" ? sorted : marked)));
      for (const check of ["distribution", "saturation", "junctions"]) {
        report.push(kinds.add(check, marked, bed ?? []));
      }
      if (kinds.likely(0.8)) {
        kinds.add("bigwig", kinds.add("coverage", marked));
      }
      kinds.add("stringtie", marked);
      report.push(kinds.add("featurecounts", marked));
      return kinds.add("salmon", aligned);
    });
    const matrix = kinds.add("merge-counts", kinds.add("tximport", counts));
    kinds.add("multiqc", report, kinds.add("deseq", matrix), counts);
  },
  /** Normal and tumour samples: alignment by lane, recalibration by region, callers for each sample and for pairs. */
  cancer: (kinds, size) => {
    const report: string[] = [];
    const samples = times(size).map(() => {
      const lanes = times(kinds.upTo(4)).map(() => {
        const reads = kinds.add("split-reads");
        report.push(kinds.add("fastqc", reads));
        return kinds.add("bwa", kinds.add("fastp", reads));
      });
      const marked = kinds.add("markduplicates", lanes);
      const tables = times(3).map(() => kinds.add("recalibrator", marked));
      const gathered = kinds.add("gather-tables", tables);
      const applied = kinds.add(
        "merge-bam",
        times(3).map(() => kinds.add("apply", marked, gathered)),
      );
      report.push(kinds.add("mosdepth", applied), kinds.add("stats", applied), gathered);
      return applied;
    });
    samples.forEach((sample, index) => {
      const called = ["strelka", "manta", "haplotypecaller"].map((kind) => kinds.add(kind, sample));
      for (const one of called) {
        report.push(kinds.add("vcf-stats", kinds.add("annotate", one)));
      }
      const normal = samples[index - 1];
      if (index % 2 === 0 || normal === undefined) {
        return;
      }
      const calls = times(3).map(() => kinds.add("mutect", sample, normal));
      const learned = kinds.add("orientation", calls);
      const contamination = kinds.add("contamination", kinds.add("pileup", sample), kinds.add("pileup", normal));
      report.push(kinds.add("annotate", kinds.add("filter", kinds.add("merge-vcf", calls), learned, contamination)));
    });
    kinds.add("multiqc", report);
  },
  /** Crops by place and weather: each planting through a simulation and a summary by three keys. */
  crops: (kinds, size) => {
    const all = times(size).map(() => {
      const baseline = kinds.add("baseline");
      const runs = times(2 + kinds.upTo(6)).map(() => kinds.add("cycle", baseline));
      const summary = kinds.each("fertilizer", runs, baseline);
      return kinds.add("plots", kinds.add("parse", runs, summary));
    });
    kinds.add("summary", all);
  },
  /** In three colours: images on a grid, what each differs in from its neighbours, one model of all that, each image corrected by it, and one picture. */
  mosaics: (kinds, size) => {
    const side = 1 + Math.ceil(Math.sqrt(size));
    const pictures = times(3).map(() => {
      const rows = times(side).map(() => times(side).map(() => kinds.add("project")));
      const neighbours = [
        [0, 1],
        [1, 0],
        [1, 1],
        [1, -1],
      ] as const;
      const differences = rows.flatMap((row, y) =>
        row.flatMap((image, x) =>
          neighbours.flatMap(([down, right]) => {
            const other = rows[y + down]?.[x + right];
            return other === undefined ? [] : [kinds.add("difference", image, other)];
          }),
        ),
      );
      const model = kinds.add("model", kinds.add("fit", differences));
      const corrected = rows.flat().map((image) => kinds.add("background", image, model));
      const table = kinds.add("table", corrected);
      return kinds.add("add", table, corrected);
    });
    for (const picture of pictures) {
      kinds.add("view", picture);
    }
    kinds.add("view-colours", pictures);
  },
};

/** Seeds and sizes of each shape that are always measured. */
const MEASURED = [
  [1, 4],
  [2, 8],
  [3, 14],
  [4, 24],
] as const;

export const shapes = (): string[] => Object.keys(SHAPES);

/** One graph of a shape. */
export function scientific(shape: string, seed: number, size: number): Sample {
  const kinds = new Kinds(random(seed * 7919 + shape.length));
  SHAPES[shape]?.(kinds, size);
  return { name: `${shape} ${size} #${seed}`, apps: kinds.apps };
}

/** The graphs that are always measured. */
export function scientificSamples(): Sample[] {
  return shapes().flatMap((shape) => MEASURED.map(([seed, size]) => scientific(shape, seed, size)));
}
