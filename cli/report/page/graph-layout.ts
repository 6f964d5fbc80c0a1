import type ELK from "elkjs/lib/elk-api";
import type { ElkNode } from "elkjs/lib/elk-api";
import type { AppReport } from "../report";

/** Places of apps and lines between them, in CSS pixels. */
export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  readonly app: string;
  /** Left and upper end. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export const NODE_HEIGHT = 28;

/** Width of a letter of the label's font, about, and of what is around the label. */
const LETTER = 7.3;
const AROUND = 40;

/** Layers from left to right, close together: of ELK's placements the one that is quick and compact for 1,000 apps. */
const OPTIONS = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "POLYLINE",
  "elk.layered.nodePlacement.strategy": "LINEAR_SEGMENTS",
  "elk.layered.thoroughness": "1",
  "elk.separateConnectedComponents": "false",
  "elk.spacing.nodeNode": "10",
  "elk.layered.spacing.nodeNodeBetweenLayers": "44",
  "elk.padding": "[top=8,left=8,bottom=8,right=8]",
};

/** Places each app right of what it depends on. */
export async function layOut(apps: readonly AppReport[]): Promise<GraphLayout> {
  const wanted: ElkNode = {
    id: "graph",
    layoutOptions: OPTIONS,
    children: apps.map(({ app }) => ({ id: app, width: Math.ceil(app.length * LETTER) + AROUND, height: NODE_HEIGHT })),
    edges: apps.flatMap(({ app, after }) =>
      after.map((other) => ({ id: `${other} ${app}`, sources: [other], targets: [app] })),
    ),
  };
  const { width = 0, height = 0, children = [], edges = [] } = await newElk().layout(wanted);
  return {
    width,
    height,
    nodes: children.map(({ id, x = 0, y = 0, width: own = 0 }) => ({ app: id, x, y, width: own })),
    edges: edges.flatMap(({ sources: [from = ""], targets: [to = ""], sections = [] }) =>
      sections.map(({ startPoint, bendPoints = [], endPoint }) => ({
        from,
        to,
        points: [startPoint, ...bendPoints, endPoint],
      })),
    ),
  };
}

/** Large, so loaded only for a page. The bundle runs in this thread. */
function newElk(): InstanceType<typeof ELK> {
  const Elk = require("elkjs/lib/elk.bundled.js") as typeof ELK;
  return new Elk();
}
