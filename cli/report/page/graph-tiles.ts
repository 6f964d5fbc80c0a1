import { px } from "./format";
import { type GraphEdge, type GraphLayout, type GraphNode, NODE_HEIGHT } from "./graph-layout";

/** A part of the drawing, which a browser lays out and paints when it comes near the window. */
export interface GraphTile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Apps that are wholly in it. */
  readonly nodes: readonly GraphNode[];
  /** Path data of the parts of lines that cross it. */
  readonly lines: string;
  /** The same, of lines for which `isCritical` was true. */
  readonly criticalLines: string;
}

/** Least width and height of a tile in CSS pixels: about one layer of apps, as apps of two leave no gap to cut at. */
const TILE = { width: 160, height: 600 } as const;

/** How far a line's stroke reaches beyond the line. */
const STROKE = 2;

/** Columns of tiles from left to right, each from top to bottom. No app is cut, and together they are the drawing. */
export function tilesOf(layout: GraphLayout, isCritical: (edge: GraphEdge) => boolean): GraphTile[][] {
  const [plain, critical] = [false, true].map((wanted) =>
    layout.edges.filter((edge) => isCritical(edge) === wanted).flatMap(pieces),
  );
  const across = layout.nodes.map(({ x, width }): Interval => ({ from: x, to: x + width }));
  return intervals(across, layout.width, TILE.width).map((column) => {
    const nodes = layout.nodes.filter(({ x }) => isIn(x, column));
    const down = nodes.map(({ y }): Interval => ({ from: y, to: y + NODE_HEIGHT }));
    return intervals(down, layout.height, TILE.height).map((row) => {
      const lines = (all: readonly Piece[] = []) =>
        all.filter(({ x, y }) => overlap(x, column) && overlap(y, row)).map(({ data }) => data);
      return {
        x: column.from,
        y: row.from,
        width: column.to - column.from,
        height: row.to - row.from,
        nodes: nodes.filter(({ y }) => isIn(y, row)),
        lines: lines(plain).join(""),
        criticalLines: lines(critical).join(""),
      };
    });
  });
}

interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Intervals from 0 to the end, at least so long where possible, none of which ends within what is taken. */
function intervals(taken: readonly Interval[], end: number, size: number): Interval[] {
  const cuts = [0];
  let reached = 0;
  for (const { from, to } of [...taken].sort((a, b) => a.from - b.from)) {
    const cut = Math.round((reached + from) / 2);
    if (cut > reached && cut < from && cut - (cuts.at(-1) ?? 0) >= size && end - cut >= size / 2) {
      cuts.push(cut);
    }
    reached = Math.max(reached, to);
  }
  return cuts.map((from, index) => ({ from, to: cuts[index + 1] ?? Math.ceil(end) }));
}

function isIn(place: number, { from, to }: Interval): boolean {
  return from <= place && place < to;
}

function overlap(one: Interval, other: Interval): boolean {
  return one.from - STROKE < other.to && other.from < one.to + STROKE;
}

/** A curve between two points of a line. */
interface Piece {
  readonly x: Interval;
  readonly y: Interval;
  readonly data: string;
}

/** Curves from point to point, level at each of them, so that none leaves the rectangle between its points. */
function pieces({ points }: GraphEdge): Piece[] {
  return points.slice(1).map((to, index) => {
    const from = points[index] ?? to;
    const middle = px((from.x + to.x) / 2);
    const curve =
      from.y === to.y ? `H${px(to.x)}` : `C${middle} ${px(from.y)} ${middle} ${px(to.y)} ${px(to.x)} ${px(to.y)}`;
    return { x: interval(from.x, to.x), y: interval(from.y, to.y), data: `M${px(from.x)} ${px(from.y)}${curve}` };
  });
}

function interval(one: number, other: number): Interval {
  return { from: Math.min(one, other), to: Math.max(one, other) };
}
